/** The languages that the county speaks. */
export type Language = "en" | "es";

/** A text in each of them. */
export type Words = Readonly<Record<Language, string>>;

/** Tell a language from a tag such as `es-MX`; null when it is neither. */
export function languageOf(tag: string | null | undefined): Language | null {
  const first = (tag ?? "").trim().toLowerCase().split(/[-_]/)[0];
  return first === "en" || first === "es" ? first : null;
}
