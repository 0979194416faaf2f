import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { HOST } from "../src/loader/launcher";
import { start, type Api } from "../src/loader/start";
import { HANDSHAKE, type Dock, type Mount } from "../src/shared/dock";

const page = window as unknown as Record<string, unknown> & { Countyline?: Api };
const key = (what: string): string => `countyline:https://chat.example.gov:${what}`;

let opened: string[];
let dock: Dock | null;

function script(attributes: Record<string, string> = {}): HTMLScriptElement {
  const made = document.createElement("script");
  made.setAttribute("type", "text/plain");
  made.setAttribute("src", "https://chat.example.gov/widget.js");
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

const root = (): ShadowRoot => document.querySelector(HOST)?.shadowRoot as ShadowRoot;
const button = (): HTMLButtonElement => root().querySelector("button") as HTMLButtonElement;

let asked: HTMLScriptElement[];

/** Answer the loader's request for panel.js. */
async function arrive(): Promise<void> {
  (page[HANDSHAKE] as (mount: Mount) => void)((given) => {
    dock = given;
    return { open: (reason) => void opened.push(reason), close: () => given.closed(true) };
  });
  await vi.advanceTimersByTimeAsync(0);
}

beforeEach(() => {
  vi.useFakeTimers();
  localStorage.clear();
  sessionStorage.clear();
  document.body.replaceChildren();
  document.documentElement.lang = "en";
  delete page.Countyline;
  opened = [];
  dock = null;
  asked = [];
  vi.spyOn(document, "addEventListener");
  // Nothing is fetched in these tests.
  vi.spyOn(document.head, "append").mockImplementation((...nodes) => {
    asked.push(...(nodes as HTMLScriptElement[]));
  });
});

afterEach(() => {
  // A page that is left takes its widget with it.
  for (const [type, listener] of vi.mocked(document.addEventListener).mock.calls) {
    document.removeEventListener(type, listener as EventListener);
  }
  vi.useRealTimers();
});

test("puts a labeled button on the page and fetches nothing", () => {
  start(script());
  expect(button().textContent).toContain("Questions?");
  expect(root().querySelector("section")?.getAttribute("aria-label")).toBe("Questions for the county");
  expect(button().getAttribute("aria-expanded")).toBe("false");
  expect(asked).toEqual([]);
});

test("speaks the page's language, or that which the resident chose", () => {
  document.documentElement.lang = "es-US";
  start(script());
  expect(button().textContent).toContain("¿Preguntas?");
  expect(root().querySelector("section")?.lang).toBe("es");
  delete page.Countyline;
  document.body.replaceChildren();
  localStorage.setItem(key("language"), "en");
  start(script());
  expect(button().textContent).toContain("Questions?");
});

test("takes the page's own label", () => {
  start(script({ "data-label-en": "Ask us" }));
  expect(button().textContent).toContain("Ask us");
});

test("the click fetches the panel once, by its version, and opens it", async () => {
  start(script({ nonce: "n1" }));
  button().click();
  button().click();
  expect(asked.map((each) => each.src)).toEqual(["https://chat.example.gov/panel.js?v=test"]);
  expect(asked[0]?.nonce || asked[0]?.getAttribute("nonce")).toBe("n1");
  await arrive();
  expect(opened).toEqual(["asked", "asked"]);
  expect(button().hidden).toBe(true);
  expect(button().getAttribute("aria-expanded")).toBe("true");
  dock?.closed(true);
  expect(button().hidden).toBe(false);
  expect(root().activeElement).toBe(button());
});

test("a panel that cannot be fetched is said, and can be tried again", async () => {
  start(script());
  button().click();
  await vi.advanceTimersByTimeAsync(500);
  expect(button().textContent).toContain("Opening…");
  asked[0]?.onerror?.(new Event("error"));
  await vi.advanceTimersByTimeAsync(0);
  expect(button().textContent).toContain("Try again");
  expect(root().querySelector("[role=status]")?.textContent).toContain("Try again");
  button().click();
  expect(asked).toHaveLength(2);
  await arrive();
  expect(opened).toEqual(["asked"]);
  dock?.closed(false);
  expect(button().textContent).toContain("Questions?");
});

test("an unread answer has a number and words", async () => {
  start(script());
  button().click();
  await arrive();
  dock?.closed(false);
  dock?.setUnread(1);
  expect(button().textContent).toContain("(1 new answer)");
  expect(root().querySelector("[role=status]")?.textContent).toContain("1 new answer");
  dock?.speak("es");
  dock?.setUnread(2);
  expect(button().textContent).toContain("(2 respuestas nuevas)");
  dock?.setUnread(0);
  expect(button().textContent).not.toContain("nueva");
});

test("an unread answer is still marked on the next page, without fetching anything", () => {
  localStorage.setItem(key("attention"), JSON.stringify({ unread: 1, until: 0, seen: 4 }));
  start(script());
  expect(button().textContent).toContain("1 new answer");
  expect(asked).toEqual([]);
});

test("a panel that was open opens again, without taking the focus", async () => {
  sessionStorage.setItem(key("open"), "1");
  start(script());
  await arrive();
  expect(opened).toEqual(["page-load"]);
});

test("an awaited answer is looked for on the next page, with the panel closed", async () => {
  localStorage.setItem(key("attention"), JSON.stringify({ unread: 0, until: Date.now() + 5000 }));
  start(script());
  expect(asked).toHaveLength(1);
  await arrive();
  expect(opened).toEqual([]);
  expect(button().hidden).toBe(false);
});

test("loaded twice, there is one widget; taken off the page, it comes back", () => {
  start(script());
  start(script());
  expect(document.querySelectorAll(HOST)).toHaveLength(1);
  document.body.replaceChildren();
  start(script());
  expect(document.querySelectorAll(HOST)).toHaveLength(1);
});

test("tells the page that it is ready, and can be opened and closed by it", async () => {
  const heard: unknown[] = [];
  const listen = (event: Event): void => void heard.push((event as CustomEvent).detail);
  window.addEventListener("countyline:ready", listen);
  start(script());
  window.removeEventListener("countyline:ready", listen);
  expect(heard).toEqual([page.Countyline]);
  page.Countyline?.open();
  await arrive();
  expect(opened).toEqual(["asked"]);
  page.Countyline?.close();
  await vi.advanceTimersByTimeAsync(0);
  expect(button().hidden).toBe(false);
});

test("a script that does not know itself, as a module, is found", () => {
  document.body.append(script({ "data-label-en": "Found" }));
  start(null);
  expect(button().textContent).toContain("Found");
});

test("an accent gets a text color that can be read on it; a wrong one changes nothing", () => {
  start(script({ "data-accent": "#ffb81c" }));
  const style = root().querySelector<HTMLElement>(".frame")?.style;
  expect(style?.getPropertyValue("--cl-on-accent")).toBe("#000");
  delete page.Countyline;
  document.body.replaceChildren();
  start(script({ "data-accent": "no color" }));
  expect(root().querySelector<HTMLElement>(".frame")?.style.length).toBe(0);
});
