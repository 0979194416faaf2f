/**
 * What a conversation looks like from the resident's side: events in, state out. Nothing here
 * waits, asks or stores.
 */
import type { Language } from "../shared/language";
import type { About, Entry, Owner } from "./protocol";

/** Why a message was not sent. */
export type Failure = "unreachable" | "forbidden" | "refused";

/** A message of the resident's that has not come back from the desk yet. */
export interface Outgoing {
  readonly id: string;
  readonly text: string;
  readonly language: Language;
  readonly status: "sending" | "busy" | "sent" | "failed";
  readonly failure: Failure | null;
}

export interface State {
  readonly about: About | null;
  /** The desk did not even say what the county is. */
  readonly isSilent: boolean;
  readonly language: Language;
  /** Whether there is a conversation at all. */
  readonly begun: boolean;
  readonly open: boolean;
  readonly online: boolean;
  readonly connection: "idle" | "connecting" | "live" | "broken" | "forbidden";
  /** All that was there when the page was loaded has been shown. */
  readonly ready: boolean;
  readonly typing: boolean;
  /** Whose the conversation is. */
  readonly owner: Owner;
  /** The stored conversation was not there any more. */
  readonly forgotten: boolean;
  /** The last entry that was shown while the panel was open. */
  readonly seen: number;
  readonly entries: readonly Entry[];
  readonly outgoing: readonly Outgoing[];
}

export type Happening =
  | { readonly type: "about"; readonly about: About }
  | { readonly type: "silent" }
  | { readonly type: "language"; readonly language: Language }
  /** A conversation made here has no history to wait for. */
  | { readonly type: "begun"; readonly where: "here" | "elsewhere" }
  | { readonly type: "opened" }
  | { readonly type: "closed" }
  | { readonly type: "online"; readonly online: boolean }
  | { readonly type: "connection"; readonly connection: State["connection"] }
  | { readonly type: "entry"; readonly entry: Entry }
  /** All that was there until now, without a stream. */
  | { readonly type: "looked"; readonly entries: readonly Entry[] }
  | { readonly type: "ready" }
  | { readonly type: "typing"; readonly on: boolean }
  | { readonly type: "owner"; readonly owner: Owner }
  | {
      readonly type: "queued";
      readonly message: Pick<Outgoing, "id" | "text" | "language">;
      readonly failed?: boolean;
    }
  | { readonly type: "sending"; readonly id: string }
  | { readonly type: "busy"; readonly id: string }
  | { readonly type: "sent"; readonly id: string }
  | { readonly type: "failed"; readonly id: string; readonly failure: Failure }
  /** The conversation is not there any more; what is not sent goes into a new one. */
  | { readonly type: "forgotten" }
  /** The resident wants a new conversation, or another page began one. */
  | { readonly type: "cleared" };

export const BEGINNING: State = {
  about: null,
  isSilent: false,
  language: "en",
  begun: false,
  open: false,
  online: true,
  connection: "idle",
  ready: false,
  typing: false,
  owner: "bot",
  forgotten: false,
  seen: 0,
  entries: [],
  outgoing: [],
};

/** The state after something happened. */
export function next(state: State, happening: Happening): State {
  switch (happening.type) {
    case "about":
      return { ...state, about: happening.about, isSilent: false };
    case "silent":
      return { ...state, isSilent: true };
    case "language":
      return { ...state, language: happening.language };
    case "begun":
      return { ...state, begun: true, ready: happening.where === "here" };
    case "opened":
      return look({ ...state, open: true });
    case "closed":
      return { ...state, open: false };
    case "online":
      return { ...state, online: happening.online };
    case "connection":
      return {
        ...state,
        connection: happening.connection,
        typing: happening.connection === "live" && state.typing,
      };
    case "entry":
      return look(withEntry(state, happening.entry));
    case "looked":
      return look({ ...happening.entries.reduce(withEntry, state), ready: true });
    case "ready":
      return { ...state, ready: true, connection: "live", isSilent: false };
    case "typing":
      // A person has the conversation: whatever the bot still thinks of, it will not say.
      return { ...state, typing: happening.on && state.owner !== "staff" };
    case "owner":
      return {
        ...state,
        owner: happening.owner,
        typing: state.typing && happening.owner !== "staff",
      };
    case "queued":
      return withQueued(state, happening);
    case "sending":
      return change(state, happening.id, { status: "sending", failure: null });
    case "busy":
      return change(state, happening.id, { status: "busy", failure: null });
    case "sent":
      return change(state, happening.id, { status: "sent", failure: null });
    case "failed":
      return change(state, happening.id, { status: "failed", failure: happening.failure });
    case "forgotten":
      return { ...emptied(state), outgoing: state.outgoing, forgotten: true };
    case "cleared":
      return emptied(state);
  }
}

function emptied(state: State): State {
  const { about, language, open, online } = state;
  return { ...BEGINNING, about, language, open, online };
}

/** What an open panel shows has been seen. */
function look(state: State): State {
  return state.open ? { ...state, seen: Math.max(state.seen, lastSeq(state)) } : state;
}

function withEntry(state: State, entry: Entry): State {
  if (state.entries.some((each) => each.seq === entry.seq)) return state;
  const entries = [...state.entries, entry].sort((one, other) => one.seq - other.seq);
  const answers = entry.author !== "resident";
  return {
    ...state,
    entries,
    outgoing: state.outgoing.filter((each) => each.id !== entry.message),
    typing: state.typing && !answers,
  };
}

function withQueued(state: State, event: Extract<Happening, { type: "queued" }>): State {
  const { message, failed = false } = event;
  const known =
    state.outgoing.some((each) => each.id === message.id) ||
    state.entries.some((each) => each.message === message.id);
  if (known) return state;
  const outgoing: Outgoing = {
    ...message,
    status: failed ? "failed" : "sending",
    failure: failed ? "unreachable" : null,
  };
  return { ...state, outgoing: [...state.outgoing, outgoing] };
}

function change(state: State, id: string, changed: Partial<Outgoing>): State {
  return {
    ...state,
    outgoing: state.outgoing.map((each) => (each.id === id ? { ...each, ...changed } : each)),
  };
}

/** The seq of the last entry: what a new connection goes on after. */
export function lastSeq(state: State): number {
  return state.entries[state.entries.length - 1]?.seq ?? 0;
}

/** How many answers came that nobody has seen. */
export function unread(state: State): number {
  if (state.open) return 0;
  return state.entries.filter((each) => each.seq > state.seen && each.author !== "resident").length;
}

/** Whether a message of the resident's has no answer yet. */
export function isWaiting(state: State): boolean {
  if (state.outgoing.some((each) => each.status !== "failed")) return true;
  return state.entries[state.entries.length - 1]?.author === "resident";
}

/** Whether staff have a question of this conversation that they have not closed. */
export function isWithStaff(state: State): boolean {
  if (state.owner !== "bot") return true;
  return newestCase(state)?.state !== "closed" && newestCase(state) !== null;
}

function newestCase(state: State): { readonly id: string; readonly state: string } | null {
  for (let at = state.entries.length - 1; at >= 0; at -= 1) {
    const found = state.entries[at]?.answer?.case;
    if (found) return found;
  }
  return null;
}

/** The seq of the entry whose choices can be picked: the newest, if nothing was said since. */
export function choosable(state: State): number | null {
  const newest = state.entries[state.entries.length - 1];
  return newest && newest.author === "bot" && !state.outgoing.length ? newest.seq : null;
}

/** The seq of a message that has arrived and that a person has not answered, if it is the newest. */
export function delivered(state: State): number | null {
  const newest = state.entries[state.entries.length - 1];
  return state.owner === "staff" && newest?.author === "resident" ? newest.seq : null;
}

/**
 * The language of a message of the resident's. Until it is answered nobody knows better than the
 * widget's own; the answer is in the language that was understood.
 */
export function languageOfOwn(state: State, entry: Entry): Language | null {
  const answer = entry.message && state.entries.find((each) => each.repliesTo === entry.message);
  return (answer && answer.language) || entry.language;
}

/** How far a hand-off is, seen from the entry that told of it. */
export function handoffOf(state: State, entry: Entry): "connecting" | "with-staff" | "closed" {
  const id = entry.answer?.case?.id;
  const later = state.entries.filter((each) => each.seq > entry.seq && each.answer?.case?.id === id);
  const now = later[later.length - 1]?.answer?.case?.state ?? entry.answer?.case?.state;
  if (now === "closed") return "closed";
  const answered = state.entries.some((each) => each.seq > entry.seq && each.author === "staff");
  return answered || now === "claimed" ? "with-staff" : "connecting";
}

/** What the status line says, the gravest first. */
export type Notice =
  | "offline-pending"
  | "offline"
  | "forbidden"
  | "not-sent"
  | "busy"
  | "broken"
  | "typing"
  | null;

/** Tell what the resident must know about the connection right now. */
export function noticeOf(state: State): Notice {
  const { online, outgoing, connection, typing, isSilent } = state;
  if (!online) return outgoing.length ? "offline-pending" : "offline";
  if (connection === "forbidden") return "forbidden";
  if (outgoing.some((each) => each.status === "failed")) return "not-sent";
  if (outgoing.some((each) => each.status === "busy")) return "busy";
  if (connection === "broken" || isSilent) return "broken";
  return typing ? "typing" : null;
}
