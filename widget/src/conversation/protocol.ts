/** What the desk says, read with care: a field that is missing or wrong is left out. */
import { languageOf, type Language, type Words } from "../shared/language";

export interface MenuEntry {
  readonly title: string;
  readonly message: string;
}

/** What a widget needs before anybody asks. */
export interface About {
  readonly county: Words | null;
  readonly mark: Words | null;
  readonly menu: Readonly<Record<Language, readonly MenuEntry[]>>;
}

export type Certainty = "confirmed" | "expected" | "not_confirmed" | "unknown";

export interface Source {
  readonly title: string;
  /** Only ever an https address. */
  readonly url: string | null;
}

export interface Answer {
  readonly kind: string;
  readonly topic: string | null;
  readonly certainty: Certainty | null;
  readonly sources: readonly Source[];
  readonly choices: readonly string[];
  readonly case: { readonly id: string; readonly state: string } | null;
  readonly degraded: boolean;
}

export interface Card {
  readonly paragraphs: readonly string[];
  readonly source: string | null;
  readonly mark: string | null;
}

export interface Entry {
  readonly seq: number;
  readonly author: "resident" | "bot" | "staff";
  readonly at: string;
  readonly text: string;
  readonly language: Language | null;
  readonly message: string | null;
  readonly repliesTo: string | null;
  readonly answer: Answer | null;
  readonly card: Card | null;
}

/** Whose the conversation is: the bot's, the bot's until staff take it, or staff's. */
export type Owner = "bot" | "offered" | "staff";

/** Who the conversation is, and the token that opens it. */
export interface Credentials {
  readonly conversation: string;
  readonly token: string;
}

type Fields = Readonly<Record<string, unknown>>;

const fields = (value: unknown): Fields | null =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : null;
const text = (value: unknown): string | null => (typeof value === "string" ? value : null);
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** What could be made of the values; the others are left out. */
function present<Given, Made>(values: readonly Given[], make: (value: Given) => Made | null): Made[] {
  const all: Made[] = [];
  for (const value of values) {
    const made = make(value);
    if (made !== null) all.push(made);
  }
  return all;
}

function words(value: unknown): Words | null {
  const both = fields(value);
  const en = text(both?.en) ?? text(both?.es);
  return en ? { en, es: text(both?.es) ?? en } : null;
}

/** Read `GET …/about`. */
export function readAbout(value: unknown): About {
  const about = fields(value) ?? {};
  const menu = fields(about.menu) ?? {};
  const entries = (given: unknown): MenuEntry[] =>
    present(list(given), (each) => {
      const title = text(fields(each)?.title);
      return title ? { title, message: text(fields(each)?.message) ?? title } : null;
    });
  return {
    county: words(about.county),
    mark: words(about.mark),
    menu: { en: entries(menu.en), es: entries(menu.es) },
  };
}

/** Read one entry; null when it cannot be placed or has no author. */
export function readEntry(value: unknown): Entry | null {
  const entry = fields(value);
  const seq = entry?.seq;
  const author = entry?.author;
  if (!entry || typeof seq !== "number" || !Number.isInteger(seq)) return null;
  if (author !== "resident" && author !== "bot" && author !== "staff") return null;
  return {
    seq,
    author,
    at: text(entry.at) ?? "",
    text: text(entry.text) ?? "",
    language: languageOf(text(entry.language)),
    message: text(entry.message),
    repliesTo: text(entry.replies_to),
    answer: readAnswer(entry.answer),
    card: readCard(entry.card),
  };
}

function readAnswer(value: unknown): Answer | null {
  const answer = fields(value);
  if (!answer) return null;
  const theCase = fields(answer.case);
  const id = text(theCase?.id);
  return {
    kind: text(answer.kind) ?? "answer",
    topic: text(answer.topic),
    certainty: CERTAINTIES.find((each) => each === answer.certainty) ?? null,
    sources: present(list(answer.sources), (each) => {
      const title = text(fields(each)?.title);
      return title ? { title, url: secure(text(fields(each)?.url)) } : null;
    }),
    choices: present(list(answer.choices), (each) => text(fields(each)?.title)),
    case: id ? { id, state: text(theCase?.state) ?? "open" } : null,
    degraded: answer.degraded === true,
  };
}

const CERTAINTIES: readonly Certainty[] = ["confirmed", "expected", "not_confirmed", "unknown"];

function readCard(value: unknown): Card | null {
  const card = fields(value);
  const paragraphs = present(list(card?.paragraphs), text).filter((each) => each.trim());
  if (!card || !paragraphs.length) return null;
  return { paragraphs, source: text(card.source), mark: text(card.mark) };
}

/** Give the address back if it is a plain https one, else null. */
export function secure(address: string | null): string | null {
  try {
    const url = new URL(address ?? "");
    return url.protocol === "https:" && !url.username && !url.password ? url.href : null;
  } catch {
    return null;
  }
}

/** Read the answer to a new conversation. */
export function readCredentials(value: unknown): Credentials | null {
  const conversation = text(fields(value)?.conversation);
  const token = text(fields(value)?.token);
  return conversation && token ? { conversation, token } : null;
}

/** What there is new in a conversation. */
export interface News {
  readonly entries: readonly Entry[];
  readonly typing: boolean;
  /** Null when the desk does not say. */
  readonly owner: Owner | null;
}

/** Read `GET …/entries`. */
export function readEntries(value: unknown): News {
  const body = fields(value);
  return {
    entries: present(list(body?.entries), readEntry),
    typing: body?.typing === true,
    owner: readOwner(value),
  };
}

const OWNERS: readonly Owner[] = ["bot", "offered", "staff"];

/** Read whose the conversation is; null when that is not said. */
export function readOwner(value: unknown): Owner | null {
  const owner = fields(value)?.owner;
  return OWNERS.find((each) => each === owner) ?? null;
}
