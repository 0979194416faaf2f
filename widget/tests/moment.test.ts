import { expect, test } from "vitest";

import { momentWords } from "../src/reading/moment";

const words = (iso: string, language: "en" | "es"): string =>
  momentWords(new Date(iso), language, "America/Chicago");

test.each([
  ["2024-04-03T13:00:00Z", "Wednesday, April 3, 8:00 a.m.", "miércoles 3 de abril, 8:00 a. m."],
  ["2024-04-03T17:05:00Z", "Wednesday, April 3, 12:05 p.m.", "miércoles 3 de abril, 12:05 p. m."],
  ["2024-04-04T05:30:00Z", "Thursday, April 4, 12:30 a.m.", "jueves 4 de abril, 12:30 a. m."],
  ["2024-04-04T04:59:00Z", "Wednesday, April 3, 11:59 p.m.", "miércoles 3 de abril, 11:59 p. m."],
])("%s", (iso, en, es) => {
  expect(words(iso, "en")).toBe(en);
  expect(words(iso, "es")).toBe(es);
});

test("what is no moment has no words", () => {
  expect(words("yesterday", "en")).toBe("");
});
