import type { Source } from "../conversation/protocol";

/** A part of the source line, and where it was published. */
export interface SourcePart {
  readonly text: string;
  readonly url: string | null;
}

/**
 * Cut "As of … · County news release, April 2 · …" into its parts and give each source its
 * address. A source that the line does not name is added, unless its address is there already.
 */
export function sourceParts(line: string | null, sources: readonly Source[]): SourcePart[] {
  const left = [...sources];
  const parts = (line ?? "")
    .split(" · ")
    .filter((text) => text.trim())
    .map((text): SourcePart => {
      const at = left.findIndex((source) => text.startsWith(source.title));
      const [found] = at < 0 ? [] : left.splice(at, 1);
      return { text, url: found?.url ?? null };
    });
  for (const { title, url } of left) {
    if (url && !parts.some((part) => part.url === url)) parts.push({ text: title, url });
  }
  return parts;
}
