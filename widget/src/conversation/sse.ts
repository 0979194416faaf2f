/** One server-sent event. */
export interface ServerEvent {
  readonly event: string;
  readonly data: string;
  readonly id: string | null;
}

/**
 * Reads a stream of server-sent events, however it is cut into pieces, as the HTML standard
 * describes. `retry` is what the server last asked for, in milliseconds.
 */
export class EventParser {
  retry: number | null = null;
  private rest = "";
  private skipLineFeed = false;
  private atStart = true;
  private event = "";
  private id: string | null = null;
  private data: string[] = [];

  /** Take the next piece; give the events that are complete with it. */
  push(piece: string): ServerEvent[] {
    let text = piece;
    if (this.atStart && text) {
      if (text.startsWith("\uFEFF")) text = text.slice(1);
      this.atStart = false;
    }
    if (this.skipLineFeed && text) {
      if (text.startsWith("\n")) text = text.slice(1);
      this.skipLineFeed = false;
    }
    // A line ends as soon as its CR is there: a heartbeat must not wait for the next piece.
    if (text.endsWith("\r")) this.skipLineFeed = true;
    const lines = (this.rest + text).split(/\r\n|\r|\n/);
    this.rest = lines.pop() ?? "";
    const events: ServerEvent[] = [];
    for (const line of lines) {
      if (line) this.field(line);
      else this.dispatch(events);
    }
    return events;
  }

  private field(line: string): void {
    const colon = line.indexOf(":");
    // A line that begins with a colon is a comment.
    if (colon === 0) return;
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (name === "event") this.event = value;
    else if (name === "data") this.data.push(value);
    else if (name === "id" && !value.includes("\0")) this.id = value;
    else if (name === "retry" && /^\d+$/.test(value)) this.retry = Number(value);
  }

  private dispatch(events: ServerEvent[]): void {
    if (this.data.length) {
      events.push({ event: this.event || "message", data: this.data.join("\n"), id: this.id });
    }
    this.event = "";
    this.id = null;
    this.data = [];
  }
}
