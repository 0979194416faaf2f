import { expect, test } from "vitest";

import { accentProperties } from "../src/loader/theme";
import { contrast, parseColor, textOn, WHITE, type Color } from "../src/shared/color";
import { dice } from "./samples";

test.each([
  ["#1a4480", [26, 68, 128]],
  ["#FFF", [255, 255, 255]],
  ["rgb(26, 68, 128)", [26, 68, 128]],
  ["rgb(26 68 128)", [26, 68, 128]],
  ["rgba(26, 68, 128, 1)", [26, 68, 128]],
  ["color(srgb 1 0 0.5)", [255, 0, 127.5]],
])("reads %s", (text, color) => expect(parseColor(text)).toEqual(color));

test.each(["", "blue", "#12", "#12345", "rgb(1, 2)", "rgba(1, 2, 3, 0.5)", "rgb(1 2 3 / 50%)", "oklch(0.5 0.1 200)", "url(x)"])(
  "does not read %j",
  (text) => expect(parseColor(text)).toBeNull(),
);

test("contrast is what WCAG computes", () => {
  expect(contrast([0, 0, 0], WHITE)).toBeCloseTo(21);
  expect(contrast([118, 118, 118], WHITE)).toBeCloseTo(4.54, 2);
});

test("text on any accent has a contrast of 4.5 and more", () => {
  const roll = dice(5);
  for (let round = 0; round < 2000; round += 1) {
    const color = [0, 1, 2].map(() => Math.floor(roll() * 256)) as unknown as Color;
    const text = parseColor(textOn(color)) as Color;
    expect(contrast(color, text)).toBeGreaterThanOrEqual(4.5);
  }
});

test("an accent is a link's color only where it can be read", () => {
  expect(accentProperties([255, 184, 28])).toEqual({
    "--cl-accent": "rgb(255, 184, 28)",
    "--cl-on-accent": "#000",
    "--cl-link-dark": "rgb(255, 184, 28)",
  });
  expect(accentProperties([26, 68, 128])).toMatchObject({
    "--cl-on-accent": "#fff",
    "--cl-link-light": "rgb(26, 68, 128)",
  });
});
