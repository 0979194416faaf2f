/** Make an id for a message. `randomUUID` is missing in older browsers and on plain http. */
export function newId(source: Crypto = crypto): string {
  if (typeof source.randomUUID === "function") return `m-${source.randomUUID()}`;
  const bytes = source.getRandomValues(new Uint8Array(16));
  return `m-${Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}
