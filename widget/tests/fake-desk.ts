import { vi } from "vitest";

import type { Entry } from "../src/conversation/protocol";
import { wire } from "./samples";

export interface Request {
  readonly method: string;
  readonly path: string;
  readonly headers: Headers;
  readonly body: { id?: string; text?: string; language?: string };
}

type Reply = Response | Error | "silence";

/** A desk behind `fetch`, whose streams the test writes. */
export class FakeDesk {
  readonly requests: Request[] = [];
  readonly entries: Entry[] = [];
  readonly streams = new Set<ReadableStreamDefaultController<Uint8Array>>();
  readonly taken = new Map<string, number>();
  /** What is answered instead, the next first. Each stands for one request to that kind of path. */
  readonly faults: { on: string; reply: () => Reply }[] = [];
  conversation = { conversation: "c1", token: "t1" };
  about: unknown = { county: null, mark: null, menu: { en: [], es: [] } };

  constructor() {
    vi.stubGlobal("fetch", (address: string, init: RequestInit = {}) => this.answer(address, init));
  }

  to(path: string): Request[] {
    return this.requests.filter((each) => each.path.includes(path));
  }

  fail(on: string, reply: () => Reply, times = 1): void {
    for (let time = 0; time < times; time += 1) this.faults.push({ on, reply });
  }

  /** Add an entry and tell it on every open stream. */
  add(entry: Entry): void {
    this.entries.push(entry);
    this.write(event(entry));
  }

  write(text: string): void {
    for (const stream of this.streams) stream.enqueue(new TextEncoder().encode(text));
  }

  cut(): void {
    for (const stream of this.streams) stream.error(new TypeError("network"));
    this.streams.clear();
  }

  private answer(address: string, init: RequestInit): Promise<Response> {
    const url = new URL(address);
    const request: Request = {
      method: init.method ?? "GET",
      path: url.pathname + url.search,
      headers: new Headers(init.headers),
      body: JSON.parse(typeof init.body === "string" ? init.body : "{}") as Request["body"],
    };
    this.requests.push(request);
    return new Promise((resolve, reject) => {
      const aborted = (): void => reject(new DOMException("aborted", "AbortError"));
      init.signal?.addEventListener("abort", aborted);
      const at = this.faults.findIndex(({ on }) => url.pathname.endsWith(on));
      const reply = at >= 0 ? this.faults.splice(at, 1)[0]?.reply() : this.reply(url, request, init);
      if (reply === "silence") return;
      if (reply instanceof Error) reject(reply);
      else if (reply) resolve(reply);
    });
  }

  private reply(url: URL, request: Request, init: RequestInit): Response {
    if (url.pathname.endsWith("/about")) return json(200, this.about);
    if (url.pathname.endsWith("/conversations")) return json(201, this.conversation);
    const { conversation, token } = this.conversation;
    const authorized = request.headers.get("Authorization") === `Bearer ${token}`;
    if (!authorized || !url.pathname.includes(`/${conversation}/`)) return problem(404);
    if (url.pathname.endsWith("/messages")) {
      const id = request.body.id ?? "";
      const known = this.taken.get(id);
      if (known !== undefined) return json(200, { id, seq: known });
      this.taken.set(id, this.taken.size + 1);
      return json(202, { id, seq: this.taken.size });
    }
    if (url.pathname.endsWith("/entries")) {
      const after = Number(url.searchParams.get("after"));
      const entries = this.entries.filter((each) => each.seq > after).map(wire);
      return json(200, { entries, seq: this.entries.length, typing: false });
    }
    return this.stream(Number(request.headers.get("Last-Event-ID") ?? 0), init);
  }

  private stream(after: number, init: RequestInit): Response {
    const body = new ReadableStream<Uint8Array>({
      start: (stream) => {
        this.streams.add(stream);
        init.signal?.addEventListener("abort", () => this.streams.delete(stream));
        const missed = this.entries.filter((each) => each.seq > after).map(event).join("");
        stream.enqueue(new TextEncoder().encode(`${missed}event: ready\ndata: {}\n\n`));
      },
    });
    return new Response(body, { headers: { "Content-Type": "text/event-stream" } });
  }
}

const event = (entry: Entry): string =>
  `id: ${entry.seq}\nevent: entry\ndata: ${JSON.stringify(wire(entry))}\n\n`;

export const json = (status: number, body: unknown, headers: Record<string, string> = {}): Response =>
  new Response(JSON.stringify(body), { status, headers });

export const problem = (status: number, headers: Record<string, string> = {}): Response =>
  json(status, { error: { code: "x", message: "x" } }, headers);

/** Let everything go on that waits for nothing but promises. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 10; turn += 1) await vi.advanceTimersByTimeAsync(0);
}
