import type { Config } from "../shared/config";
import { HANDSHAKE, type Dock, type Mount, type Panel } from "../shared/dock";
import { languageOf, type Language, type Words } from "../shared/language";
import { dress } from "../shared/sheets";
import { keyOf, lasting, passing, readAttention, type Drawer } from "../shared/storage";
import styles from "./styles.css?inline";
import { FAILED, LABEL, NEW_MANY, NEW_ONE, OPENING, REGION } from "./texts";
import { accentuate, THEMES } from "./theme";

/** The host element's name. It has a hyphen, so that no page's own style means it. */
export const HOST = "countyline-widget";

const BUBBLE = "M4 3h16a2 2 0 0 1 2 2v10a2 2 0 0 1-2 2h-8l-5 4v-4H4a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2z";

/** The button on the page, and the way to the panel. */
export class Launcher {
  readonly host: HTMLElement;
  private readonly frame = element("section", "frame");
  private readonly button = element("button", "launcher");
  private readonly label = element("span", "label");
  private readonly mark = element("span", "unread");
  private readonly markWords = element("span", "hidden");
  private readonly status = element("div", "hidden");
  private readonly root: ShadowRoot;
  private readonly stays: Drawer = lasting();
  private language: Language;
  private unread = 0;
  private panel: Promise<Panel> | null = null;
  private words: Words | null = null;
  private isOpen = false;

  constructor(private readonly config: Config) {
    const { desk, theme, position, accent, nonce } = config;
    this.host = document.createElement(HOST);
    this.root = this.host.attachShadow({ mode: "open" });
    dress(this.root, styles + THEMES, nonce);
    this.frame.dataset.theme = theme;
    this.frame.dataset.position = position;
    this.button.type = "button";
    this.button.append(icon(), this.label, this.mark, this.markWords);
    this.mark.setAttribute("aria-hidden", "true");
    this.status.setAttribute("role", "status");
    this.frame.append(this.button, this.status);
    this.root.append(this.frame);
    this.button.addEventListener("click", () => this.open());
    this.language =
      languageOf(this.stays.getItem(keyOf(desk, "language"))) ?? config.language;
    this.unread = readAttention(this.stays, desk).unread;
    document.body.append(this.host);
    accentuate(this.frame, accent);
    this.render();
  }

  /** Show the panel, fetching it if this is the first time. */
  open(): void {
    this.show("asked");
  }

  /** Hide the panel. */
  close(): void {
    void this.panel?.then((panel) => panel.close());
  }

  /** Go on where the last page left off: an open panel opens, an awaited answer is looked for. */
  resume(): void {
    const { desk } = this.config;
    if (passing().getItem(keyOf(desk, "open"))) this.show("page-load");
    else if (readAttention(this.stays, desk).until > Date.now()) {
      this.fetchPanel().catch(() => undefined);
    }
  }

  private show(reason: "asked" | "page-load"): void {
    const opening = setTimeout(() => this.say(OPENING), 400);
    this.fetchPanel()
      .then(
        (panel) => {
          this.isOpen = true;
          this.say(null);
          panel.open(reason);
        },
        () => this.say(reason === "asked" ? FAILED : null),
      )
      .finally(() => clearTimeout(opening));
  }

  private fetchPanel(): Promise<Panel> {
    this.panel ??= load(this.config).then((mount) => mount(this.dock()));
    this.panel.catch(() => (this.panel = null));
    return this.panel;
  }

  private dock(): Dock {
    return {
      config: { ...this.config, language: this.language },
      root: this.root,
      frame: this.frame,
      dress: (css) => dress(this.root, css, this.config.nonce),
      speak: (language) => {
        this.language = language;
        this.render();
      },
      setUnread: (count) => {
        const more = count > this.unread;
        this.unread = count;
        this.render();
        this.status.textContent = more ? this.markWords.textContent : "";
      },
      closed: (hadFocus) => {
        this.isOpen = false;
        this.render();
        if (hadFocus) this.button.focus();
      },
    };
  }

  private say(words: Words | null): void {
    this.words = words;
    this.render();
    this.status.textContent = words?.[this.language] ?? "";
  }

  private render(): void {
    const { language, unread } = this;
    this.frame.lang = language;
    this.frame.setAttribute("aria-label", REGION[language]);
    this.button.hidden = this.isOpen;
    this.button.setAttribute("aria-expanded", String(this.isOpen));
    this.label.textContent =
      this.words?.[language] ?? this.config.labels[language] ?? LABEL[language];
    this.mark.hidden = !unread;
    this.mark.textContent = String(unread);
    const count = (unread === 1 ? NEW_ONE : NEW_MANY)[language].replace("{n}", String(unread));
    this.markWords.textContent = unread ? ` (${count})` : "";
  }
}

function load(config: Config): Promise<Mount> {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    (window as unknown as Record<string, unknown>)[HANDSHAKE] = resolve;
    script.src = trusted(config.panel) as string;
    if (config.nonce) script.nonce = config.nonce;
    script.onload = () => script.remove();
    script.onerror = () => {
      script.remove();
      reject(new Error("The panel could not be fetched."));
    };
    document.head.append(script);
  });
}

interface Policy {
  createScriptURL(url: string): unknown;
}

interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): Policy;
}

let policy: Policy | undefined;

/** A page may demand that script addresses come from a named policy. */
function trusted(url: string): unknown {
  const types = (window as unknown as { trustedTypes?: TrustedTypes }).trustedTypes;
  try {
    policy ??= types?.createPolicy("countyline", { createScriptURL: (address) => address });
    return policy?.createScriptURL(url) ?? url;
  } catch {
    return url;
  }
}

function icon(): SVGElement {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  const path = document.createElementNS(space, "path");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  path.setAttribute("d", BUBBLE);
  path.setAttribute("fill", "none");
  path.setAttribute("stroke", "currentColor");
  path.setAttribute("stroke-width", "2");
  path.setAttribute("stroke-linejoin", "round");
  svg.append(path);
  return svg;
}

function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  className: string,
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  made.className = className;
  return made;
}
