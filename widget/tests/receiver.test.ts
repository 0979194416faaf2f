import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { Desk } from "../src/conversation/desk";
import {
  FIRST_WORDS,
  POLLING_SPELL,
  Receiver,
  SILENCE,
  STREAM_FAILURES,
  type ReceiverEvent,
} from "../src/conversation/receiver";
import { FakeDesk, problem, settle } from "./fake-desk";
import { entry } from "./samples";

let desk: FakeDesk;
let receiver: Receiver;
let events: ReceiverEvent[];
let last: number;

const seqs = (): number[] =>
  events.flatMap((each) => (each.type === "entry" ? [each.entry.seq] : []));
const told = (type: string): number => events.filter((each) => each.type === type).length;
const streams = (): number => desk.to("/events").length;

beforeEach(() => {
  vi.useFakeTimers();
  // The longest pauses.
  vi.spyOn(Math, "random").mockReturnValue(1);
  desk = new FakeDesk();
  events = [];
  last = 0;
  receiver = new Receiver({
    desk: new Desk("https://chat.example.gov"),
    whose: desk.conversation,
    lastSeq: () => last,
    tell: (event) => {
      events.push(event);
      if (event.type === "entry") last = Math.max(last, event.entry.seq);
    },
  });
});

afterEach(() => {
  receiver.stop();
  vi.useRealTimers();
});

test("tells the history, that it is complete, and what comes after", async () => {
  desk.add(entry(1));
  receiver.start();
  await settle();
  expect(seqs()).toEqual([1]);
  expect(told("ready")).toBe(1);
  desk.write('event: typing\ndata: {"on": true}\n\n');
  desk.add(entry(2));
  await settle();
  expect(seqs()).toEqual([1, 2]);
  expect(events).toContainEqual({ type: "typing", on: true });
});

test("tells whose the conversation is, and nothing when that cannot be read", async () => {
  receiver.start();
  await settle();
  desk.write('event: owner\ndata: {"owner": "staff", "case": {"id": "3K-44", "state": "claimed"}}\n\n');
  desk.write('event: owner\ndata: {"owner": "nobody"}\n\nevent: owner\ndata: x\n\n');
  await settle();
  expect(events.filter((each) => each.type === "owner")).toEqual([{ type: "owner", owner: "staff" }]);
});

test("sends the token, and the last entry it has after a cut", async () => {
  desk.add(entry(1));
  receiver.start();
  await settle();
  desk.cut();
  desk.add(entry(2));
  await vi.advanceTimersByTimeAsync(1500);
  expect(streams()).toBe(2);
  const [first, second] = desk.to("/events");
  expect(first?.headers.get("Authorization")).toBe("Bearer t1");
  expect(first?.headers.has("Last-Event-ID")).toBe(false);
  expect(second?.headers.get("Last-Event-ID")).toBe("1");
  expect(seqs()).toEqual([1, 2]);
});

test("a stream without a sign of life is given up; one with heartbeats is not", async () => {
  receiver.start();
  await settle();
  for (let beat = 0; beat < 8; beat += 1) {
    await vi.advanceTimersByTimeAsync(15_000);
    desk.write(":\n\n");
  }
  expect(streams()).toBe(1);
  await vi.advanceTimersByTimeAsync(SILENCE + 2000);
  expect(streams()).toBe(2);
});

test("waits longer after each failure, and says that the connection is broken", async () => {
  desk.fail("/events", () => problem(503), 3);
  desk.fail("/entries", () => new TypeError("network"), 100);
  receiver.start();
  await settle();
  expect(streams()).toBe(1);
  expect(events).toContainEqual({ type: "connection", connection: "broken" });
  await vi.advanceTimersByTimeAsync(1000);
  expect(streams()).toBe(2);
  await vi.advanceTimersByTimeAsync(999);
  expect(streams()).toBe(2);
  await vi.advanceTimersByTimeAsync(1001);
  expect(streams()).toBe(3);
});

test("goes on at once when the network is back", async () => {
  desk.fail("/events", () => problem(503), 2);
  receiver.start();
  await settle();
  await vi.advanceTimersByTimeAsync(1000);
  receiver.nudge(true);
  await settle();
  expect(streams()).toBe(3);
  expect(told("ready")).toBe(1);
});

test("a changed network means a new stream; a look at the page does so only after a silence", async () => {
  receiver.start();
  await settle();
  receiver.nudge(false);
  await settle();
  expect(streams()).toBe(1);
  receiver.nudge(true);
  await settle();
  expect(streams()).toBe(2);
  await vi.advanceTimersByTimeAsync(25_000);
  receiver.nudge(false);
  await settle();
  expect(streams()).toBe(3);
});

test("honors Retry-After", async () => {
  desk.fail("/events", () => problem(429, { "Retry-After": "9" }));
  receiver.start();
  await vi.advanceTimersByTimeAsync(8900);
  expect(streams()).toBe(1);
  await vi.advanceTimersByTimeAsync(200);
  expect(streams()).toBe(2);
});

test("asks for entries when streams are held back, and tries a stream again later", async () => {
  desk.fail("/events", () => "silence");
  desk.add(entry(1));
  receiver.start();
  await vi.advanceTimersByTimeAsync(FIRST_WORDS + 2000);
  expect(streams()).toBe(1);
  expect(seqs()).toEqual([1]);
  expect(told("ready")).toBeGreaterThan(0);
  expect(desk.to("/entries")[0]?.path).toContain("after=0");
  desk.add(entry(2));
  await vi.advanceTimersByTimeAsync(2000);
  expect(seqs()).toEqual([1, 2]);
  expect(desk.to("/entries?after=2&wait=15").length).toBeGreaterThan(0);
  await vi.advanceTimersByTimeAsync(POLLING_SPELL);
  expect(streams()).toBe(2);
  desk.add(entry(3));
  await settle();
  expect(seqs()).toEqual([1, 2, 3]);
});

test("asks for entries when streams fail again and again", async () => {
  desk.fail("/events", () => new TypeError("network"), 100);
  desk.add(entry(1));
  receiver.start();
  await vi.advanceTimersByTimeAsync(8000);
  expect(streams()).toBe(STREAM_FAILURES);
  expect(seqs()).toEqual([1]);
});

test("a desk that answers long polls at once is not asked without a pause", async () => {
  desk.fail("/events", () => "silence");
  receiver.start();
  await vi.advanceTimersByTimeAsync(FIRST_WORDS + 2000);
  const before = desk.to("/entries").length;
  await vi.advanceTimersByTimeAsync(10_000);
  expect(desk.to("/entries").length - before).toBeLessThan(25);
});

test("a stream that is no event stream counts as failed", async () => {
  desk.fail("/events", () => new Response("<html>Please log in</html>"));
  receiver.start();
  await settle();
  expect(told("ready")).toBe(0);
  await vi.advanceTimersByTimeAsync(1500);
  expect(told("ready")).toBe(1);
});

test("tells once that the conversation is gone, and ends", async () => {
  desk.fail("/events", () => problem(404));
  receiver.start();
  await vi.advanceTimersByTimeAsync(120_000);
  expect(told("lost")).toBe(1);
  expect(streams()).toBe(1);
});

test("a website that is not allowed is told so, and asks rarely", async () => {
  desk.fail("/events", () => problem(403), 100);
  receiver.start();
  await vi.advanceTimersByTimeAsync(50_000);
  expect(events).toContainEqual({ type: "connection", connection: "forbidden" });
  expect(streams()).toBe(1);
});

test("says nothing any more once it is stopped", async () => {
  receiver.start();
  await settle();
  const before = events.length;
  receiver.stop();
  desk.add(entry(1));
  await vi.advanceTimersByTimeAsync(300_000);
  expect(events).toHaveLength(before);
  expect(streams()).toBe(1);
});

test("an entry that cannot be read does not stop the next", async () => {
  receiver.start();
  await settle();
  desk.write("event: entry\ndata: {broken\n\nevent: entry\ndata: 7\n\nevent: new\ndata: {}\n\n");
  desk.add(entry(1));
  await settle();
  expect(seqs()).toEqual([1]);
});

test("characters that two pieces share come out whole", async () => {
  receiver.start();
  await settle();
  const bytes = new TextEncoder().encode(
    `event: entry\ndata: ${JSON.stringify({ seq: 1, author: "bot", text: "¿Qué está cerrado?" })}\n\n`,
  );
  for (const byte of bytes) for (const stream of desk.streams) stream.enqueue(Uint8Array.of(byte));
  await settle();
  await settle();
  await vi.advanceTimersByTimeAsync(10);
  expect(events.find((each) => each.type === "entry")).toMatchObject({
    entry: { text: "¿Qué está cerrado?" },
  });
});
