import type { Language } from "../shared/language";
import {
  readAbout,
  readCredentials,
  readEntries,
  type About,
  type Credentials,
  type News,
} from "./protocol";

/** Why a request did not succeed. */
export type Trouble =
  /** Nothing was heard, or the desk is in trouble itself: worth another try. */
  | { readonly kind: "unreachable" }
  /** Too much at once: worth another try after so many milliseconds, if it said so. */
  | { readonly kind: "busy"; readonly after: number | null }
  /** There is no such conversation for this token. */
  | { readonly kind: "lost" }
  /** This website may not talk to the desk. */
  | { readonly kind: "forbidden" }
  /** The desk does not take this request, now or later. */
  | { readonly kind: "refused" };

/** A request that did not succeed. */
export class DeskTrouble extends Error {
  constructor(readonly trouble: Trouble) {
    super(trouble.kind);
  }
}

/** Tell the trouble from what was thrown. */
export function troubleOf(thrown: unknown): Trouble {
  return thrown instanceof DeskTrouble ? thrown.trouble : { kind: "unreachable" };
}

const PATIENCE = 15_000;

/** The desk's web channel, one method for each address. */
export class Desk {
  private readonly base: string;
  /** Whether the desk said that this website may not talk to it. */
  private isForbidden = false;

  constructor(address: string) {
    this.base = `${address}/webhooks/web`;
  }

  async about(): Promise<About> {
    try {
      const response = await this.request("/about", {});
      this.isForbidden = false;
      return readAbout(await response.json());
    } catch (thrown) {
      this.isForbidden ||= troubleOf(thrown).kind === "forbidden";
      throw thrown;
    }
  }

  async begin(language: Language): Promise<Credentials> {
    const response = await this.request("/conversations", post({ language }));
    const credentials = readCredentials(await response.json());
    if (!credentials) throw new DeskTrouble({ kind: "unreachable" });
    return credentials;
  }

  /** Hand over a message; it is on the desk's disk when this returns. */
  async say(
    whose: Credentials,
    message: { readonly id: string; readonly text: string; readonly language: Language },
  ): Promise<void> {
    const { id, text, language } = message;
    await this.request(at(whose, "messages"), post({ id, text, language }), whose);
  }

  /** Open the stream of events. Without a time limit: a stream is watched by who reads it. */
  async stream(whose: Credentials, after: number, signal: AbortSignal): Promise<Response> {
    const headers = {
      Accept: "text/event-stream",
      ...(after > 0 && { "Last-Event-ID": String(after) }),
    };
    return this.request(at(whose, "events"), { headers, signal }, whose, null);
  }

  async entries(
    whose: Credentials,
    after: number,
    wait: number,
    signal?: AbortSignal,
  ): Promise<News> {
    const address = at(whose, `entries?after=${after}${wait ? `&wait=${wait}` : ""}`);
    const init = signal ? { signal } : {};
    const response = await this.request(address, init, whose, PATIENCE + wait * 1000);
    return readEntries(await response.json());
  }

  private async request(
    address: string,
    init: RequestInit,
    whose: Credentials | null = null,
    patience: number | null = PATIENCE,
  ): Promise<Response> {
    const ending = new AbortController();
    const stop = (): void => ending.abort();
    init.signal?.addEventListener("abort", stop);
    if (init.signal?.aborted) stop();
    const timer = patience === null ? undefined : setTimeout(stop, patience);
    try {
      const response = await fetch(this.base + address, {
        ...init,
        headers: {
          ...(init.headers as Record<string, string> | undefined),
          ...(whose && { Authorization: `Bearer ${whose.token}` }),
        },
        signal: ending.signal,
        cache: "no-store",
        credentials: "omit",
        referrerPolicy: "strict-origin-when-cross-origin",
      });
      if (!response.ok) throw new DeskTrouble(troubleIn(response, whose !== null));
      return response;
    } catch (thrown) {
      // A browser does not tell a website that is not allowed why a request failed: only `about`
      // may be read by all.
      if (this.isForbidden && !(thrown instanceof DeskTrouble)) {
        throw new DeskTrouble({ kind: "forbidden" });
      }
      throw thrown;
    } finally {
      clearTimeout(timer);
    }
  }
}

const at = (whose: Credentials, what: string): string =>
  `/conversations/${encodeURIComponent(whose.conversation)}/${what}`;

const post = (body: unknown): RequestInit => ({
  method: "POST",
  headers: { "Content-Type": "application/json" },
  body: JSON.stringify(body),
});

function troubleIn(response: Response, hasConversation: boolean): Trouble {
  const { status } = response;
  if (status === 429) return { kind: "busy", after: retryAfter(response.headers) };
  if (status === 403) return { kind: "forbidden" };
  // Without a conversation, 404 means that no desk is there (yet): a proxy may have answered.
  if (status === 404 || status === 401) return { kind: hasConversation ? "lost" : "unreachable" };
  if (status >= 500 || status === 408 || status === 425) {
    const after = retryAfter(response.headers);
    return after === null ? { kind: "unreachable" } : { kind: "busy", after };
  }
  return { kind: "refused" };
}

/** Read `Retry-After` in seconds, or as a date; in milliseconds, at most two minutes. */
export function retryAfter(headers: Headers, now: number = Date.now()): number | null {
  const value = headers.get("Retry-After")?.trim();
  if (!value) return null;
  const wait = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - now;
  return Number.isNaN(wait) ? null : Math.min(Math.max(wait, 0), 120_000);
}
