import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";

import { choosable, delivered, languageOfOwn, type State } from "../conversation/state";
import { TEXTS } from "../texts";
import { AnswerView, OwnMessage } from "./entry";
import { Icon } from "./icons";

/** Nearer to the end than this counts as reading the newest. */
const NEAR = 60;
/** Screen readers need a moment to take in the history before new entries are announced. */
const SETTLING = 300;

interface TimelineProps {
  readonly state: State;
  readonly greeting: string;
  onSay(text: string): void;
  onRetry(id: string): void;
}

/** The greeting with its topics, and everything that was said. */
export function Timeline({ state, greeting, onSay, onRetry }: TimelineProps) {
  const texts = TEXTS[state.language];
  const scroller = useRef<HTMLDivElement>(null);
  const { hasMore, toEnd } = useReading(scroller, state);
  const isLive = useLive(state);
  const newest = choosable(state);
  const arrived = delivered(state);
  const menu = state.about?.menu[state.language] ?? [];
  return (
    <div class="middle">
      <div class="scroller" ref={scroller} tabIndex={0} role="group" aria-label={texts.conversation}>
        <div class="intro">
          {state.forgotten && (
            <p class="note">
              <Icon name="info" />
              <span>{texts.forgotten}</span>
            </p>
          )}
          <p class="greeting">{greeting}</p>
          {menu.length > 0 && (
            <div role="group" aria-labelledby="countyline-topics">
              <h3 class="topics" id="countyline-topics">
                {texts.topics}
              </h3>
              <div class="choices">
                {menu.map(({ title, message }) => (
                  <button type="button" class="choice" onClick={() => onSay(message)}>
                    {title}
                  </button>
                ))}
              </div>
            </div>
          )}
          {state.begun && !state.ready && (
            <p class="note quiet">
              <span>{texts.loading}</span>
            </p>
          )}
        </div>
        <div
          class="log"
          role="log"
          aria-label={texts.messages}
          aria-live={isLive ? "polite" : "off"}
          aria-relevant="additions"
        >
          {/* One list: when the desk confirms a message, its key and so its element stay, and it
              is not said twice. */}
          {[
            ...state.entries.map((entry) =>
              entry.author === "resident" ? (
                <OwnMessage
                  key={entry.message ?? entry.seq}
                  text={entry.text}
                  language={languageOfOwn(state, entry)}
                  state={state}
                  outgoing={null}
                  isDelivered={entry.seq === arrived}
                  onRetry={onRetry}
                />
              ) : (
                <AnswerView
                  key={entry.seq}
                  state={state}
                  entry={entry}
                  choosable={entry.seq === newest}
                  onChoose={onSay}
                />
              ),
            ),
            ...state.outgoing.map((outgoing) => (
              <OwnMessage
                key={outgoing.id}
                text={outgoing.text}
                language={outgoing.language}
                state={state}
                outgoing={outgoing}
                isDelivered={false}
                onRetry={onRetry}
              />
            )),
          ]}
        </div>
      </div>
      {hasMore && (
        <button type="button" class="newer" onClick={toEnd}>
          <Icon name="down" />
          {texts.newAnswer}
        </button>
      )}
    </div>
  );
}

/** New entries are announced; the history is not. */
function useLive(state: State): boolean {
  const settling = state.begun && !state.ready;
  const [isLive, setLive] = useState(!settling);
  useEffect(() => {
    if (settling) {
      setLive(false);
      return undefined;
    }
    const timer = setTimeout(() => setLive(true), SETTLING);
    return () => clearTimeout(timer);
  }, [settling]);
  return isLive && !settling;
}

/** Follow the conversation, without tearing anybody away from what they read. */
function useReading(
  scroller: { readonly current: HTMLDivElement | null },
  state: State,
): { readonly hasMore: boolean; toEnd(): void } {
  const [hasMore, setMore] = useState(false);
  const atEnd = useRef(true);
  const shown = useRef(0);
  const { entries, outgoing, open, ready } = state;
  const count = entries.length + outgoing.length;
  const newest = entries[entries.length - 1];
  const isOwn = outgoing.length > 0 || newest?.author === "resident";

  const toEnd = (): void => {
    const element = scroller.current;
    const last = element?.querySelector<HTMLElement>(".log > :last-child");
    if (!element || !last) return;
    // A long answer is read from its beginning.
    const top = last.offsetTop - 12;
    element.scrollTop = Math.min(top, element.scrollHeight - element.clientHeight);
    atEnd.current = true;
    setMore(false);
  };

  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return undefined;
    const onScroll = (): void => {
      const left = element.scrollHeight - element.clientHeight - element.scrollTop;
      atEnd.current = left < NEAR;
      if (atEnd.current) setMore(false);
    };
    element.addEventListener("scroll", onScroll, { passive: true });
    // The on-screen keyboard makes the panel smaller: the newest stays in sight.
    const observer =
      typeof ResizeObserver === "function"
        ? new ResizeObserver(() => {
            if (atEnd.current) toEnd();
          })
        : null;
    observer?.observe(element);
    return () => {
      element.removeEventListener("scroll", onScroll);
      observer?.disconnect();
    };
  }, []);

  useLayoutEffect(() => {
    const grew = count > shown.current;
    shown.current = count;
    if (!open || !count) return;
    if (!grew || atEnd.current || isOwn || !ready) {
      if (grew || atEnd.current) toEnd();
    } else {
      setMore(true);
    }
  }, [count, open, ready, newest?.seq]);

  return { hasMore, toEnd };
}
