import type { Config } from "../shared/config";
import { languageOf, type Language } from "../shared/language";
import { keyOf, lasting, passing, readAttention, readJson, type Drawer } from "../shared/storage";
import { Desk, DeskTrouble, troubleOf } from "./desk";
import { newId } from "./ids";
import { Outbox, type Unsent } from "./outbox";
import { readCredentials, type Credentials, type Entry } from "./protocol";
import { Receiver, type ReceiverEvent } from "./receiver";
import { Sender, type SenderEvent } from "./sender";
import { BEGINNING, isWaiting, isWithStaff, lastSeq, next, unread } from "./state";
import type { Happening, State } from "./state";
import { backoff } from "./waiting";

/** How long a closed panel goes on listening for an answer. */
const ANSWER_SPELL = 120_000;
/** How long a closed panel looks for what staff write, and how often. */
const STAFF_SPELL = 48 * 3_600_000;
const STAFF_LOOKS = 60_000;
/** A message that waited longer than this is not sent by itself: the question may be over. */
const STALE = 3_600_000;
/** What was asked about the county is asked again after this. */
const ABOUT_KEPT = 60_000;
/** The server keeps 1,000 characters and says so; far more need not travel. */
const SENT_CHARACTERS = 2000;

/** Ties the state to the desk, to the browser's storage and to the network. */
export class Controller {
  state: State;
  private readonly desk: Desk;
  private readonly stays: Drawer = lasting();
  private readonly passes: Drawer = passing();
  private readonly outbox: Outbox;
  private readonly sender: Sender;
  private readonly listeners = new Set<() => void>();
  private readonly ending = new AbortController();
  private whose: Credentials | null;
  private beginning: Promise<Credentials> | null = null;
  private receiver: Receiver | null = null;
  private staffWatch: ReturnType<typeof setInterval> | undefined;
  private spellEnd: ReturnType<typeof setTimeout> | undefined;
  private started = false;
  private answerUntil = 0;
  private staffUntil = 0;
  private aboutAt = 0;
  private aboutFailures = 0;

  constructor(private readonly config: Config) {
    const { desk } = config;
    this.desk = new Desk(desk);
    this.outbox = new Outbox(this.stays, desk);
    this.whose = readCredentials(readJson(this.stays, this.key("conversation")));
    const { until, seen } = readAttention(this.stays, desk);
    this.answerUntil = Math.min(until, Date.now() + ANSWER_SPELL);
    this.staffUntil = until;
    this.state = {
      ...BEGINNING,
      language: languageOf(this.stays.getItem(this.key("language"))) ?? config.language,
      begun: this.whose !== null,
      online: navigator.onLine !== false,
      seen,
    };
    this.sender = new Sender({
      outbox: this.outbox,
      deliver: (message) => this.deliver(message),
      isOnline: () => this.state.online,
      lost: () => this.forget(),
      tell: (event) => this.sent(event),
    });
    this.listenToPage();
    this.takeUpUnsent();
    // A panel that is opened at once needs a stream and no look besides.
    setTimeout(() => this.begin());
  }

  /** Be told of every change; gives what ends it. */
  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  open(): void {
    this.passes.setItem(this.key("open"), "1");
    this.happen({ type: "opened" });
    this.begin();
    void this.askAbout();
  }

  close(): void {
    this.passes.removeItem(this.key("open"));
    this.happen({ type: "closed" });
  }

  /** Send what the resident wrote or picked. */
  send(text: string): void {
    const { language } = this.state;
    const kept = [...text.trim()].slice(0, SENT_CHARACTERS).join("");
    const message: Unsent = { id: newId(), text: kept, language, at: Date.now() };
    this.happen({ type: "queued", message });
    this.sender.send(message);
  }

  retry(id: string): void {
    this.sender.retry(id);
  }

  /** Leave this conversation behind; the next message begins another. */
  startOver(): void {
    this.stays.removeItem(this.key("conversation"));
    this.sender.clear();
    this.drop({ type: "cleared" });
  }

  speak(language: Language): void {
    this.stays.setItem(this.key("language"), language);
    this.happen({ type: "language", language });
  }

  /** What the resident has typed and not sent. */
  get draft(): string {
    return this.passes.getItem(this.key("draft")) ?? "";
  }

  set draft(text: string) {
    if (text) this.passes.setItem(this.key("draft"), text);
    else this.passes.removeItem(this.key("draft"));
  }

  /** End everything that waits or listens. */
  dispose(): void {
    this.ending.abort();
    this.receiver?.stop();
    clearInterval(this.staffWatch);
    clearTimeout(this.spellEnd);
    this.listeners.clear();
  }

  private begin(): void {
    if (this.started || this.ending.signal.aborted) return;
    this.started = true;
    this.arrange();
  }

  private key(what: string): string {
    return keyOf(this.config.desk, what);
  }

  private happen(happening: Happening): void {
    const before = this.state;
    this.state = next(before, happening);
    if (this.state === before) return;
    this.arrange();
    for (const listener of this.listeners) listener();
  }

  private listenToPage(): void {
    const { signal } = this.ending;
    const online = (): void => {
      this.happen({ type: "online", online: true });
      this.sender.nudge();
      this.receiver?.nudge(true);
      if (this.state.open) void this.askAbout();
    };
    const visible = (): void => {
      if (document.visibilityState !== "visible") return;
      this.sender.hurry();
      this.receiver?.nudge(false);
      if (this.staffWatch !== undefined) void this.lookForStaff();
    };
    window.addEventListener("online", online, { signal });
    window.addEventListener("offline", () => this.happen({ type: "online", online: false }), {
      signal,
    });
    document.addEventListener("visibilitychange", visible, { signal });
    window.addEventListener("storage", (event) => this.elsewhere(event.key), { signal });
  }

  /** Another page of this browser has begun or left a conversation. */
  private elsewhere(key: string | null): void {
    if (key !== null && key !== this.key("conversation")) return;
    const kept = readCredentials(readJson(this.stays, this.key("conversation")));
    if (kept?.conversation === this.whose?.conversation) return;
    this.drop({ type: "cleared" });
    if (kept) this.begun(kept, "elsewhere");
  }

  private takeUpUnsent(): void {
    for (const message of this.outbox.all()) {
      const failed = Date.now() - message.at > STALE;
      this.happen({ type: "queued", message, failed });
      if (failed) this.sender.setAside(message);
      else this.sender.takeUp(message);
    }
  }

  private async deliver(message: Unsent): Promise<void> {
    await this.desk.say(await this.conversation(), message);
  }

  private conversation(): Promise<Credentials> {
    if (this.whose) return Promise.resolve(this.whose);
    const beginning = (this.beginning ??= this.desk.begin(this.state.language).then(
      (made) => {
        // The resident may have started over while the desk was making it.
        if (this.beginning !== beginning) throw new DeskTrouble({ kind: "unreachable" });
        this.beginning = null;
        this.stays.setItem(this.key("conversation"), JSON.stringify(made));
        this.begun(made, "here");
        return made;
      },
      (thrown: unknown) => {
        if (this.beginning === beginning) this.beginning = null;
        throw thrown;
      },
    ));
    return beginning;
  }

  private begun(whose: Credentials, where: "here" | "elsewhere"): void {
    this.whose = whose;
    this.happen({ type: "begun", where });
  }

  /** The desk does not know the conversation any more. */
  private forget(): void {
    this.stays.removeItem(this.key("conversation"));
    this.drop({ type: "forgotten" });
  }

  private drop(happening: Happening): void {
    this.whose = null;
    this.beginning = null;
    this.receiver?.stop();
    this.receiver = null;
    this.happen(happening);
  }

  private sent(event: SenderEvent): void {
    if (event.type === "sent") this.answerUntil = Date.now() + ANSWER_SPELL;
    this.happen(event);
  }

  private received(event: ReceiverEvent): void {
    if (event.type === "lost") {
      this.forget();
      return;
    }
    if (event.type === "entry") this.taken([event.entry]);
    this.happen(event);
  }

  /** Note what entries mean beside being shown. */
  private taken(entries: readonly Entry[]): void {
    for (const { message } of entries) if (message) this.sender.arrived(message);
    // History is no reason to look longer.
    if (this.state.ready && entries.length) this.staffUntil = Date.now() + STAFF_SPELL;
  }

  /** Have exactly those connections that the state asks for, and keep what the loader must know. */
  private arrange(): void {
    if (!this.started) return;
    const { state, whose } = this;
    const now = Date.now();
    const awaits = isWaiting(state) && now < this.answerUntil;
    const streams = whose !== null && (state.open || awaits);
    if (streams && !this.receiver) this.listen(whose);
    else if (!streams && this.receiver) {
      this.receiver.stop();
      this.receiver = null;
      this.happen({ type: "connection", connection: "idle" });
      return;
    }
    const unknown = !state.ready || isWithStaff(state);
    const watches = whose !== null && !streams && unknown && now < this.staffUntil;
    if (watches && this.staffWatch === undefined) {
      this.staffWatch = setInterval(() => void this.lookForStaff(), STAFF_LOOKS);
      if (!state.ready) void this.lookForStaff();
    } else if (!watches) {
      clearInterval(this.staffWatch);
      this.staffWatch = undefined;
    }
    clearTimeout(this.spellEnd);
    if (awaits && !state.open) {
      this.spellEnd = setTimeout(() => this.arrange(), this.answerUntil - now + 1);
    }
    this.remember(awaits);
  }

  private remember(awaits: boolean): void {
    const { state } = this;
    const unsent = state.outgoing.some((each) => each.status !== "sent");
    let until = 0;
    if (isWithStaff(state)) until = this.staffUntil;
    else if (unsent) until = Date.now() + STALE;
    else if (awaits) until = this.answerUntil;
    // Until the history is there, what is kept is all that is known.
    if (this.whose && !state.ready && !unsent) return;
    const attention = { unread: unread(state), until, seen: state.seen };
    if (until || attention.unread || attention.seen) {
      this.stays.setItem(this.key("attention"), JSON.stringify(attention));
    } else {
      this.stays.removeItem(this.key("attention"));
    }
  }

  private listen(whose: Credentials): void {
    this.receiver = new Receiver({
      desk: this.desk,
      whose,
      lastSeq: () => lastSeq(this.state),
      tell: (event) => this.received(event),
    });
    this.receiver.start();
  }

  /** The panel is closed and staff have a question: look now and then, quietly. */
  private async lookForStaff(): Promise<void> {
    const { whose } = this;
    if (!whose || document.visibilityState !== "visible") return;
    try {
      const { entries, owner } = await this.desk.entries(whose, lastSeq(this.state), 0);
      if (this.whose !== whose) return;
      this.taken(entries);
      if (owner) this.happen({ type: "owner", owner });
      this.happen({ type: "looked", entries });
    } catch {
      // The next look is a minute away, and opening the panel connects at once.
    }
  }

  private async askAbout(): Promise<void> {
    if (this.state.about && Date.now() - this.aboutAt < ABOUT_KEPT) return;
    this.aboutAt = Date.now();
    try {
      this.happen({ type: "about", about: await this.desk.about() });
      this.aboutFailures = 0;
    } catch (thrown) {
      this.aboutAt = 0;
      this.aboutFailures += 1;
      this.happen({ type: "silent" });
      if (troubleOf(thrown).kind === "forbidden") {
        this.happen({ type: "connection", connection: "forbidden" });
      }
      setTimeout(() => {
        if (this.state.open && !this.ending.signal.aborted) void this.askAbout();
      }, backoff(this.aboutFailures + 2));
    }
  }
}
