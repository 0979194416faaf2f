import { expect, test } from "vitest";

import { retryAfter } from "../src/conversation/desk";
import { newId } from "../src/conversation/ids";
import { readAbout, readCredentials, readEntries, readEntry, readOwner } from "../src/conversation/protocol";

test("reads an entry as the desk writes it", () => {
  const entry = readEntry({
    seq: 2,
    author: "bot",
    at: "2024-04-03T13:00:01.250Z",
    text: "x",
    language: "es",
    message: null,
    replies_to: "m-1",
    answer: {
      kind: "answer",
      topic: "status",
      certainty: "expected",
      sources: [{ title: "News", url: "https://a.gov" }],
      choices: [{ id: "person", title: "Ask a person" }],
      case: { id: "3K-44", state: "open" },
      degraded: true,
    },
    card: { paragraphs: ["a", " "], source: "s", mark: null },
  });
  expect(entry).toMatchObject({ seq: 2, language: "es", repliesTo: "m-1" });
  expect(entry?.answer).toMatchObject({
    certainty: "expected",
    choices: ["Ask a person"],
    case: { id: "3K-44", state: "open" },
    degraded: true,
  });
  expect(entry?.card).toEqual({ paragraphs: ["a"], source: "s", mark: null });
});

test.each([null, 7, "x", [], {}, { seq: "1", author: "bot" }, { seq: 1.5, author: "bot" }, { seq: 1, author: "root" }])(
  "%j is no entry",
  (value) => expect(readEntry(value)).toBeNull(),
);

test("wrong fields are left out", () => {
  const entry = readEntry({
    seq: 1,
    author: "bot",
    language: "und",
    text: 5,
    answer: { certainty: "sure", sources: [{ url: "x" }, 3], choices: "all", case: {}, degraded: "yes" },
    card: { paragraphs: [5, "", null] },
  });
  expect(entry).toMatchObject({ language: null, text: "", card: null });
  expect(entry?.answer).toEqual({
    kind: "answer",
    topic: null,
    certainty: null,
    sources: [],
    choices: [],
    case: null,
    degraded: false,
  });
});

test.each([
  "javascript:alert(1)",
  "http://a.gov",
  "data:text/html,x",
  "/news",
  "https://a.gov@evil.example",
  " javascript:alert(1)",
  "",
])("a source is never linked to %j", (url) => {
  const entry = readEntry({ seq: 1, author: "bot", answer: { sources: [{ title: "t", url }] } });
  expect(entry?.answer?.sources[0]?.url).toBeNull();
});

test("reads what a widget needs before anybody asks, or does without", () => {
  expect(readAbout({ county: { en: "A", es: "B" }, mark: { en: "M" }, menu: { en: [{ title: "T" }, 1] } })).toEqual({
    county: { en: "A", es: "B" },
    mark: { en: "M", es: "M" },
    menu: { en: [{ title: "T", message: "T" }], es: [] },
  });
  expect(readAbout(null)).toEqual({ county: null, mark: null, menu: { en: [], es: [] } });
});

test("credentials are both there or none", () => {
  expect(readCredentials({ conversation: "c", token: "t" })).toEqual({ conversation: "c", token: "t" });
  expect(readCredentials({ conversation: "c" })).toBeNull();
  expect(readCredentials(null)).toBeNull();
});

test("entries are read as far as they can be", () => {
  expect(readEntries({ entries: [{ seq: 1, author: "bot" }, 3], typing: true })).toMatchObject({
    entries: [{ seq: 1 }],
    typing: true,
  });
  expect(readEntries(null)).toEqual({ entries: [], typing: false, owner: null });
});

test("the owner is one of three, or nothing is known", () => {
  expect(readEntries({ owner: "staff", case: { id: "3K-44", state: "claimed" } }).owner).toBe("staff");
  expect(["bot", "offered", "staff"].map((owner) => readOwner({ owner }))).toEqual(["bot", "offered", "staff"]);
  for (const strange of [null, 3, [], {}, { owner: "Bot" }, { owner: 1 }, { owner: { staff: 1 } }]) {
    expect(readOwner(strange)).toBeNull();
  }
});

test("Retry-After is a number of seconds or a date, within reason", () => {
  const after = (value: string) => retryAfter(new Headers({ "Retry-After": value }), Date.UTC(2024, 3, 3));
  expect(after("3")).toBe(3000);
  expect(after("86400")).toBe(120_000);
  expect(after("Wed, 03 Apr 2024 00:00:30 GMT")).toBe(30_000);
  expect(after("Tue, 02 Apr 2024 00:00:30 GMT")).toBe(0);
  expect(after("soon")).toBeNull();
  expect(retryAfter(new Headers())).toBeNull();
});

test("a message's id is one that the desk takes, with and without randomUUID", () => {
  const old = { getRandomValues: crypto.getRandomValues.bind(crypto) } as unknown as Crypto;
  for (const source of [crypto, old]) {
    const ids = Array.from({ length: 50 }, () => newId(source));
    expect(new Set(ids).size).toBe(50);
    for (const id of ids) expect(id).toMatch(/^[A-Za-z0-9_-]{1,64}$/);
  }
});
