import type { Language } from "../shared/language";
import { keyOf, readJson, type Drawer } from "../shared/storage";

/** A message that the desk has not confirmed. */
export interface Unsent {
  readonly id: string;
  readonly text: string;
  readonly language: Language;
  /** When the resident sent it, in milliseconds. */
  readonly at: number;
}

/** Messages stay here until the desk has them on disk, so that a reload loses none. */
export class Outbox {
  private readonly key: string;

  constructor(
    private readonly drawer: Drawer,
    desk: string,
  ) {
    this.key = keyOf(desk, "outbox");
  }

  all(): Unsent[] {
    const kept = readJson(this.drawer, this.key);
    return Array.isArray(kept) ? kept.filter(isUnsent) : [];
  }

  add(message: Unsent): void {
    this.keep([...this.all().filter((each) => each.id !== message.id), message]);
  }

  remove(id: string): void {
    this.keep(this.all().filter((each) => each.id !== id));
  }

  clear(): void {
    this.keep([]);
  }

  private keep(messages: readonly Unsent[]): void {
    if (messages.length) this.drawer.setItem(this.key, JSON.stringify(messages));
    else this.drawer.removeItem(this.key);
  }
}

function isUnsent(value: unknown): value is Unsent {
  const { id, text, language, at } = (value ?? {}) as Partial<Record<keyof Unsent, unknown>>;
  return (
    typeof id === "string" &&
    /^[\w-]{1,64}$/.test(id) &&
    typeof text === "string" &&
    (language === "en" || language === "es") &&
    typeof at === "number"
  );
}
