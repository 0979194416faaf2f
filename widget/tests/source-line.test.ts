import { expect, test } from "vitest";

import { sourceParts } from "../src/reading/source-line";

const NEWS = { title: "County news release", url: "https://a.gov/1" };

test("each source that the line names leads to where it was published", () => {
  const second = { ...NEWS, url: "https://a.gov/2" };
  const line = "As of Wednesday, April 3, 8:00 a.m. · County news release, April 2 · County news release, April 3";
  expect(sourceParts(line, [NEWS, second])).toEqual([
    { text: "As of Wednesday, April 3, 8:00 a.m.", url: null },
    { text: "County news release, April 2", url: "https://a.gov/1" },
    { text: "County news release, April 3", url: "https://a.gov/2" },
  ]);
});

test("a source that the line does not name is added once", () => {
  const other = { title: "Standing information", url: "https://a.gov/3" };
  const parts = sourceParts("As of today · County news release", [NEWS, other, { ...other }]);
  expect(parts.map((each) => each.text)).toEqual([
    "As of today",
    "County news release",
    "Standing information",
  ]);
});

test("a source without an address is words", () => {
  expect(sourceParts("As of today · Notice", [{ title: "Notice", url: null }])[1]?.url).toBeNull();
  expect(sourceParts(null, [{ title: "Notice", url: null }])).toEqual([]);
});
