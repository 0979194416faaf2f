import { describe, expect, test } from "vitest";

import {
  BEGINNING,
  choosable,
  delivered,
  handoffOf,
  isWaiting,
  isWithStaff,
  lastSeq,
  next,
  noticeOf,
  unread,
  type Happening,
  type State,
} from "../src/conversation/state";
import { ANSWER, dice, entry, own } from "./samples";

const after = (...happenings: Happening[]): State => happenings.reduce(next, BEGINNING);
const shown = (seq: number, fields = {}): Happening => ({ type: "entry", entry: entry(seq, fields) });
const queued = (id: string, failed = false): Happening => ({
  type: "queued",
  message: { id, text: "Hi", language: "en" },
  failed,
});

test("every entry is shown once, in its order, however often and in whatever order it comes", () => {
  const roll = dice(11);
  for (let round = 0; round < 200; round += 1) {
    const seqs = Array.from({ length: 30 }, () => 1 + Math.floor(roll() * 9));
    const state = after(...seqs.map((seq) => shown(seq)));
    expect(state.entries.map((each) => each.seq)).toEqual([...new Set(seqs)].sort((a, b) => a - b));
  }
});

test("the resident's entry that comes back takes the place of the local one", () => {
  const state = after(queued("a"), queued("b"), { type: "entry", entry: own(1, "a") });
  expect(state.outgoing.map((each) => each.id)).toEqual(["b"]);
  expect(next(state, queued("a")).outgoing.map((each) => each.id)).toEqual(["b"]);
});

test("the last seq is what a connection goes on after", () => {
  expect(lastSeq(BEGINNING)).toBe(0);
  expect(lastSeq(after(shown(2), shown(1)))).toBe(2);
});

describe("while a person has the conversation", () => {
  const taken: Happening = { type: "owner", owner: "staff" };
  const back: Happening = { type: "owner", owner: "offered" };

  test("the bot is not seen to type, whatever comes first", () => {
    expect(after({ type: "typing", on: true }, taken).typing).toBe(false);
    expect(after(taken, { type: "typing", on: true }).typing).toBe(false);
    expect(after(taken, back, { type: "typing", on: true }).typing).toBe(true);
  });

  test("the newest message is delivered until somebody answers or gives the conversation back", () => {
    const mine: Happening = { type: "entry", entry: own(1, "a") };
    expect(delivered(after(mine))).toBeNull();
    expect(delivered(after(taken, mine))).toBe(1);
    expect(delivered(after(taken, mine, { type: "entry", entry: own(2, "b") }))).toBe(2);
    expect(delivered(after(taken, mine, shown(2, { author: "staff" })))).toBeNull();
    expect(delivered(after(taken, mine, back))).toBeNull();
  });

  test("a new conversation is the bot's", () => {
    expect(after(taken, { type: "cleared" }).owner).toBe("bot");
    expect(after(taken, { type: "forgotten" }).owner).toBe("bot");
    expect(isWithStaff(after(taken))).toBe(true);
  });

  test("a hand-off says how far its case is now", () => {
    const of = (seq: number, state: string, id = "3K-44"): Happening =>
      shown(seq, { answer: { ...ANSWER, kind: "handoff", case: { id, state } } });
    const far = (...happenings: Happening[]): string => {
      const state = after(...happenings);
      const first = state.entries[0];
      return first ? handoffOf(state, first) : "";
    };
    expect(far(of(1, "open"), of(2, "claimed"))).toBe("with-staff");
    expect(far(of(1, "open"), of(2, "claimed"), of(3, "open"))).toBe("connecting");
    expect(far(of(1, "open"), of(2, "closed"))).toBe("closed");
    expect(far(of(1, "open"), of(2, "closed", "4F-27"))).toBe("connecting");
  });
});

describe("what became of a message", () => {
  test("goes from sending over busy and failed back to sending and sent", () => {
    let state = after(queued("a"));
    expect(state.outgoing[0]?.status).toBe("sending");
    state = next(state, { type: "busy", id: "a" });
    expect(state.outgoing[0]?.status).toBe("busy");
    state = next(state, { type: "failed", id: "a", failure: "refused" });
    expect(state.outgoing[0]).toMatchObject({ status: "failed", failure: "refused" });
    state = next(state, { type: "sending", id: "a" });
    expect(state.outgoing[0]).toMatchObject({ status: "sending", failure: null });
    state = next(state, { type: "sent", id: "a" });
    expect(state.outgoing[0]?.status).toBe("sent");
  });

  test("a message taken up long after is not sent yet", () => {
    expect(after(queued("a", true)).outgoing[0]?.status).toBe("failed");
  });
});

describe("choices", () => {
  test("can be picked on the newest answer only", () => {
    expect(choosable(after(shown(1), shown(2)))).toBe(2);
  });

  test("cannot be picked once the resident has said something", () => {
    expect(choosable(after(shown(1), queued("a")))).toBeNull();
    expect(choosable(after(shown(1), { type: "entry", entry: own(2, "a") }))).toBeNull();
  });

  test("cannot be picked once staff have written", () => {
    expect(choosable(after(shown(1), shown(2, { author: "staff" })))).toBeNull();
  });
});

describe("unread", () => {
  test("counts answers that came while the panel was closed, not the resident's own", () => {
    const state = after(
      { type: "opened" },
      shown(1),
      { type: "closed" },
      { type: "entry", entry: own(2, "a") },
      shown(3),
      shown(4, { author: "staff" }),
    );
    expect(unread(state)).toBe(2);
    expect(unread(next(state, { type: "opened" }))).toBe(0);
    expect(unread(next(next(state, { type: "opened" }), { type: "closed" }))).toBe(0);
  });
});

describe("waiting", () => {
  test("from the sending to the answer", () => {
    expect(isWaiting(BEGINNING)).toBe(false);
    expect(isWaiting(after(queued("a")))).toBe(true);
    expect(isWaiting(after({ type: "entry", entry: own(1, "a") }))).toBe(true);
    expect(isWaiting(after({ type: "entry", entry: own(1, "a") }, shown(2)))).toBe(false);
  });

  test("a message that was not sent is waited for by nobody", () => {
    expect(isWaiting(after(queued("a", true)))).toBe(false);
  });

  test("an answer ends the typing, the resident's own entry does not", () => {
    const typing = after({ type: "typing", on: true }, { type: "entry", entry: own(1, "a") });
    expect(typing.typing).toBe(true);
    expect(next(typing, shown(2)).typing).toBe(false);
  });
});

describe("hand-off", () => {
  const handoff = (state: string) =>
    ({ answer: { ...ANSWER, kind: "handoff", case: { id: "3K-44", state } } }) as const;

  test("is with staff from the case on until it is closed", () => {
    expect(isWithStaff(after(shown(1)))).toBe(false);
    expect(isWithStaff(after(shown(1, handoff("open")), shown(2)))).toBe(true);
    expect(isWithStaff(after(shown(1, handoff("open")), shown(2, handoff("closed"))))).toBe(false);
  });

  test("connects until staff have it", () => {
    const state = after(shown(1, handoff("open")));
    expect(handoffOf(state, entry(1, handoff("open")))).toBe("connecting");
    expect(handoffOf(state, entry(1, handoff("claimed")))).toBe("with-staff");
    expect(handoffOf(state, entry(1, handoff("closed")))).toBe("closed");
    const answered = next(state, shown(2, { author: "staff" }));
    expect(handoffOf(answered, entry(1, handoff("open")))).toBe("with-staff");
  });
});

describe("the status line", () => {
  const broken: Happening = { type: "connection", connection: "broken" };

  test("says the gravest first", () => {
    expect(noticeOf(BEGINNING)).toBeNull();
    expect(noticeOf(after({ type: "typing", on: true }))).toBe("typing");
    expect(noticeOf(after(broken))).toBe("broken");
    expect(noticeOf(after({ type: "silent" }))).toBe("broken");
    expect(noticeOf(after({ type: "silent" }, { type: "ready" }))).toBeNull();
    expect(noticeOf(after(broken, queued("a"), { type: "busy", id: "a" }))).toBe("busy");
    expect(noticeOf(after(broken, queued("a", true)))).toBe("not-sent");
    expect(noticeOf(after({ type: "connection", connection: "forbidden" }))).toBe("forbidden");
    expect(noticeOf(after({ type: "online", online: false }))).toBe("offline");
    expect(noticeOf(after(queued("a"), { type: "online", online: false }))).toBe("offline-pending");
  });

  test("nobody is typing on a connection that is gone", () => {
    expect(noticeOf(after({ type: "ready" }, { type: "typing", on: true }, broken))).toBe("broken");
    const back = after({ type: "ready" }, { type: "typing", on: true }, broken, { type: "ready" });
    expect(noticeOf(back)).toBeNull();
  });
});

describe("a new conversation", () => {
  const used = after(
    { type: "language", language: "es" },
    { type: "opened" },
    { type: "begun", where: "elsewhere" },
    shown(1),
    { type: "ready" },
    queued("a"),
  );

  test("after starting over holds nothing of the old one", () => {
    const state = next(used, { type: "cleared" });
    expect(state).toEqual({ ...BEGINNING, language: "es", open: true });
  });

  test("after the old one was lost keeps what is not sent, and says so", () => {
    const state = next(used, { type: "forgotten" });
    expect(state.entries).toEqual([]);
    expect(state.outgoing).toHaveLength(1);
    expect(state.forgotten).toBe(true);
  });

  test("made here has no history to wait for", () => {
    expect(after({ type: "begun", where: "here" }).ready).toBe(true);
    expect(after({ type: "begun", where: "elsewhere" }).ready).toBe(false);
  });
});
