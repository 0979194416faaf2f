import type { Language } from "../shared/language";
import { en, type Texts } from "./en";
import { es } from "./es";

export type { Texts };

export const TEXTS: Readonly<Record<Language, Texts>> = { en, es };

/** Put a number or a name where the text has `{n}`. */
export function fill(text: string, n: string | number): string {
  return text.replace("{n}", String(n));
}
