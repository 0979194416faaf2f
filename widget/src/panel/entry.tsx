import type { Answer, Entry } from "../conversation/protocol";
import { handoffOf, type Outgoing, type State } from "../conversation/state";
import { momentWords } from "../reading/moment";
import { sourceParts } from "../reading/source-line";
import { fill, TEXTS, type Texts } from "../texts";
import { Icon, type IconName } from "./icons";
import { Linked, Outward } from "./linked";

interface EntryProps {
  readonly state: State;
  readonly entry: Entry;
  /** Whether its choices can be picked. */
  readonly choosable: boolean;
  onChoose(title: string): void;
}

/** One answer, or one message from staff. What the widget adds is in the entry's own language. */
export function AnswerView({ state, entry, choosable, onChoose }: EntryProps) {
  const texts = TEXTS[entry.language ?? state.language];
  const { author, answer, card } = entry;
  const paragraphs = card?.paragraphs ?? entry.text.split("\n").filter((line) => line.trim());
  const isStaff = author === "staff";
  return (
    <div class={`entry card ${author}`} lang={entry.language ?? undefined} data-seq={entry.seq}>
      {isStaff ? (
        <p class="head">
          <Icon name="person" />
          <strong>{texts.staff}</strong>
          <span class="hidden"> {texts.staffNote}</span>
          <Time at={entry.at} language={entry.language ?? state.language} />
        </p>
      ) : (
        <span class="hidden">{texts.county} </span>
      )}
      {answer?.kind === "handoff" && answer.case && (
        <HandOff state={state} entry={entry} texts={texts} id={answer.case.id} />
      )}
      {answer && <CertaintyView answer={answer} texts={texts} />}
      {answer?.degraded && (
        <p class="head">
          <Icon name="info" />
          <span>{texts.degraded}</span>
        </p>
      )}
      {paragraphs.map((paragraph) => (
        <p>
          <Linked text={paragraph} texts={texts} />
        </p>
      ))}
      {card && <SourceLine entry={entry} texts={texts} />}
      {card?.mark && (
        <p class="mark">
          <Icon name="alert" />
          <span>{card.mark}</span>
        </p>
      )}
      {choosable && answer && answer.choices.length > 0 && (
        <div class="choices" role="group" aria-label={texts.choices}>
          {answer.choices.map((title) => (
            <button type="button" class="choice" onClick={() => onChoose(title)}>
              {title}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}

function Time({ at, language }: { readonly at: string; readonly language: "en" | "es" }) {
  const words = momentWords(new Date(at), language);
  if (!words) return null;
  return (
    <time class="quiet" dateTime={at}>
      {words}
    </time>
  );
}

interface HandOffProps {
  readonly state: State;
  readonly entry: Entry;
  readonly texts: Texts;
  readonly id: string;
}

function HandOff({ state, entry, texts, id }: HandOffProps) {
  const words = {
    connecting: texts.connecting,
    "with-staff": texts.withStaff,
    closed: texts.caseClosed,
  }[handoffOf(state, entry)];
  return (
    <p class="head handoff">
      <Icon name="person" />
      <span>
        <strong>{words}</strong>
        <span class="case">{fill(texts.caseNumber, id)}</span>
      </span>
    </p>
  );
}

function CertaintyView({ answer, texts }: { readonly answer: Answer; readonly texts: Texts }) {
  const sign = certaintySign(answer, texts);
  if (!sign) return null;
  return (
    <p class={`head certainty ${answer.certainty ?? ""}`}>
      <Icon name={sign.icon} />
      <strong>{sign.words}</strong>
    </p>
  );
}

/** The icon and the word for an answer that is less than certain. */
function certaintySign(answer: Answer, texts: Texts): { icon: IconName; words: string } | null {
  // Danger, and the general notice, say themselves what they know.
  if (answer.kind !== "answer" || answer.topic === "safety" || answer.degraded) return null;
  switch (answer.certainty) {
    case "expected":
      return { icon: "likely", words: texts.certaintyExpected };
    case "not_confirmed":
      return { icon: "alert", words: texts.certaintyNotConfirmed };
    case "unknown":
      return { icon: "unknown", words: texts.certaintyUnknown };
    default:
      return null;
  }
}

function SourceLine({ entry, texts }: { readonly entry: Entry; readonly texts: Texts }) {
  const parts = sourceParts(entry.card?.source ?? null, entry.answer?.sources ?? []);
  if (!parts.length) return null;
  return (
    <p class="source quiet">
      {parts.map(({ text, url }, at) => (
        <>
          {at > 0 && " · "}
          {url ? (
            <Outward href={url} texts={texts}>
              {text}
            </Outward>
          ) : (
            <Linked text={text} texts={texts} />
          )}
        </>
      ))}
    </p>
  );
}

interface OwnProps {
  readonly text: string;
  readonly language: "en" | "es" | null;
  readonly state: State;
  /** Null when the desk has shown the message. */
  readonly outgoing: Outgoing | null;
  /** Whether to say that it has arrived. */
  readonly isDelivered: boolean;
  onRetry(id: string): void;
}

/** A message of the resident's, with what became of it. */
export function OwnMessage(props: OwnProps) {
  const { text, language, state, outgoing, isDelivered, onRetry } = props;
  const texts = TEXTS[state.language];
  const spoken = TEXTS[language ?? state.language];
  return (
    <div class="entry own" lang={language ?? undefined}>
      <p class="bubble">
        <span class="hidden">{spoken.you} </span>
        {text}
      </p>
      {isDelivered && (
        // Said to the eye alone: a screen reader has heard the message itself come in.
        <p class="delivery quiet sent" lang={state.language} aria-live="off">
          {texts.delivered}
        </p>
      )}
      {outgoing && outgoing.status !== "sent" && (
        // The status line below the messages announces this; twice would be too often.
        <p class={`delivery quiet ${outgoing.status}`} lang={state.language} aria-live="off">
          {outgoing.status === "failed" ? (
            <>
              <span class="failure">
                <Icon name="alert" />
                {texts.notSent}
              </span>
              <button type="button" class="plain" onClick={() => onRetry(outgoing.id)}>
                {texts.retry}
                <span class="hidden">: {text}</span>
              </button>
            </>
          ) : outgoing.status === "busy" || !state.online ? (
            texts.busy
          ) : (
            texts.sending
          )}
        </p>
      )}
    </div>
  );
}
