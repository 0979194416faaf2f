import { describe, expect, test } from "vitest";

import * as loader from "../src/loader/texts";
import { TEXTS } from "../src/texts";

const keys = Object.keys(TEXTS.en) as (keyof typeof TEXTS.en)[];

test("both languages have the same texts", () => {
  expect(Object.keys(TEXTS.es)).toEqual(keys);
});

describe.each(keys)("%s", (key) => {
  test("stands in both languages with the same gaps", () => {
    const gaps = (text: string) => text.match(/\{\w+\}/g) ?? [];
    expect(TEXTS.en[key].trim()).not.toBe("");
    expect(TEXTS.es[key].trim()).not.toBe("");
    expect(gaps(TEXTS.es[key])).toEqual(gaps(TEXTS.en[key]));
  });
});

test("Spanish says usted", () => {
  const all = [...Object.values(TEXTS.es), ...Object.values(loader).map((words) => words.es)].join(" ");
  expect(all).not.toMatch(/\b(tu|tus|tú|ti|te|escribe|elige|puedes|tienes|intenta)\b/i);
});

test("certainty has the fixed words", () => {
  const { en, es } = TEXTS;
  expect([en.certaintyExpected, en.certaintyNotConfirmed, en.certaintyUnknown]).toEqual([
    "Likely",
    "Not confirmed",
    "Not known yet",
  ]);
  expect([es.certaintyExpected, es.certaintyNotConfirmed, es.certaintyUnknown]).toEqual([
    "Probablemente",
    "Sin confirmar",
    "Todavía no se sabe",
  ]);
});

test("nothing is promised", () => {
  const all = Object.values(TEXTS.en).join(" ") + Object.values(TEXTS.es).join(" ");
  expect(all).not.toMatch(/\b(soon|shortly|in a moment|pronto|enseguida|un minuto)\b/i);
});
