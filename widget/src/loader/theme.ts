import { contrast, parseColor, textOn, type Color } from "../shared/color";

/** The colors of the dark theme. They stand once, and are used by two rules. */
const DARK = `
--cl-surface:#1c1d1f;--cl-ground:#26282b;--cl-ink:#f0f0f0;--cl-quiet:#c6cace;--cl-line:#565c65;
--cl-edge:#a9aeb1;--cl-tint:#2b3a52;--cl-alert:#f6a48e;--cl-alert-tint:#3a2422;
--cl-shadow:0 .25em 1.25em rgba(0,0,0,.6);--cl-link:var(--cl-link-dark,#a9cbf5);
--cl-focus:#73b3e7;color-scheme:dark`.replace(/\n/g, "");

/** The rules that choose the theme. */
export const THEMES =
  `.frame[data-theme=dark]{${DARK}}` +
  `@media(prefers-color-scheme:dark){.frame[data-theme=auto]{${DARK}}}`;

const SURFACES: Readonly<Record<"light" | "dark", Color>> = {
  light: [255, 255, 255],
  dark: [28, 29, 31],
};

/** What a chosen accent color means: for its text, and for links where it can be read. */
export function accentProperties(accent: Color): Record<string, string> {
  const css = `rgb(${accent.map((part) => Math.round(part)).join(", ")})`;
  const properties: Record<string, string> = {
    "--cl-accent": css,
    "--cl-on-accent": textOn(accent),
  };
  for (const theme of ["light", "dark"] as const) {
    if (contrast(accent, SURFACES[theme]) >= 4.5) properties[`--cl-link-${theme}`] = css;
  }
  return properties;
}

/** Set the accent that the host page chose; one that cannot be understood changes nothing. */
export function accentuate(frame: HTMLElement, attribute: string | null): void {
  const wish =
    attribute || getComputedStyle(frame).getPropertyValue("--countyline-accent").trim() || null;
  if (!wish) return;
  const probe = document.createElement("span");
  probe.style.color = wish;
  // An unknown color leaves the property empty.
  if (!probe.style.color) return;
  frame.append(probe);
  const color = parseColor(getComputedStyle(probe).color);
  probe.remove();
  if (!color) return;
  for (const [name, value] of Object.entries(accentProperties(color))) {
    frame.style.setProperty(name, value);
  }
}
