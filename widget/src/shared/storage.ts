/**
 * What the widget keeps in the browser. A browser that blocks storage, or whose storage is full,
 * gets a widget that remembers until the page is left.
 */

/** The part of `Storage` that is used, so that memory can stand in for it. */
export interface Drawer {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

/** Storage that never throws: what the browser refuses is kept in memory. */
export class TolerantDrawer implements Drawer {
  private readonly memory = new Map<string, string | null>();

  constructor(private readonly open: () => Drawer) {}

  getItem(key: string): string | null {
    const kept = this.memory.get(key);
    if (kept !== undefined) return kept;
    try {
      return this.open().getItem(key);
    } catch {
      return null;
    }
  }

  setItem(key: string, value: string): void {
    try {
      this.open().setItem(key, value);
      this.memory.delete(key);
    } catch {
      this.memory.set(key, value);
    }
  }

  removeItem(key: string): void {
    try {
      this.open().removeItem(key);
      this.memory.delete(key);
    } catch {
      this.memory.set(key, null);
    }
  }
}

/** What stays: the conversation with its token, what is not sent yet, the language. */
export const lasting = (): Drawer => new TolerantDrawer(() => window.localStorage);

/** What ends with the tab: whether the panel is open, and the draft. */
export const passing = (): Drawer => new TolerantDrawer(() => window.sessionStorage);

/** The name under which one desk's things are kept. */
export function keyOf(desk: string, what: string): string {
  return `countyline:${desk}:${what}`;
}

/** Read JSON that may have been written by anybody. */
export function readJson(drawer: Drawer, key: string): unknown {
  try {
    return JSON.parse(drawer.getItem(key) ?? "null") as unknown;
  } catch {
    return null;
  }
}

/** What the loader must know before the panel is there. */
export interface Attention {
  /** How many answers came that nobody has seen. */
  readonly unread: number;
  /** Until when (in milliseconds) the panel is to look for an answer though it is closed. */
  readonly until: number;
  /** The last entry that was shown in an open panel. */
  readonly seen: number;
}

/** Read the attention that a conversation needs. */
export function readAttention(drawer: Drawer, desk: string): Attention {
  const value = readJson(drawer, keyOf(desk, "attention")) as Partial<Attention> | null;
  const number = (given: unknown): number =>
    typeof given === "number" && Number.isFinite(given) ? given : 0;
  return { unread: number(value?.unread), until: number(value?.until), seen: number(value?.seen) };
}
