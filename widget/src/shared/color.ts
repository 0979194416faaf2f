/** Red, green and blue, each from 0 to 255. */
export type Color = readonly [number, number, number];

export const WHITE: Color = [255, 255, 255];
export const BLACK: Color = [0, 0, 0];

/** Read `#rgb`, `#rrggbb`, `rgb(…)` or `color(srgb …)`: what a browser computes. Else null. */
export function parseColor(text: string): Color | null {
  const value = text.trim().toLowerCase();
  const hex = /^#([0-9a-f]{3}|[0-9a-f]{6})$/.exec(value)?.[1];
  if (hex) {
    const full = hex.length === 3 ? hex.replace(/./g, "$&$&") : hex;
    return [0, 2, 4].map((at) => parseInt(full.slice(at, at + 2), 16)) as unknown as Color;
  }
  const call = /^(rgba?|color)\((?:srgb )?([^a-z]+)\)$/.exec(value);
  if (!call) return null;
  const scale = call[1] === "color" ? 255 : 1;
  const [color = "", alpha = "1"] = (call[2] as string).split("/");
  const numbers = color.split(/[\s,]+/).filter(Boolean).map(Number);
  if (numbers.length < 3 || numbers.some(Number.isNaN)) return null;
  // What shines through has no contrast that could be computed.
  if (Number(numbers[3] ?? alpha) !== 1) return null;
  return numbers.slice(0, 3).map((part) => part * scale) as unknown as Color;
}

/** The contrast of two colors as WCAG computes it, from 1 to 21. */
export function contrast(one: Color, other: Color): number {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

/** White or black: whichever can be read better on the color. One of them has always 4.5 : 1. */
export function textOn(background: Color): "#fff" | "#000" {
  return contrast(background, WHITE) >= contrast(background, BLACK) ? "#fff" : "#000";
}

function luminance(color: Color): number {
  const [red, green, blue] = color.map((part) => {
    const value = part / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
