import { troubleOf, type Desk, type Trouble } from "./desk";
import { readEntry, readOwner, type Credentials, type Entry, type Owner } from "./protocol";
import { EventParser, type ServerEvent } from "./sse";
import { backoff, Pause } from "./waiting";

/** How long a stream may be silent: the desk says something every 15 seconds. */
export const SILENCE = 40_000;
/** How long a new stream may take to tell all that was there: longer means that a proxy holds it. */
export const FIRST_WORDS = 6_000;
/** How many streams in a row may fail before entries are asked for instead; one held is enough. */
export const STREAM_FAILURES = 3;
/** How long entries are asked for before a stream is tried again. */
export const POLLING_SPELL = 60_000;
const POLL_WAIT = 15;
/** A stream that was heard this recently needs no new connection when the page is looked at. */
const FRESH = 20_000;

export type ReceiverEvent =
  | { readonly type: "entry"; readonly entry: Entry }
  | { readonly type: "ready" }
  | { readonly type: "typing"; readonly on: boolean }
  | { readonly type: "owner"; readonly owner: Owner }
  | { readonly type: "connection"; readonly connection: "connecting" | "broken" | "forbidden" }
  | { readonly type: "lost" };

export interface ReceiverNeeds {
  readonly desk: Pick<Desk, "stream" | "entries">;
  readonly whose: Credentials;
  lastSeq(): number;
  tell(event: ReceiverEvent): void;
}

/** How one connection ended: null when it had worked, else the trouble. */
type End = Trouble | null;

/** Receives what is said in one conversation until it is stopped. */
export class Receiver {
  private readonly stopping = new AbortController();
  private readonly pause = new Pause();
  private connection: AbortController | null = null;
  private heardAt = 0;
  private failures = 0;
  private streamFailures = 0;
  private pollingUntil = 0;
  private retry: number | null = null;
  private hurry = false;

  constructor(private readonly needs: ReceiverNeeds) {}

  start(): void {
    void this.run();
  }

  stop(): void {
    this.stopping.abort();
    this.connection?.abort();
    this.pause.end();
  }

  /** The page is looked at again, or the network is back: connect at once if that may help. */
  nudge(networkChanged: boolean): void {
    this.failures = 0;
    if (this.connection && (networkChanged || Date.now() - this.heardAt > FRESH)) {
      this.hurry = true;
      this.connection.abort();
    }
    this.pause.end();
  }

  private get stopped(): boolean {
    return this.stopping.signal.aborted;
  }

  private async run(): Promise<void> {
    this.needs.tell({ type: "connection", connection: "connecting" });
    while (!this.stopped) {
      const trouble = this.polls() ? await this.poll() : await this.stream();
      if (this.stopped) return;
      if (trouble?.kind === "lost") {
        this.needs.tell({ type: "lost" });
        return;
      }
      await this.rest(trouble);
    }
  }

  private polls(): boolean {
    return this.streamFailures >= STREAM_FAILURES && Date.now() < this.pollingUntil;
  }

  private async rest(trouble: End): Promise<void> {
    if (this.hurry) {
      this.hurry = false;
      return;
    }
    if (!trouble) {
      this.failures = 0;
      await this.pause.wait((this.retry ?? 1000) * (0.5 + Math.random() / 2));
      return;
    }
    this.failures += 1;
    const forbidden = trouble.kind === "forbidden" || trouble.kind === "refused";
    this.needs.tell({ type: "connection", connection: forbidden ? "forbidden" : "broken" });
    const asked = trouble.kind === "busy" ? trouble.after : null;
    await this.pause.wait(asked ?? (forbidden ? 60_000 : backoff(this.failures)));
  }

  private async stream(): Promise<End> {
    const connection = (this.connection = new AbortController());
    const parser = new EventParser();
    let ready = false;
    let isHeld = false;
    const giveUp = (): void => {
      isHeld = true;
      connection.abort();
    };
    let watchdog = setTimeout(giveUp, FIRST_WORDS);
    const heard = (): void => {
      this.heardAt = Date.now();
      clearTimeout(watchdog);
      watchdog = setTimeout(giveUp, ready ? SILENCE : FIRST_WORDS);
    };
    let end: End = { kind: "unreachable" };
    try {
      const response = await this.needs.desk.stream(
        this.needs.whose,
        this.needs.lastSeq(),
        connection.signal,
      );
      const reader = response.body?.getReader();
      const decoder = new TextDecoder();
      // Some fetches do not end a body that is being read when they are aborted.
      connection.signal.addEventListener("abort", () => void reader?.cancel().catch(() => {}));
      while (reader && !this.stopped) {
        const { done, value } = await reader.read();
        if (done) break;
        for (const event of parser.push(decoder.decode(value, { stream: true }))) {
          if (event.event === "ready") ready = true;
          this.hear(event);
        }
        heard();
      }
    } catch (thrown) {
      end = troubleOf(thrown);
    } finally {
      clearTimeout(watchdog);
      connection.abort();
      this.connection = null;
    }
    if (this.stopped) return null;
    this.needs.tell({ type: "typing", on: false });
    this.retry = parser.retry ?? this.retry;
    if (ready) {
      this.streamFailures = 0;
      return null;
    }
    if (isHeld) this.streamFailures = STREAM_FAILURES;
    else if (end.kind === "unreachable" && !this.hurry) this.streamFailures += 1;
    this.pollingUntil = Date.now() + POLLING_SPELL;
    // The desk may well be there: entries are asked for without a pause.
    return isHeld ? null : end;
  }

  private async poll(): Promise<End> {
    const connection = (this.connection = new AbortController());
    // The first answer comes at once: the resident sees the history without waiting.
    const wait = this.failures ? 0 : POLL_WAIT;
    try {
      const { desk, whose } = this.needs;
      const { entries, typing, owner } = await desk.entries(
        whose,
        this.needs.lastSeq(),
        wait,
        connection.signal,
      );
      if (this.stopped) return null;
      this.heardAt = Date.now();
      for (const entry of entries) this.needs.tell({ type: "entry", entry });
      if (owner) this.needs.tell({ type: "owner", owner });
      this.needs.tell({ type: "typing", on: typing });
      this.needs.tell({ type: "ready" });
      return null;
    } catch (thrown) {
      return troubleOf(thrown);
    } finally {
      this.connection = null;
    }
  }

  private hear(event: ServerEvent): void {
    if (this.stopped) return;
    const { tell } = this.needs;
    if (event.event === "ready") tell({ type: "ready" });
    const data = json(event.data);
    if (event.event === "typing") {
      tell({ type: "typing", on: (data as { on?: unknown } | null)?.on === true });
    }
    const owner = event.event === "owner" ? readOwner(data) : null;
    if (owner) tell({ type: "owner", owner });
    const entry = event.event === "entry" ? readEntry(data) : null;
    if (entry) tell({ type: "entry", entry });
  }
}

function json(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}
