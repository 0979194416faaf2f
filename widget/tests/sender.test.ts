import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { DeskTrouble, type Trouble } from "../src/conversation/desk";
import { Outbox, type Unsent } from "../src/conversation/outbox";
import { Sender, TRIES, type SenderEvent } from "../src/conversation/sender";
import { TolerantDrawer } from "../src/shared/storage";

beforeEach(() => {
  vi.useFakeTimers();
  // The longest pauses.
  vi.spyOn(Math, "random").mockReturnValue(1);
});
afterEach(() => void vi.useRealTimers());

const message = (id: string): Unsent => ({ id, text: `text ${id}`, language: "en", at: 0 });

function setUp() {
  const outbox = new Outbox(new TolerantDrawer(() => { throw new Error("blocked"); }), "d");
  const delivered: string[] = [];
  const events: SenderEvent[] = [];
  const troubles: (Trouble | null)[] = [];
  const circumstances = { online: true, lost: 0 };
  const sender = new Sender({
    outbox,
    deliver: (each) => {
      delivered.push(each.id);
      const trouble = troubles.shift();
      return trouble ? Promise.reject(new DeskTrouble(trouble)) : Promise.resolve();
    },
    isOnline: () => circumstances.online,
    lost: () => void (circumstances.lost += 1),
    tell: (event) => void events.push(event),
  });
  return { sender, outbox, delivered, events, troubles, circumstances };
}

const UNREACHABLE: Trouble = { kind: "unreachable" };

test("a message is kept until it is confirmed, and sent once when all is well", async () => {
  const { sender, outbox, delivered, events } = setUp();
  sender.send(message("a"));
  expect(outbox.all().map((each) => each.id)).toEqual(["a"]);
  await vi.runAllTimersAsync();
  expect(delivered).toEqual(["a"]);
  expect(events).toEqual([{ type: "sent", id: "a" }]);
  expect(outbox.all()).toEqual([]);
});

test("a message is tried again with the same id, each time after a longer pause", async () => {
  const { sender, delivered, events, troubles } = setUp();
  troubles.push(UNREACHABLE, UNREACHABLE, null);
  sender.send(message("a"));
  await vi.advanceTimersByTimeAsync(0);
  expect(delivered).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(1000);
  expect(delivered).toHaveLength(2);
  await vi.advanceTimersByTimeAsync(999);
  expect(delivered).toHaveLength(2);
  await vi.advanceTimersByTimeAsync(1001);
  expect(delivered).toEqual(["a", "a", "a"]);
  expect(events).toEqual([{ type: "sent", id: "a" }]);
});

test("after repeated failure the resident is asked, and the message stays kept", async () => {
  const { sender, outbox, delivered, events, troubles } = setUp();
  troubles.push(...Array<Trouble>(TRIES).fill(UNREACHABLE));
  sender.send(message("a"));
  await vi.runAllTimersAsync();
  expect(delivered).toHaveLength(TRIES);
  expect(events).toEqual([{ type: "failed", id: "a", failure: "unreachable" }]);
  expect(outbox.all().map((each) => each.id)).toEqual(["a"]);
  sender.retry("a");
  await vi.runAllTimersAsync();
  expect(delivered).toHaveLength(TRIES + 1);
  expect(events.slice(1)).toEqual([
    { type: "sending", id: "a" },
    { type: "sent", id: "a" },
  ]);
  expect(outbox.all()).toEqual([]);
});

test("what the desk refuses is not tried again", async () => {
  const { sender, delivered, events, troubles } = setUp();
  troubles.push({ kind: "refused" }, { kind: "forbidden" });
  sender.send(message("a"));
  sender.send(message("b"));
  await vi.runAllTimersAsync();
  expect(delivered).toEqual(["a", "b"]);
  expect(events.map((each) => ("failure" in each ? each.failure : each.type))).toEqual([
    "refused",
    "forbidden",
  ]);
});

test("a busy desk is left alone for as long as it asks", async () => {
  const { sender, delivered, events, troubles } = setUp();
  troubles.push({ kind: "busy", after: 7000 });
  sender.send(message("a"));
  await vi.advanceTimersByTimeAsync(6999);
  expect(delivered).toHaveLength(1);
  expect(events).toEqual([{ type: "busy", id: "a" }]);
  await vi.advanceTimersByTimeAsync(1001);
  expect(delivered).toHaveLength(2);
});

test("messages go one at a time, in their order", async () => {
  const { sender, delivered, troubles } = setUp();
  troubles.push(UNREACHABLE, null, UNREACHABLE);
  for (const id of ["a", "b", "c"]) sender.send(message(id));
  await vi.runAllTimersAsync();
  expect(delivered).toEqual(["a", "a", "b", "b", "c"]);
});

test("nothing is tried while the browser is offline; it goes out when the network is back", async () => {
  const { sender, delivered, circumstances } = setUp();
  circumstances.online = false;
  sender.send(message("a"));
  await vi.advanceTimersByTimeAsync(600_000);
  expect(delivered).toEqual([]);
  circumstances.online = true;
  sender.nudge();
  await vi.advanceTimersByTimeAsync(0);
  expect(delivered).toEqual(["a"]);
});

test("the network coming back tries again what has failed", async () => {
  const { sender, delivered, troubles } = setUp();
  troubles.push(...Array<Trouble>(TRIES).fill(UNREACHABLE));
  sender.send(message("a"));
  await vi.runAllTimersAsync();
  sender.nudge();
  await vi.runAllTimersAsync();
  expect(delivered).toHaveLength(TRIES + 1);
});

test("a lost conversation is forgotten, and the message goes into another at once", async () => {
  const { sender, delivered, events, troubles, circumstances } = setUp();
  troubles.push({ kind: "lost" });
  sender.send(message("a"));
  await vi.advanceTimersByTimeAsync(0);
  expect(circumstances.lost).toBe(1);
  expect(delivered).toEqual(["a", "a"]);
  expect(events).toEqual([{ type: "sent", id: "a" }]);
});

test("a message that the stream shows has arrived, whatever became of the request", async () => {
  const { sender, outbox, delivered, events, troubles } = setUp();
  troubles.push(UNREACHABLE);
  sender.send(message("a"));
  await vi.advanceTimersByTimeAsync(0);
  sender.arrived("a");
  await vi.runAllTimersAsync();
  expect(delivered).toHaveLength(1);
  expect(events).toEqual([{ type: "sent", id: "a" }]);
  expect(outbox.all()).toEqual([]);
});

test("what is dropped is not sent any more", async () => {
  const { sender, outbox, delivered, troubles } = setUp();
  troubles.push(UNREACHABLE);
  sender.send(message("a"));
  sender.send(message("b"));
  await vi.advanceTimersByTimeAsync(0);
  sender.clear();
  await vi.runAllTimersAsync();
  expect(delivered).toEqual(["a"]);
  expect(outbox.all()).toEqual([]);
});
