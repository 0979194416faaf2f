import { describe, expect, test } from "vitest";

import { tokenize } from "../src/reading/tokens";
import { dice } from "./samples";

const links = (text: string): string[] =>
  tokenize(text).flatMap(({ text: piece, href }) => (href ? [`${piece} -> ${href}`] : []));

describe("telephone numbers", () => {
  test.each([
    ["Collection: call 816-881-3232.", "816-881-3232 -> tel:+18168813232"],
    ["(816) 881-3232", "(816) 881-3232 -> tel:+18168813232"],
    ["(816)881-3232", "(816)881-3232 -> tel:+18168813232"],
    ["816.881.3232, open", "816.881.3232 -> tel:+18168813232"],
    ["call 1-800-555-0100 now", "1-800-555-0100 -> tel:+18005550100"],
    ["+1 816 881 3232", "+1 816 881 3232 -> tel:+18168813232"],
    ["If someone is in danger, call 911 now.", "911 -> tel:911"],
    ["Si alguien está en peligro, llame al 911 ahora.", "911 -> tel:911"],
    ["call or text: dial 988", "988 -> tel:988"],
  ])("%s", (text, link) => expect(links(text)).toEqual([link]));

  test.each([
    "911 Main Street",
    "The number 911 is for emergencies.",
    "123-45-6789",
    "4111-1111-1111-1111",
    "12816-881-3232",
    "816-881-32321",
    "case 3K-44",
    "April 5, 2024",
    "call 9115",
  ])("%s has none", (text) => expect(links(text)).toEqual([]));
});

describe("addresses", () => {
  test.each([
    ["See https://www.jacksongov.org/news.", "https://www.jacksongov.org/news -> https://www.jacksongov.org/news"],
    ["(https://a.gov/x_(y))", "https://a.gov/x_(y) -> https://a.gov/x_(y)"],
    ["“https://a.gov/?q=1&b=2”,", "https://a.gov/?q=1&b=2 -> https://a.gov/?q=1&b=2"],
    ["You can pay at payments.jacksongov.org. It works.", "payments.jacksongov.org -> https://payments.jacksongov.org/"],
    ["More: jacksongov.org/closures, daily", "jacksongov.org/closures -> https://jacksongov.org/closures"],
    ["Write to recorder@jacksongov.org.", "recorder@jacksongov.org -> mailto:recorder@jacksongov.org"],
  ])("%s", (text, link) => expect(links(text)).toEqual([link]));

  test.each([
    "javascript:alert(1)",
    "http://jacksongov.org",
    "data:text/html,<script>alert(1)</script>",
    "https://jacksongov.org@evil.example/pay",
    "https://jacksongov.org:secret@evil.example",
    "https://jаcksongov.org/",
    "https://xn--jcksongov-x4a.org/",
    "https://localhost/",
    "xhttps://a.gov",
    "ftp://files.jacksongov.org",
    "vbscript:msgbox",
    "//evil.com",
    "jacksongov.organic",
    "someone@evil.example9",
  ])("%s is no link", (text) => expect(links(text)).toEqual([]));
});

const HOSTILE = [
  `<img src=x onerror=alert(1)>`,
  `https://a.gov/"onmouseover="alert(1)`,
  `https://a.gov/'><script>alert(1)</script>`,
  `https://a.gov/\`x\``,
  "https://a.gov/\u202Egnp.exe",
  "JaVaScRiPt:alert(1)//https://a.gov/",
  "tel:816-881-3232;javascript:alert(1)",
  "https://a.gov\\@evil.example",
  `mailto:a@b.gov?subject=<script>`,
];

test.each(HOSTILE)("%s leads nowhere but to https, tel or mailto, without quotes or brackets", (text) => {
  for (const { href } of tokenize(text)) {
    if (href !== null) expect(href).toMatch(/^(https:\/\/|tel:\+?\d+$|mailto:[\w.+@-]+$)[^"'<>`\s\\]*$/);
  }
});

test("the pieces are the text, whatever stands in it", () => {
  const roll = dice(99);
  const parts = [...HOSTILE, "816-881-3232", "8:00 a. m.", "call 911", "pay.gov", " ", "(", ")", ".", "é", "🏛", "@", "1", "-", "https://"];
  for (let round = 0; round < 1000; round += 1) {
    const text = Array.from({ length: 8 }, () => parts[Math.floor(roll() * parts.length)]).join("");
    expect(tokenize(text).map((each) => each.text).join("")).toBe(text);
  }
});

test("a time of day stays on one line", () => {
  expect(tokenize("Información del 3 de abril, 8:00 a. m. · x")).toContainEqual({
    text: "8:00 a. m.",
    href: null,
    together: true,
  });
});

test("a very long text is read at once", () => {
  const text = "a-".repeat(50_000) + "1".repeat(50_000) + "https://" + "a.".repeat(20_000);
  expect(tokenize(text).map((each) => each.text).join("")).toBe(text);
});
