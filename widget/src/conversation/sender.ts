import { troubleOf, type Trouble } from "./desk";
import type { Outbox, Unsent } from "./outbox";
import type { Failure } from "./state";
import { backoff, Pause } from "./waiting";

/** How often a message is tried before the resident is asked. */
export const TRIES = 5;

export interface SenderNeeds {
  readonly outbox: Outbox;
  /** Hand one message to the desk, beginning a conversation if there is none. */
  deliver(message: Unsent): Promise<void>;
  isOnline(): boolean;
  /** The conversation is gone: forget it, so that the next delivery begins another. */
  lost(): void;
  tell(event: SenderEvent): void;
}

export type SenderEvent =
  | { readonly type: "sending" | "busy" | "sent"; readonly id: string }
  | { readonly type: "failed"; readonly id: string; readonly failure: Failure };

/**
 * Sends messages in their order, one at a time, until each is confirmed. The same message keeps
 * its id on every try, so the desk takes it once.
 */
export class Sender {
  private readonly queue: Unsent[] = [];
  private readonly failed = new Map<string, Unsent>();
  private readonly pause = new Pause();
  private running = false;

  constructor(private readonly needs: SenderNeeds) {}

  /** Keep a message and send it. */
  send(message: Unsent): void {
    this.needs.outbox.add(message);
    this.enqueue(message);
  }

  /** Take up a message that is kept already. */
  takeUp(message: Unsent): void {
    this.enqueue(message);
  }

  /** Keep a message in mind that only the resident may send again. */
  setAside(message: Unsent): void {
    this.failed.set(message.id, message);
  }

  /** Try a message once more that has failed. */
  retry(id: string): void {
    const message = this.failed.get(id);
    if (!message) return;
    this.failed.delete(id);
    this.needs.tell({ type: "sending", id });
    this.enqueue(message);
  }

  /** The desk has shown the message: whatever became of the request, it has arrived. */
  arrived(id: string): void {
    this.needs.outbox.remove(id);
    const wasSetAside = this.failed.delete(id);
    const at = this.queue.findIndex((each) => each.id === id);
    if (at >= 0) this.queue.splice(at, 1);
    if (at >= 0 || wasSetAside) this.needs.tell({ type: "sent", id });
  }

  /** The network is back: try at once, also what has failed for want of it. */
  nudge(): void {
    for (const id of [...this.failed.keys()]) this.retry(id);
    this.hurry();
  }

  /** The page is looked at again: do not wait any longer for the next try. */
  hurry(): void {
    this.pause.end();
  }

  /** Drop everything. */
  clear(): void {
    this.queue.length = 0;
    this.failed.clear();
    this.needs.outbox.clear();
    this.pause.end();
  }

  private enqueue(message: Unsent): void {
    if (!this.queue.some((each) => each.id === message.id)) this.queue.push(message);
    void this.run();
  }

  private async run(): Promise<void> {
    if (this.running) return;
    this.running = true;
    while (this.queue[0]) await this.carry(this.queue[0]);
    this.running = false;
  }

  /** Try one message until it is confirmed, gone, or has failed for good. */
  private async carry(message: Unsent): Promise<void> {
    const { id } = message;
    for (let failures = 0; this.queue[0] === message; ) {
      if (!this.needs.isOnline()) {
        await this.pause.wait(5_000);
        continue;
      }
      const trouble = await this.attempt(message);
      // It may have arrived over the stream, or been dropped, in the meantime.
      if (this.queue[0] !== message) return;
      if (!trouble) {
        this.queue.shift();
        this.needs.outbox.remove(id);
        this.needs.tell({ type: "sent", id });
        return;
      }
      failures += 1;
      const failure = failureOf(trouble);
      if (failure || failures >= TRIES) {
        this.queue.shift();
        this.failed.set(id, message);
        this.needs.tell({ type: "failed", id, failure: failure ?? "unreachable" });
        return;
      }
      if (trouble.kind === "lost") {
        this.needs.lost();
        if (failures === 1) continue;
      }
      if (trouble.kind === "busy") this.needs.tell({ type: "busy", id });
      const asked = trouble.kind === "busy" ? trouble.after : null;
      await this.pause.wait(asked === null ? backoff(failures) : asked + backoff(1) / 2);
    }
  }

  private async attempt(message: Unsent): Promise<Trouble | null> {
    try {
      await this.needs.deliver(message);
      return null;
    } catch (thrown) {
      return troubleOf(thrown);
    }
  }
}

/** What another try would not mend. */
function failureOf(trouble: Trouble): Failure | null {
  return trouble.kind === "forbidden" || trouble.kind === "refused" ? trouble.kind : null;
}
