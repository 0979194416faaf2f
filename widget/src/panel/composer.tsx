import { useLayoutEffect, useRef, useState } from "preact/hooks";

import { fill, type Texts } from "../texts";

/** How many characters the desk keeps, and from when on the rest is counted. */
export const LIMIT = 1000;
const COUNTED_FROM = 900;

interface ComposerProps {
  readonly texts: Texts;
  readonly draft: string;
  onDraft(text: string): void;
  onSend(text: string): void;
}

/** Where the resident writes. */
export function Composer({ texts, draft, onDraft, onSend }: ComposerProps) {
  const [text, setText] = useState(draft);
  const [isMissing, setMissing] = useState(false);
  const input = useRef<HTMLTextAreaElement>(null);
  const length = [...text].length;
  const isOver = length > LIMIT;

  useLayoutEffect(() => {
    const element = input.current;
    if (!element) return;
    // As tall as what is written; the style sheet sets the limits.
    element.style.height = "auto";
    element.style.height = `${element.scrollHeight + 2}px`;
  }, [text]);

  const change = (value: string): void => {
    setText(value);
    onDraft(value);
    if (value.trim()) setMissing(false);
  };
  const send = (): void => {
    // What the input holds, not what was last drawn: a fast typist may be ahead.
    const written = input.current?.value ?? "";
    if (written.trim()) {
      onSend(written);
      change("");
    } else {
      setMissing(true);
    }
    input.current?.focus();
  };
  const count = isOver
    ? fill(texts.tooMany, length - LIMIT)
    : length >= COUNTED_FROM
      ? fill(texts.left, LIMIT - length)
      : "";
  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <label for="countyline-input">{texts.input}</label>
      <div class="row">
        <textarea
          id="countyline-input"
          ref={input}
          rows={1}
          value={text}
          enterkeyhint="send"
          autocomplete="off"
          aria-invalid={isMissing ? "true" : undefined}
          aria-describedby="countyline-hint countyline-counter"
          onInput={(event) => change(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
            event.preventDefault();
            send();
          }}
        />
        <button type="submit" class="send">
          {texts.send}
        </button>
      </div>
      <p id="countyline-counter" class={isMissing || isOver ? "wrong" : "quiet"}>
        {/* The trouble is announced once; a number that changes with every key is not. */}
        <span aria-live="polite">{isMissing ? texts.empty : isOver ? texts.over : ""}</span>{" "}
        <span>{count}</span>
      </p>
      <p id="countyline-hint" class="quiet">
        {texts.inputHint}
      </p>
    </form>
  );
}
