import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

import { Controller } from "../src/conversation/controller";
import { choosable, unread } from "../src/conversation/state";
import type { Config } from "../src/shared/config";
import { FakeDesk, problem, settle } from "./fake-desk";
import { ANSWER, entry, own } from "./samples";

const DESK = "https://chat.example.gov";
const CONFIG: Config = {
  desk: DESK,
  panel: `${DESK}/panel.js`,
  language: "en",
  theme: "auto",
  position: "right",
  accent: null,
  nonce: "",
  labels: {},
  titles: {},
  greetings: {},
};
const key = (what: string): string => `countyline:${DESK}:${what}`;
const stored = (what: string): unknown => JSON.parse(localStorage.getItem(key(what)) ?? "null");

let desk: FakeDesk;
let controllers: Controller[];
const load = (): Controller => {
  const made = new Controller(CONFIG);
  controllers.push(made);
  return made;
};
const network = (online: boolean): void => {
  window.dispatchEvent(new Event(online ? "online" : "offline"));
};

beforeEach(() => {
  vi.useFakeTimers();
  localStorage.clear();
  sessionStorage.clear();
  desk = new FakeDesk();
  controllers = [];
});

afterEach(() => {
  for (const each of controllers) each.dispose();
  vi.useRealTimers();
});

const handoff = { ...ANSWER, kind: "handoff", case: { id: "3K-44", state: "open" } };

test("opening asks about the county and begins nothing", async () => {
  const controller = load();
  controller.open();
  await settle();
  expect(desk.requests.map((each) => each.path)).toEqual(["/webhooks/web/about"]);
  expect(localStorage).toHaveLength(0);
});

test("the first message begins the conversation, with the language that was chosen", async () => {
  const controller = load();
  controller.open();
  controller.speak("es");
  controller.send("  ¿está abierto?  ");
  expect(controller.state.outgoing[0]?.status).toBe("sending");
  await settle();
  expect(desk.to("/conversations")[0]?.body).toEqual({ language: "es" });
  expect(desk.to("/messages")[0]?.body).toMatchObject({ text: "¿está abierto?", language: "es" });
  expect(stored("conversation")).toEqual({ conversation: "c1", token: "t1" });
  expect(controller.state.outgoing[0]?.status).toBe("sent");
  expect(stored("outbox")).toBeNull();
});

test("a whole turn shows each entry once", async () => {
  const controller = load();
  controller.open();
  controller.send("Hi");
  await settle();
  const id = desk.to("/messages")[0]?.body.id as string;
  desk.add(own(1, id));
  desk.add(entry(2, { repliesTo: id, answer: { ...ANSWER, choices: ["A"] } }));
  await settle();
  desk.cut();
  await vi.advanceTimersByTimeAsync(2000);
  expect(controller.state.entries.map((each) => each.seq)).toEqual([1, 2]);
  expect(controller.state.outgoing).toEqual([]);
  expect(choosable(controller.state)).toBe(2);
});

test("a reload shows the history, and goes on with the same conversation", async () => {
  const first = load();
  first.open();
  first.send("Hi");
  await settle();
  desk.add(own(1, desk.to("/messages")[0]?.body.id as string));
  desk.add(entry(2));
  await settle();
  first.dispose();

  const second = load();
  second.open();
  await settle();
  expect(second.state.entries).toHaveLength(2);
  expect(second.state.ready).toBe(true);
  second.send("More");
  await settle();
  expect(desk.to("/conversations").filter((each) => each.path.endsWith("/conversations"))).toHaveLength(1);
});

test("a reload while a message is on its way does not lose it, and does not send it twice", async () => {
  desk.fail("/messages", () => "silence");
  const first = load();
  first.open();
  first.send("Hi");
  await settle();
  first.dispose();
  const second = load();
  expect(second.state.outgoing).toMatchObject([{ text: "Hi", status: "sending" }]);
  await settle();
  const ids = desk.to("/messages").map((each) => each.body.id);
  expect(ids).toHaveLength(2);
  expect(new Set(ids).size).toBe(1);
  expect(stored("outbox")).toBeNull();
});

test("a message from long ago waits for the resident", async () => {
  desk.fail("/conversations", () => problem(503), 100);
  const first = load();
  first.open();
  first.send("Hi");
  await settle();
  first.dispose();
  desk.faults.length = 0;
  vi.setSystemTime(Date.now() + 2 * 3_600_000);
  const second = load();
  second.open();
  await settle();
  expect(second.state.outgoing).toMatchObject([{ status: "failed" }]);
  expect(desk.to("/messages")).toHaveLength(0);
  second.retry(second.state.outgoing[0]?.id as string);
  await settle();
  expect(desk.to("/messages")).toHaveLength(1);
});

test("a message written offline is sent when the network is back", async () => {
  const controller = load();
  controller.open();
  network(false);
  controller.send("Hi");
  await vi.advanceTimersByTimeAsync(60_000);
  expect(desk.to("/messages")).toHaveLength(0);
  network(true);
  await settle();
  expect(desk.to("/messages")).toHaveLength(1);
  expect(controller.state.outgoing[0]?.status).toBe("sent");
});

describe("a stored conversation that the desk does not know", () => {
  beforeEach(() => {
    localStorage.setItem(key("conversation"), JSON.stringify({ conversation: "old", token: "t0" }));
  });

  test("is forgotten, and the resident is told", async () => {
    const controller = load();
    controller.open();
    await settle();
    expect(controller.state).toMatchObject({ forgotten: true, begun: false });
    expect(stored("conversation")).toBeNull();
  });

  test("does not take a message with it", async () => {
    const controller = load();
    controller.open();
    controller.send("Hi");
    await vi.advanceTimersByTimeAsync(3000);
    expect(desk.taken.size).toBe(1);
    expect(stored("conversation")).toEqual({ conversation: "c1", token: "t1" });
    expect(controller.state.outgoing).toMatchObject([{ text: "Hi", status: "sent" }]);
  });
});

test("starting over leaves nothing of the old conversation behind", async () => {
  const controller = load();
  controller.open();
  controller.send("Hi");
  await settle();
  desk.add(entry(1));
  await settle();
  controller.startOver();
  expect(controller.state.entries).toEqual([]);
  expect(stored("conversation")).toBeNull();
  expect(stored("outbox")).toBeNull();
  desk.add(entry(2));
  await settle();
  expect(controller.state.entries).toEqual([]);
  desk.conversation = { conversation: "c2", token: "t2" };
  controller.send("Again");
  await settle();
  expect(stored("conversation")).toEqual({ conversation: "c2", token: "t2" });
});

test("starting over while the desk makes a conversation leaves that one behind too", async () => {
  let finish: (response: Response) => void = () => undefined;
  const real = globalThis.fetch;
  vi.stubGlobal("fetch", (address: string, init: RequestInit) =>
    address.endsWith("/conversations")
      ? new Promise<Response>((resolve) => (finish = resolve))
      : real(address, init),
  );
  const controller = load();
  controller.open();
  controller.send("Hi");
  await settle();
  controller.startOver();
  finish(new Response(JSON.stringify({ conversation: "c1", token: "t1" }), { status: 201 }));
  await vi.advanceTimersByTimeAsync(60_000);
  expect(stored("conversation")).toBeNull();
  expect(desk.to("/messages")).toHaveLength(0);
  expect(controller.state.outgoing).toEqual([]);
});

test("another page's new conversation is taken up, and its end too", async () => {
  const controller = load();
  controller.open();
  desk.add(entry(1));
  localStorage.setItem(key("conversation"), JSON.stringify(desk.conversation));
  window.dispatchEvent(new StorageEvent("storage", { key: key("conversation") }));
  await settle();
  expect(controller.state.entries).toHaveLength(1);
  localStorage.removeItem(key("conversation"));
  window.dispatchEvent(new StorageEvent("storage", { key: key("conversation") }));
  expect(controller.state).toMatchObject({ begun: false, entries: [] });
});

describe("with the panel closed", () => {
  test("the stream stays until the answer is there, which is then unread", async () => {
    const controller = load();
    controller.open();
    controller.send("Hi");
    await settle();
    controller.close();
    expect(desk.streams.size).toBe(1);
    desk.add(own(1, desk.to("/messages")[0]?.body.id as string));
    desk.add(entry(2));
    await settle();
    expect(unread(controller.state)).toBe(1);
    expect(desk.streams.size).toBe(0);
    expect(stored("attention")).toMatchObject({ unread: 1 });
    controller.open();
    await settle();
    expect(unread(controller.state)).toBe(0);
    expect(desk.streams.size).toBe(1);
  });

  test("an answer is awaited though the stream was quicker than the acknowledgement", async () => {
    const controller = load();
    desk.fail("/messages", () => "silence");
    controller.open();
    controller.send("Hi");
    await settle();
    desk.add(own(1, desk.to("/messages")[0]?.body.id as string));
    await settle();
    controller.close();
    expect(desk.streams.size).toBe(1);
    expect((stored("attention") as { until: number }).until).toBeGreaterThan(Date.now());
  });

  test("nothing is listened to when nothing is awaited", async () => {
    const controller = load();
    controller.open();
    controller.send("Hi");
    await settle();
    desk.add(own(1, desk.to("/messages")[0]?.body.id as string));
    desk.add(entry(2));
    await settle();
    controller.close();
    await settle();
    expect(desk.streams.size).toBe(0);
    const before = desk.requests.length;
    await vi.advanceTimersByTimeAsync(600_000);
    expect(desk.requests).toHaveLength(before);
  });

  test("an answer that never comes is not waited for forever", async () => {
    const controller = load();
    controller.open();
    controller.send("Hi");
    await settle();
    controller.close();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(desk.streams.size).toBe(1);
    await vi.advanceTimersByTimeAsync(61_000);
    expect(desk.streams.size).toBe(0);
  });

  test("what staff write is looked for once a minute", async () => {
    const controller = load();
    controller.open();
    controller.send("A person, please");
    await settle();
    desk.add(own(1, desk.to("/messages")[0]?.body.id as string));
    desk.add(entry(2, { answer: handoff }));
    await settle();
    controller.close();
    await settle();
    expect(desk.streams.size).toBe(0);
    desk.add(entry(3, { author: "staff" }));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(unread(controller.state)).toBe(1);
    expect(desk.to("/entries")).toHaveLength(1);
  });

  test("the next page goes on looking, and knows what was seen", async () => {
    const first = load();
    first.open();
    first.send("A person, please");
    await settle();
    desk.add(own(1, desk.to("/messages")[0]?.body.id as string));
    desk.add(entry(2, { answer: handoff }));
    await settle();
    first.close();
    first.dispose();
    desk.add(entry(3, { author: "staff" }));
    const second = load();
    await settle();
    expect(unread(second.state)).toBe(1);
    expect(desk.to("/entries")).toHaveLength(1);
  });
});

test("about is asked again until it is there", async () => {
  desk.fail("/about", () => problem(503));
  desk.about = { menu: { en: [{ title: "What is closed?" }] } };
  const controller = load();
  controller.open();
  await settle();
  expect(controller.state.about).toBeNull();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(controller.state.about?.menu.en).toHaveLength(1);
});

test("works without any storage", async () => {
  const broken = (): never => {
    throw new DOMException("denied", "SecurityError");
  };
  vi.spyOn(window, "localStorage", "get").mockImplementation(broken);
  vi.spyOn(window, "sessionStorage", "get").mockImplementation(broken);
  const controller = load();
  controller.open();
  controller.send("Hi");
  await settle();
  desk.add(entry(1));
  await settle();
  expect(controller.state.entries).toHaveLength(1);
  controller.draft = "half a thought";
  expect(controller.draft).toBe("half a thought");
});

test("the language that was chosen stays", () => {
  load().speak("es");
  expect(load().state.language).toBe("es");
});

test("a text far beyond what the desk keeps does not travel whole", async () => {
  const controller = load();
  controller.open();
  controller.send("ñ".repeat(50_000));
  await settle();
  expect([...(desk.to("/messages")[0]?.body.text ?? "")]).toHaveLength(2000);
});
