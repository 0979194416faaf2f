import { useLayoutEffect, useRef, useState } from "preact/hooks";

import type { State } from "../conversation/state";
import type { Language } from "../shared/language";
import { TEXTS, type Texts } from "../texts";
import { Icon } from "./icons";

interface HeaderProps {
  readonly state: State;
  readonly title: string;
  onClose(): void;
  onSpeak(language: Language): void;
  onStartOver(): void;
}

const NAMES: Readonly<Record<Language, string>> = { en: "English", es: "Español" };

/** The title, the language, a way to begin anew and a way out. */
export function Header({ state, title, onClose, onSpeak, onStartOver }: HeaderProps) {
  const texts = TEXTS[state.language];
  const [isAsking, setAsking] = useState(false);
  const again = useRef<HTMLButtonElement>(null);
  const hasBegun = state.begun || state.outgoing.length > 0;
  const settle = (): void => {
    setAsking(false);
    again.current?.focus();
  };
  return (
    <>
      <header class="header">
        <div class="titles">
          <h2 class="title" tabIndex={-1}>
            {title}
          </h2>
          <p>{texts.subtitle}</p>
        </div>
        <button type="button" class="close" onClick={onClose}>
          <Icon name="close" />
          <span class="hidden">{texts.close}</span>
        </button>
      </header>
      <div class="tools">
        <div class="languages" role="group" aria-label={texts.language}>
          {(Object.keys(NAMES) as Language[]).map((language) => (
            <button
              type="button"
              lang={language}
              aria-pressed={state.language === language}
              onClick={() => onSpeak(language)}
            >
              {NAMES[language]}
            </button>
          ))}
        </div>
        {hasBegun && (
          <button
            type="button"
            class="plain"
            ref={again}
            aria-expanded={isAsking}
            onClick={() => setAsking(!isAsking)}
          >
            <Icon name="restart" />
            {texts.startOver}
          </button>
        )}
      </div>
      {isAsking && hasBegun && (
        <Question
          texts={texts}
          onNo={settle}
          onYes={() => {
            setAsking(false);
            onStartOver();
          }}
        />
      )}
      {state.about?.mark && (
        <p class="banner">
          <Icon name="alert" />
          <strong>{state.about.mark[state.language]}</strong>
        </p>
      )}
    </>
  );
}

interface QuestionProps {
  readonly texts: Texts;
  onYes(): void;
  onNo(): void;
}

function Question({ texts, onYes, onNo }: QuestionProps) {
  const no = useRef<HTMLButtonElement>(null);
  // The safe choice has the focus; its description is read with it.
  useLayoutEffect(() => no.current?.focus(), []);
  return (
    <div
      class="question"
      role="group"
      aria-labelledby="countyline-question"
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        onNo();
      }}
    >
      <p id="countyline-question">{texts.startOverQuestion}</p>
      <div class="answers">
        <button type="button" class="choice" onClick={onYes}>
          {texts.startOverYes}
        </button>
        <button
          type="button"
          class="choice"
          ref={no}
          aria-describedby="countyline-question"
          onClick={onNo}
        >
          {texts.startOverNo}
        </button>
      </div>
    </div>
  );
}
