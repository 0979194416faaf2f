import { languageOf, type Language, type Words } from "./language";

export type Theme = "light" | "dark" | "auto";

/** What the page that holds the widget has decided. */
export interface Config {
  /** Where the desk is, without a slash at the end. */
  readonly desk: string;
  /** The address of panel.js, beside the loader. */
  readonly panel: string;
  readonly language: Language;
  readonly theme: Theme;
  readonly position: "left" | "right";
  readonly accent: string | null;
  readonly nonce: string;
  readonly labels: Partial<Words>;
  readonly titles: Partial<Words>;
  readonly greetings: Partial<Words>;
}

/** Read the script tag's attributes. A value that is not known counts as not given. */
export function configOf(script: HTMLScriptElement, pageLanguage: string, version: string): Config {
  const data = script.dataset;
  const source = new URL(script.src);
  return {
    desk: deskOf(data.desk, source),
    panel: new URL(`panel.js?v=${version}`, source).href,
    language: languageOf(data.language) ?? languageOf(pageLanguage) ?? "en",
    theme: data.theme === "light" || data.theme === "dark" ? data.theme : "auto",
    position: data.position === "left" ? "left" : "right",
    accent: data.accent?.trim() || null,
    nonce: script.nonce || script.getAttribute("nonce") || "",
    labels: words(data.labelEn, data.labelEs),
    titles: words(data.titleEn, data.titleEs),
    greetings: words(data.greetingEn, data.greetingEs),
  };
}

function deskOf(given: string | undefined, source: URL): string {
  try {
    const address = new URL(given ?? "", source);
    if (given && /^https?:$/.test(address.protocol)) {
      return address.origin + address.pathname.replace(/\/+$/, "");
    }
  } catch {
    // An address that is none counts as not given.
  }
  return source.origin;
}

function words(en: string | undefined, es: string | undefined): Partial<Words> {
  return { ...(en?.trim() && { en: en.trim() }), ...(es?.trim() && { es: es.trim() }) };
}
