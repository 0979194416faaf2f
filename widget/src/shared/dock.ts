import type { Config } from "./config";
import type { Language } from "./language";

/** What the loader gives the panel. */
export interface Dock {
  readonly config: Config;
  readonly root: ShadowRoot;
  /** The element, inside the shadow root, that carries colors and position. */
  readonly frame: HTMLElement;
  /** Put styles into the shadow root. */
  dress(css: string): void;
  /** Tell the button which language is spoken. */
  speak(language: Language): void;
  /** Tell the button how many answers nobody has seen. */
  setUnread(count: number): void;
  /** The panel is closed: show the button again, and give it the focus if the panel had it. */
  closed(hadFocus: boolean): void;
}

/** What the panel gives the loader. */
export interface Panel {
  /** Show the panel. Only a resident's own doing moves the focus. */
  open(reason: "asked" | "page-load"): void;
  close(): void;
}

/** How panel.js makes itself known: the loader leaves a function here before it asks for it. */
export const HANDSHAKE = "__countylinePanel";

export type Mount = (dock: Dock) => Panel;
