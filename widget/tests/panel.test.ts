import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

import { LIMIT } from "../src/panel/composer";
import { mount, type MountedPanel } from "../src/panel/mount";
import type { Config } from "../src/shared/config";
import { TEXTS } from "../src/texts";
import { FakeDesk, problem, settle } from "./fake-desk";
import { ANSWER, entry, own } from "./samples";

const CONFIG: Config = {
  desk: "https://chat.example.gov",
  panel: "",
  language: "en",
  theme: "auto",
  position: "right",
  accent: null,
  nonce: "",
  labels: {},
  titles: {},
  greetings: {},
};
const MENU = {
  en: [{ title: "What is closed?", message: "what is closed" }],
  es: [{ title: "¿Qué está cerrado?", message: "qué está cerrado" }],
};
const XSS = `<img src=x onerror="alert(1)"><script>alert(1)</script>`;

let desk: FakeDesk;
let panel: MountedPanel;
let root: ShadowRoot;
let closings: boolean[];
let unreads: number[];

function show(config: Partial<Config> = {}): void {
  const host = document.createElement("div");
  const frame = document.createElement("section");
  document.body.append(host);
  root = host.attachShadow({ mode: "open" });
  root.append(frame);
  panel = mount({
    config: { ...CONFIG, ...config },
    root,
    frame,
    dress: () => undefined,
    speak: () => undefined,
    setUnread: (count) => void unreads.push(count),
    closed: (hadFocus) => void closings.push(hadFocus),
  });
}

const all = (selector: string): HTMLElement[] => [...root.querySelectorAll<HTMLElement>(selector)];
const one = (selector: string): HTMLElement => {
  const found = root.querySelector<HTMLElement>(selector);
  if (!found) throw new Error(`${selector} is not there`);
  return found;
};
const button = (words: string): HTMLElement => {
  const found = all("button").find((each) => each.textContent?.includes(words));
  if (!found) throw new Error(`no button says ${words}`);
  return found;
};
const write = (text: string): void => {
  const input = one("textarea") as HTMLTextAreaElement;
  input.value = text;
  input.dispatchEvent(new Event("input", { bubbles: true }));
};
const press = (key: string, init: KeyboardEventInit = {}, on = one("textarea")): KeyboardEvent => {
  const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, composed: true, ...init });
  on.dispatchEvent(event);
  return event;
};
const said = async (...entries: ReturnType<typeof entry>[]): Promise<void> => {
  for (const each of entries) desk.add(each);
  await settle();
};
async function begin(): Promise<string> {
  write("Hi");
  press("Enter");
  await settle();
  return desk.to("/messages")[0]?.body.id as string;
}

beforeEach(() => {
  vi.useFakeTimers();
  localStorage.clear();
  sessionStorage.clear();
  document.body.replaceChildren();
  desk = new FakeDesk();
  desk.about = { county: { en: "Jackson County", es: "Condado de Jackson" }, mark: null, menu: MENU };
  closings = [];
  unreads = [];
});

afterEach(() => {
  panel.unmount();
  vi.useRealTimers();
});

describe("opening and closing", () => {
  test("asked for, the focus goes to the input; after a page change it stays", async () => {
    show();
    panel.open("page-load");
    expect(root.activeElement).toBeNull();
    panel.open("asked");
    expect(root.activeElement).toBe(one("textarea"));
  });

  test("on a touch screen the focus goes to the title, so that no keyboard covers the topics", () => {
    vi.stubGlobal("matchMedia", () => ({ matches: true }));
    show();
    panel.open("asked");
    expect(root.activeElement).toBe(one("h2"));
  });

  test("Escape closes, and the button gets the focus that the panel had", () => {
    show();
    panel.open("asked");
    press("Escape");
    expect(one(".panel").hidden).toBe(true);
    expect(closings).toEqual([true]);
    panel.close();
    expect(closings).toEqual([true]);
  });

  test("the close button has a name", () => {
    show();
    panel.open("asked");
    button("Close").click();
    expect(closings).toEqual([true]);
  });
});

describe("before the first message", () => {
  test("shows a greeting, and topics that are sent as if typed", async () => {
    show();
    panel.open("asked");
    expect(one(".greeting").textContent).toBe(TEXTS.en.greeting);
    await settle();
    expect(one("h2").textContent).toBe("Jackson County");
    button("What is closed?").click();
    await settle();
    expect(desk.to("/messages")[0]?.body.text).toBe("what is closed");
  });

  test("the page can set title and greeting for each language", async () => {
    show({ titles: { en: "Help desk" }, greetings: { en: "Welcome." } });
    panel.open("asked");
    await settle();
    expect(one("h2").textContent).toBe("Help desk");
    expect(one(".greeting").textContent).toBe("Welcome.");
    button("Español").click();
    expect(one("h2").textContent).toBe("Condado de Jackson");
  });

  test("a replay is marked as one for as long as the panel is open", async () => {
    desk.about = { county: null, mark: { en: "Replay", es: "Repetición" }, menu: {} };
    show();
    panel.open("asked");
    await settle();
    expect(one(".banner").textContent).toBe("Replay");
  });

  test("works without what the desk would say about the county", async () => {
    desk.fail("/about", () => problem(503), 100);
    show();
    panel.open("asked");
    await settle();
    expect(one("h2").textContent).toBe(TEXTS.en.title);
    expect(one("[role=status]").textContent).toBe(TEXTS.en.noticeBroken);
    await begin();
    expect(desk.taken.size).toBe(1);
  });
});

describe("the language", () => {
  test("switches the whole interface, its lang, and the hint that is sent", async () => {
    show();
    panel.open("asked");
    await settle();
    button("Español").click();
    expect(one(".panel").lang).toBe("es");
    expect(one(".greeting").textContent).toBe(TEXTS.es.greeting);
    expect(button("Español").getAttribute("aria-pressed")).toBe("true");
    expect(button("English").getAttribute("aria-pressed")).toBe("false");
    expect(button("Español").lang).toBe("es");
    expect(button("¿Qué está cerrado?")).toBeTruthy();
    await begin();
    expect(desk.to("/messages")[0]?.body.language).toBe("es");
  });

  test("each message has its own, and what the widget adds to it follows", async () => {
    show();
    panel.open("asked");
    const id = await begin();
    await said(
      { ...own(1, id, "¿está abierto?"), language: "es" },
      entry(2, { language: "es", text: "Sí.", answer: { ...ANSWER, certainty: "expected" } }),
    );
    expect(one(".own").lang).toBe("es");
    expect(one(".card").lang).toBe("es");
    expect(one(".certainty").textContent).toBe("Probablemente");
    expect(one(".panel").lang).toBe("en");
  });
});

describe("an answer", () => {
  const CARD = {
    paragraphs: ["Closed today.", "Call 816-881-3232 or see payments.jacksongov.org."],
    source: "As of Wednesday, April 3, 8:00 a.m. · County news release, April 2",
    mark: "Replay of a past event, not live",
  };
  const SOURCES = [{ title: "County news release", url: "https://www.jacksongov.org/news" }];
  const shown = async (fields: Parameters<typeof entry>[1]): Promise<HTMLElement> => {
    show();
    panel.open("asked");
    const id = await begin();
    await said(own(1, id), entry(2, fields));
    return one(".card");
  };

  test("is a card: paragraphs, source line with links, mark", async () => {
    const card = await shown({ card: CARD, answer: { ...ANSWER, sources: SOURCES } });
    expect([...card.querySelectorAll("p")].map((each) => each.className)).toEqual(["", "", "source quiet", "mark"]);
    const source = card.querySelector<HTMLAnchorElement>(".source a");
    expect(source?.href).toBe("https://www.jacksongov.org/news");
    expect(source?.rel).toBe("noopener noreferrer");
    expect(source?.target).toBe("_blank");
    expect(source?.textContent).toContain("(opens in a new tab)");
    expect(card.querySelector(".source")?.textContent).toContain("As of Wednesday, April 3, 8:00 a.m. · ");
    expect(card.querySelector(".mark")?.textContent).toBe(CARD.mark);
    expect([...card.querySelectorAll<HTMLAnchorElement>("a")].map((each) => each.href)).toContain("tel:+18168813232");
  });

  test("without a card is its text, line by line", async () => {
    const card = await shown({ text: "One.\n\nTwo." });
    expect([...card.querySelectorAll("p")].map((each) => each.textContent)).toEqual(["One.", "Two."]);
  });

  test.each([
    ["expected", "Likely"],
    ["not_confirmed", "Not confirmed"],
    ["unknown", "Not known yet"],
  ] as const)("that is %s has a word and a drawing", async (certainty, words) => {
    const card = await shown({ answer: { ...ANSWER, certainty } });
    expect(card.querySelector(".certainty")?.textContent).toBe(words);
    expect(card.querySelector(".certainty svg")).not.toBeNull();
  });

  test.each([
    ["is confirmed", { certainty: "confirmed" }],
    ["is about danger", { certainty: "unknown", topic: "safety" }],
    ["asks back", { kind: "clarify", certainty: null }],
  ] as const)("that %s has none", async (_, fields) => {
    const card = await shown({ answer: { ...ANSWER, ...fields } });
    expect(card.querySelector(".certainty")).toBeNull();
  });

  test("says when details are not available", async () => {
    const card = await shown({ answer: { ...ANSWER, certainty: "unknown", degraded: true } });
    expect(card.textContent).toContain(TEXTS.en.degraded);
    expect(card.querySelector(".certainty")).toBeNull();
  });

  test("has choices that are sent when picked, on the newest answer only", async () => {
    await shown({ answer: { ...ANSWER, kind: "clarify", choices: ["Is it open?", "Ask a person"] } });
    expect(all(".card .choice").map((each) => each.textContent)).toEqual(["Is it open?", "Ask a person"]);
    one(".card .choice").click();
    expect(all(".card .choice")).toEqual([]);
    expect(root.activeElement).toBe(one("textarea"));
    await settle();
    expect(desk.to("/messages")[1]?.body.text).toBe("Is it open?");
  });

  test("handed over says so with the case, and that staff have it once they wrote", async () => {
    const answer = { ...ANSWER, kind: "handoff", case: { id: "3K-44", state: "open" } };
    await shown({ answer });
    expect(one(".handoff").textContent).toBe("Connecting you with staffCase 3K-44");
    await said(entry(3, { author: "staff", text: "Hello, this is Ana." }));
    expect(one(".handoff").textContent).toContain("Staff have your question");
    expect(one(".staff").textContent).toContain("Staff member");
    expect(one(".staff").textContent).toContain("A person wrote this.");
    expect(one(".staff time").getAttribute("datetime")).toBe("2024-04-03T13:00:00Z");
    expect(one(".staff time").textContent).toMatch(/^Wednesday, April 3, \d+:00 [ap]\.m\.$/);
  });
});

test("markup is text, in every field", async () => {
  desk.about = {
    county: { en: XSS, es: XSS },
    mark: { en: XSS, es: XSS },
    menu: { en: [{ title: XSS, message: XSS }] },
  };
  show();
  panel.open("asked");
  write(XSS);
  press("Enter");
  await settle();
  const id = desk.to("/messages")[0]?.body.id as string;
  await said(
    own(1, id, XSS),
    entry(2, {
      text: XSS,
      at: XSS,
      card: { paragraphs: [XSS, `https://a.gov/${XSS}`], source: `${XSS} · ${XSS}`, mark: XSS },
      answer: {
        ...ANSWER,
        kind: "handoff",
        certainty: "expected",
        sources: [{ title: XSS, url: "javascript:alert(1)" }],
        choices: [XSS],
        case: { id: XSS, state: XSS },
      },
    }),
    entry(3, { author: "staff", text: XSS, at: XSS }),
  );
  expect(root.querySelectorAll("img, script, iframe, [onerror]")).toHaveLength(0);
  expect(one(".own").textContent).toContain(XSS);
  for (const link of all("a")) expect(link.getAttribute("href")).toMatch(/^(https:|tel:|mailto:)/);
});

describe("sending", () => {
  test("Enter sends, Shift+Enter does not, nor does Enter while a character is being composed", async () => {
    show();
    panel.open("asked");
    write("Hi");
    expect(press("Enter", { shiftKey: true }).defaultPrevented).toBe(false);
    expect(press("Enter", { isComposing: true }).defaultPrevented).toBe(false);
    expect(all(".own")).toEqual([]);
    expect(press("Enter").defaultPrevented).toBe(true);
    expect(all(".own")).toHaveLength(1);
    await settle();
    expect((one("textarea") as HTMLTextAreaElement).value).toBe("");
  });

  test("a message is shown at once, and its element stays when the desk confirms it", async () => {
    show();
    panel.open("asked");
    write("Hi");
    press("Enter");
    const bubble = one(".own");
    expect(one(".delivery").textContent).toBe("Sending…");
    await settle();
    expect(all(".delivery")).toEqual([]);
    await said(own(1, desk.to("/messages")[0]?.body.id as string));
    expect(all(".own")).toEqual([bubble]);
  });

  test("nothing written is said, and tied to the input", async () => {
    show();
    panel.open("asked");
    button("Send").click();
    await settle();
    const input = one("textarea");
    expect(input.getAttribute("aria-invalid")).toBe("true");
    const described = (input.getAttribute("aria-describedby") ?? "").split(" ");
    expect(described.map((id) => one(`#${id}`).textContent).join(" ")).toContain(TEXTS.en.empty);
    write("x");
    await settle();
    expect(input.hasAttribute("aria-invalid")).toBe(false);
  });

  test("near the limit the rest is counted", async () => {
    show();
    panel.open("asked");
    write("x".repeat(LIMIT - 101));
    await settle();
    expect(one("#countyline-counter").textContent?.trim()).toBe("");
    write("🏛".repeat(LIMIT - 40));
    await settle();
    expect(one("#countyline-counter").textContent?.trim()).toBe("40 characters left");
    expect(one("#countyline-counter [aria-live]").textContent).toBe("");
    write("x".repeat(LIMIT + 3));
    await settle();
    expect(one("#countyline-counter").textContent).toContain("3 too many");
    expect(one("#countyline-counter [aria-live]").textContent).toBe(TEXTS.en.over);
  });

  test("a failure is shown with a way to try again", async () => {
    desk.fail("/messages", () => problem(503), 5);
    show();
    panel.open("asked");
    write("Hi");
    press("Enter");
    await vi.advanceTimersByTimeAsync(60_000);
    expect(one(".delivery").textContent).toContain("Not sent.");
    expect(one("[role=status]").textContent).toBe(TEXTS.en.noticeNotSent);
    button("Try again").click();
    await settle();
    expect(all(".delivery")).toEqual([]);
    expect(one("[role=status]").textContent).toBe("");
    expect(desk.taken.size).toBe(1);
  });

  test("what was typed and not sent is there after a page change", () => {
    show();
    panel.open("asked");
    write("half a thought");
    panel.unmount();
    show();
    expect((one("textarea") as HTMLTextAreaElement).value).toBe("half a thought");
  });
});

describe("the status line", () => {
  test("tells of typing, and of being offline, in words", async () => {
    show();
    panel.open("asked");
    await begin();
    desk.write('event: typing\ndata: {"on": true}\n\n');
    await settle();
    const status = one("[role=status]");
    expect(status.textContent).toBe(TEXTS.en.noticeTyping);
    window.dispatchEvent(new Event("offline"));
    write("More");
    press("Enter");
    expect(status.textContent).toBe(TEXTS.en.noticeOfflinePending);
    window.dispatchEvent(new Event("online"));
    await settle();
    expect(status.textContent).toBe("");
  });
});

describe("a person who has the conversation", () => {
  const owner = async (whose: string): Promise<void> => {
    desk.write(`event: owner\ndata: {"owner": "${whose}", "case": null}\n\n`);
    await settle();
  };

  test("is told of in a standing line, without the bot's typing", async () => {
    show();
    panel.open("asked");
    await begin();
    expect(all(".standing")).toEqual([]);
    await owner("staff");
    desk.write('event: typing\ndata: {"on": true}\n\n');
    await settle();
    expect(one(".standing").textContent).toBe(TEXTS.en.personHasIt);
    // The log has announced it: nothing here does once more.
    expect(one(".standing").closest("[aria-live], [role=status], [role=log]")).toBeNull();
    expect(one("[role=status]").textContent).toBe("");
    button("Español").click();
    await settle();
    expect(one(".standing").textContent).toBe(TEXTS.es.personHasIt);
    await owner("offered");
    expect(all(".standing")).toEqual([]);
  });

  test("has got the message, as is said below it until there is an answer", async () => {
    show();
    panel.open("asked");
    const id = await begin();
    await owner("staff");
    await said(own(1, id, "Hi"));
    expect(one(".delivery").textContent).toBe(TEXTS.en.delivered);
    expect(one(".delivery").getAttribute("aria-live")).toBe("off");
    await said(entry(2, { author: "staff", text: "Hello." }));
    expect(all(".delivery")).toEqual([]);
  });
});

describe("the live region", () => {
  test("is silent while the history comes in, and speaks after", async () => {
    localStorage.setItem(`countyline:${CONFIG.desk}:conversation`, JSON.stringify(desk.conversation));
    desk.entries.push(entry(1));
    show();
    panel.open("page-load");
    const log = one("[role=log]");
    expect(log.getAttribute("aria-live")).toBe("off");
    expect(one(".intro").textContent).toContain(TEXTS.en.loading);
    await settle();
    expect(all(".card")).toHaveLength(1);
    expect(log.getAttribute("aria-live")).toBe("off");
    await vi.advanceTimersByTimeAsync(400);
    expect(log.getAttribute("aria-live")).toBe("polite");
    desk.cut();
    await vi.advanceTimersByTimeAsync(2000);
    expect(log.getAttribute("aria-live")).toBe("polite");
  });

  test("speaks from the first answer on in a new conversation", async () => {
    show();
    panel.open("asked");
    await vi.advanceTimersByTimeAsync(400);
    const log = one("[role=log]");
    expect(log.getAttribute("aria-live")).toBe("polite");
    await begin();
    expect(log.getAttribute("aria-live")).toBe("polite");
    expect(log.getAttribute("aria-label")).toBe("Messages");
  });
});

describe("starting over", () => {
  test("asks first; the safe choice has the focus, and Escape takes it", async () => {
    show();
    panel.open("asked");
    expect(all("button").some((each) => each.textContent === "Start over")).toBe(false);
    await begin();
    await said(entry(1));
    button("Start over").click();
    await settle();
    expect(root.activeElement?.textContent).toBe("Keep this one");
    press("Escape", {}, one(".question"));
    await settle();
    expect(one(".panel").hidden).toBe(false);
    expect(all(".question")).toEqual([]);
    expect(all(".card")).toHaveLength(1);
    button("Start over").click();
    await settle();
    one(".question .choice").click();
    expect(all(".card")).toEqual([]);
    expect(root.activeElement).toBe(one("textarea"));
  });
});

test("a conversation that is gone is told of quietly", async () => {
  localStorage.setItem(
    `countyline:${CONFIG.desk}:conversation`,
    JSON.stringify({ conversation: "gone", token: "x" }),
  );
  show();
  panel.open("page-load");
  await settle();
  expect(one(".note").textContent).toBe(TEXTS.en.forgotten);
});

test("answers that come while it is closed are told to the button", async () => {
  show();
  panel.open("asked");
  const id = await begin();
  panel.close();
  await said(own(1, id), entry(2));
  expect(unreads[unreads.length - 1]).toBe(1);
  panel.open("asked");
  expect(unreads[unreads.length - 1]).toBe(0);
});
