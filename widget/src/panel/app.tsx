import { noticeOf, type Notice, type State } from "../conversation/state";
import type { Config } from "../shared/config";
import type { Language } from "../shared/language";
import { TEXTS, type Texts } from "../texts";
import { Composer } from "./composer";
import { Header } from "./header";
import { Icon } from "./icons";
import { Timeline } from "./timeline";

/** What a resident can do. */
export interface Doings {
  send(text: string): void;
  retry(id: string): void;
  startOver(): void;
  speak(language: Language): void;
  close(): void;
  keepDraft(text: string): void;
}

interface AppProps {
  readonly state: State;
  readonly config: Config;
  readonly draft: string;
  readonly doings: Doings;
  /** Move the focus to where the resident goes on. */
  refocus(): void;
}

/** The whole panel. It is no dialog: the page beside it stays in use. */
export function App({ state, config, draft, doings, refocus }: AppProps) {
  const { language } = state;
  const texts = TEXTS[language];
  const title = config.titles[language] ?? state.about?.county?.[language] ?? texts.title;
  const pick = (text: string): void => {
    doings.send(text);
    // The button that was pressed goes away.
    refocus();
  };
  return (
    <div
      class="panel"
      id="countyline-panel"
      lang={language}
      hidden={!state.open}
      onKeyDown={(event) => {
        if (event.key === "Escape" && !event.isComposing) {
          event.stopPropagation();
          doings.close();
        } else if (event.key === "Tab") {
          keepInside(event);
        }
      }}
    >
      <Header
        state={state}
        title={title}
        onClose={doings.close}
        onSpeak={doings.speak}
        onStartOver={() => {
          doings.startOver();
          refocus();
        }}
      />
      <Timeline
        state={state}
        greeting={config.greetings[language] ?? texts.greeting}
        onSay={pick}
        onRetry={(id) => {
          doings.retry(id);
          refocus();
        }}
      />
      {state.owner === "staff" && (
        // The conversation itself has announced it; this only stands there.
        <p class="standing quiet">
          <Icon name="person" />
          <span>{texts.personHasIt}</span>
        </p>
      )}
      <StatusLine state={state} texts={texts} />
      <Composer
        texts={texts}
        draft={draft}
        onDraft={doings.keepDraft}
        onSend={doings.send}
      />
    </div>
  );
}

function StatusLine({ state, texts }: { readonly state: State; readonly texts: Texts }) {
  const notice = noticeOf(state);
  const isQuiet = notice === null || notice === "typing" || notice === "busy";
  return (
    <div class={`status ${isQuiet ? "quiet" : "grave"}`} role="status">
      {notice && (
        <p>
          {!isQuiet && <Icon name="alert" />}
          <span>{noticeWords(notice, state, texts)}</span>
        </p>
      )}
    </div>
  );
}

function noticeWords(notice: NonNullable<Notice>, state: State, texts: Texts): string {
  switch (notice) {
    case "offline":
      return texts.noticeOffline;
    case "offline-pending":
      return texts.noticeOfflinePending;
    case "forbidden":
      return texts.noticeForbidden;
    case "not-sent": {
      const failure = state.outgoing.find((each) => each.failure)?.failure;
      if (failure === "forbidden") return texts.noticeForbidden;
      return failure === "refused" ? texts.noticeRefused : texts.noticeNotSent;
    }
    case "busy":
      return texts.noticeBusy;
    case "broken":
      return texts.noticeBroken;
    case "typing":
      return texts.noticeTyping;
  }
}

/** While the panel covers the page, the focus must not go behind it. Escape still leaves. */
function keepInside(event: KeyboardEvent & { readonly currentTarget: HTMLElement }): void {
  const panel = event.currentTarget;
  const covers =
    panel.offsetWidth >= window.innerWidth - 1 && panel.offsetHeight >= window.innerHeight / 2;
  if (!covers) return;
  const stops = [
    ...panel.querySelectorAll<HTMLElement>('button, a[href], textarea, [tabindex="0"]'),
  ].filter((each) => each.getClientRects().length > 0);
  const at = (panel.getRootNode() as ShadowRoot).activeElement;
  const [first, last] = [stops[0], stops[stops.length - 1]];
  if (event.shiftKey ? at === first || at?.matches(".title") : at === last) {
    event.preventDefault();
    (event.shiftKey ? last : first)?.focus();
  }
}
