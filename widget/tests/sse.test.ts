import { expect, test } from "vitest";

import { EventParser, type ServerEvent } from "../src/conversation/sse";
import { dice } from "./samples";

const read = (...pieces: string[]): ServerEvent[] => {
  const parser = new EventParser();
  return pieces.flatMap((piece) => parser.push(piece));
};

test("reads an event with its name, its data and its id", () => {
  expect(read('id: 7\nevent: entry\ndata: {"a": 1}\n\n')).toEqual([
    { event: "entry", data: '{"a": 1}', id: "7" },
  ]);
});

test("joins several lines of data", () => {
  expect(read("data: one\ndata:two\ndata\ndata:  three\n\n")[0]?.data).toBe("one\ntwo\n\n three");
});

test("passes comments, unknown fields and events without data over", () => {
  expect(read(": beat\n\n:\nfoo: bar\nevent: ready\n\ndata: x\n\n")).toEqual([
    { event: "message", data: "x", id: null },
  ]);
});

test("an id and a name are those of one event only", () => {
  expect(read("id: 1\nevent: entry\ndata: a\n\ndata: b\n\n")[1]).toEqual({
    event: "message",
    data: "b",
    id: null,
  });
});

test("an unfinished event is not told", () => {
  expect(read("event: entry\ndata: half\n")).toEqual([]);
});

test("a line ends with its CR, without waiting for what follows", () => {
  expect(read("data: a\r", "\r")).toHaveLength(1);
  expect(read("data: a\r", "\n\r", "\ndata: b\r\n\r\n").map((each) => each.data)).toEqual(["a", "b"]);
});

test("a byte order mark is no part of the first line", () => {
  expect(read("\uFEFFdata: a\n\n")[0]?.data).toBe("a");
});

test("keeps how long to wait before connecting again, if it is a number", () => {
  const parser = new EventParser();
  parser.push("retry: 2500\nretry: soon\n\n");
  expect(parser.retry).toBe(2500);
});

const STREAM = [
  "\uFEFF: hello",
  "retry: 1000",
  "",
  "id: 1",
  "event: entry",
  'data: {"text": "¿Está abierto? 🏛",',
  'data: "seq": 1}',
  "",
  ":",
  "",
  "event: ready",
  'data: {"seq": 1}',
  "",
  "event:typing",
  "data:{}",
  "",
  "",
];

test.each(["\n", "\r\n", "\r"])("however a stream is cut, it says the same (line end %j)", (end) => {
  const text = STREAM.join(end);
  const whole = read(text);
  expect(whole.map((each) => each.event)).toEqual(["entry", "ready", "typing"]);
  const roll = dice(4);
  for (let round = 0; round < 500; round += 1) {
    const pieces: string[] = [];
    for (let at = 0; at < text.length; ) {
      const size = Math.floor(roll() * (round % 2 ? 4 : 40));
      pieces.push(text.slice(at, at + size));
      at += size;
    }
    expect(read(...pieces)).toEqual(whole);
  }
});
