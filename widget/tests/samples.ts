import type { Answer, Entry } from "../src/conversation/protocol";

export const ANSWER: Answer = {
  kind: "answer",
  topic: "status",
  certainty: "confirmed",
  sources: [],
  choices: [],
  case: null,
  degraded: false,
};

export function entry(seq: number, fields: Partial<Entry> = {}): Entry {
  return {
    seq,
    author: "bot",
    at: "2024-04-03T13:00:00Z",
    text: `Entry ${seq}`,
    language: "en",
    message: null,
    repliesTo: null,
    answer: null,
    card: null,
    ...fields,
  };
}

export const own = (seq: number, message: string, text = "Hi"): Entry =>
  entry(seq, { author: "resident", message, text });

/** The same entry as the desk writes it. */
export function wire(made: Entry): Record<string, unknown> {
  const { repliesTo, answer, ...rest } = made;
  return {
    ...rest,
    replies_to: repliesTo,
    answer: answer && {
      ...answer,
      choices: answer.choices.map((title) => ({ id: title, title })),
    },
  };
}

/** Numbers that look random and are the same on every run. */
export function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
