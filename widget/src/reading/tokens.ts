/** A piece of a text: plain, with an address that it leads to, or not to be broken. */
export interface Token {
  readonly text: string;
  readonly href: string | null;
  /** A time of day: "8:00 a. m." must not end a line in the middle. */
  readonly together?: true;
}

/*
 * Telephone numbers, https addresses, e-mail addresses, and bare host names as they stand in
 * published texts ("payments.jacksongov.org"). Nothing else becomes a link: the only schemes are
 * https, tel and mailto. No look-behind: older iPhones cannot read it.
 */
const PATTERN = new RegExp(
  [
    /(?<url>https:\/\/[^\s<>"'`\\]+)/,
    /(?<mail>[a-z0-9._+-]{1,64}@(?:[a-z0-9-]{1,63}\.){1,5}[a-z]{2,24})/,
    /(?<host>(?:[a-z0-9-]{1,63}\.){1,5}(?:gov|org|us|com|net)(?:\/[^\s<>"'`\\]*)?)/,
    /(?<phone>(?:\+?1[-. ])?(?:\(\d{3}\) ?|\d{3}[-. ])\d{3}[-. ]\d{4})/,
    /(?<time>\d{1,2}(?::\d\d)? [ap]\. ?m\.)/,
    /(?<verb>(?:call|dial|llame al?|marque(?: el)?) )(?<short>911|988|211|311)/,
  ]
    .map((part) => part.source)
    .join("|"),
  "gi",
);

const WORD = /[\p{L}\p{N}_@/.-]/u;

/** Cut a text into pieces; put together they are the text again. */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let plain = "";
  const add = (piece: string): void => void (plain += piece);
  const special = (token: Token): void => {
    if (plain) tokens.push({ text: plain, href: null });
    plain = "";
    tokens.push(token);
  };
  let at = 0;
  for (const match of text.matchAll(PATTERN)) {
    const start = match.index ?? 0;
    add(text.slice(at, start));
    const groups = match.groups ?? {};
    const verb = groups.verb ?? "";
    const piece = trimmed(match[0].slice(verb.length), groups);
    const end = start + verb.length + piece.length;
    add(verb);
    if (groups.time) {
      special({ text: piece, href: null, together: true });
    } else {
      const stands = standsAlone(text, start + verb.length, end, groups);
      const href = stands ? hrefOf(piece, groups) : null;
      if (href === null) add(piece);
      else special({ text: piece, href });
    }
    add(match[0].slice(verb.length + piece.length));
    at = start + match[0].length;
  }
  add(text.slice(at));
  if (plain) tokens.push({ text: plain, href: null });
  return tokens;
}

type Groups = Readonly<Record<string, string | undefined>>;

/** The end of a sentence is no part of an address. */
function trimmed(piece: string, groups: Groups): string {
  if (!groups.url && !groups.host) return piece;
  let cut = piece;
  for (;;) {
    const shorter = cut.replace(/[.,;:!?…»”’*]+$/, "").replace(/[)\]}]$/, (closing) => {
      const opening = { ")": "(", "]": "[", "}": "{" }[closing] as string;
      return count(cut, closing) > count(cut, opening) ? "" : closing;
    });
    if (shorter === cut) return cut;
    cut = shorter;
  }
}

const count = (text: string, sign: string): number => text.split(sign).length - 1;

/** A part of a longer word or number is none. */
function standsAlone(text: string, start: number, end: number, groups: Groups): boolean {
  const before = text.charAt(start - 1);
  const after = text.charAt(end);
  if (groups.phone) return !/[\d+-]/.test(before) && !/[\d-]/.test(after);
  if (groups.short) return !/[\p{L}\p{N}-]/u.test(after);
  if (groups.url) return !/[\p{L}\p{N}]/u.test(before);
  const goesOn = /[\p{L}\p{N}_@-]/u.test(after);
  return !(before && WORD.test(before)) && !goesOn;
}

function hrefOf(piece: string, groups: Groups): string | null {
  if (groups.phone) return `tel:+1${piece.replace(/^\+?1[-. ]/, "").replace(/\D/g, "")}`;
  if (groups.short) return `tel:${piece}`;
  if (groups.mail) return `mailto:${piece}`;
  return webAddress(groups.host ? `https://${piece}` : piece);
}

function webAddress(address: string): string | null {
  // What is not plain ASCII could look like another name; a user name could hide the real one.
  if (!/^https:\/\/[a-z0-9.-]+(?::\d+)?(?:[/?#]|$)/i.test(address)) return null;
  try {
    const url = new URL(address);
    return url.hostname.includes(".") && !/(^|\.)xn--/.test(url.hostname) ? url.href : null;
  } catch {
    return null;
  }
}
