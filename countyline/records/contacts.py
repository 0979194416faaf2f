"""Contact details of people, replaced by pseudonyms: the same person reads the same everywhere.

Public-records law exempts how residents can be reached. A telephone number, an e-mail address and
a street address therefore become a marker such as `[phone 3f9a2c71]`. Markers come from a key that
is made for one export and never kept: within it, the same number has the same marker, and nobody
can find the number by trying all of them. What the county itself publishes stays: it is no
person's. Pure but for the key.

Names are not found by any rule that could be trusted; `docs/records.md` says so.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from countyline.callback import contacts_in
from countyline.intake.redacting import cleaned
from countyline.redaction import MARKER

_STREET = (
    r"(?:st|street|ave|avenue|rd|road|blvd|boulevard|dr|drive|ln|lane|ct|court|ter|terrace|pl|place"
    r"|way|cir|circle|hwy|highway|pkwy|parkway|trfy|trafficway|trl|trail|sq|square|calle|avenida)"
)
_WORD = r"[^\W\d_][\w.'’-]*"
_MAIL = re.compile(r"[^\s@<>(),;:\"'\[\]]{1,64}@[^\s@<>(),;:\"'\[\]]+\.[^\s@<>(),;:\"'.\[\]]{2,}")
_MAIL_SAID = re.compile(
    r"\b[\w.+-]{1,64}\s+(?:at|arroba)\s+[\w-]{1,63}(?:\s+(?:dot|punto)\s+[\w-]{2,63}){1,3}\b",
    re.IGNORECASE,
)
_PHONES = (
    re.compile(r"(?<![\w.])\+\d(?:[\s().-]{0,3}\d){7,14}(?!\d)"),
    re.compile(
        r"(?<![\w.$#])(?:\+?1[\s.-]{0,3})?\(?[2-9]\d{2}\)?[\s./-]{0,3}[2-9]\d{2}[\s.-]{0,3}\d{4}(?!\d)"
    ),
    re.compile(r"(?<![\w.$#-])[2-9]\d{2}[-.]\d{4}(?![\w-])"),
)
_ADDRESSES = (
    re.compile(
        rf"(?<![\w.$#-])(?P<street>\d{{1,6}}\s+(?:(?:[nsew]{{1,2}}\.?|north|south|east|west)\s+)?"
        rf"(?:(?:{_WORD}|\d{{1,3}}(?:st|nd|rd|th))\s+){{1,4}}?{_STREET}\b)\.?"
        r"(?:,?\s*(?:apt|apartment|unit|suite|ste|apto|departamento|#)\.?\s*#?[\w-]{1,8})?",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\b(?P<street>(?:calle|avenida)\s+(?:{_WORD}\s+){{1,4}}?(?:número\s+|#\s*)?\d{{1,6}})\b",
        re.IGNORECASE,
    ),
    re.compile(
        r"\b(?P<street>(?:p\.?\s?o\.?\s?box|apartado(?: postal)?)\s+\d{1,6})\b",
        re.IGNORECASE,
    ),
)
_SHORT = {
    "street": "st", "avenue": "ave", "road": "rd", "boulevard": "blvd", "drive": "dr",
    "lane": "ln", "court": "ct", "terrace": "ter", "place": "pl", "circle": "cir",
    "highway": "hwy", "parkway": "pkwy", "trafficway": "trfy", "trail": "trl", "square": "sq",
    "north": "n", "south": "s", "east": "e", "west": "w",
}  # fmt: skip
"""The same street is written in two ways."""
_DIGEST = re.compile(r"(?=[^a-f]*[a-f])[0-9a-f]{16,}")
_DASHES = "‐‑‒–—−﹣－"
_NEEDS_A_LOOK = re.compile(r"[\d@]|[^\x00-\x7f]|\b(?:arroba|at)\b", re.IGNORECASE)
_NUMBER_WORDS = re.compile(
    r"\b(?:zero|oh|one|two|three|four|five|six|seven|eight|nine|cero|uno|dos|tres|cuatro|cinco|"
    r"seis|siete|ocho|nueve)\b",
    re.IGNORECASE,
)
_MOST_KEPT = 4096


class _Found(NamedTuple):
    start: int
    end: int
    kind: str
    value: str


class Told(NamedTuple):
    """A text as it may be given out, and how many of each kind were replaced in it."""

    text: str
    replaced: tuple[tuple[str, int], ...] = ()


def details_in(text: str) -> set[tuple[str, str]]:
    """Give the contact details of a text, each as its kind and its plain value."""
    return {(one.kind, one.value) for one in _details(text)}


def published_details(documents: Iterable[Any]) -> frozenset[tuple[str, str]]:
    """Give the contact details in the county's documents, plain JSON: they are everybody's."""
    return frozenset(
        detail for document in documents for text in _texts(document) for detail in details_in(text)
    )


class Veil:
    """Replaces what may not be given out, and counts it.

    Args:
        key: what pseudonyms are made with; at least 16 random bytes.
        published: what stays, as `published_details` gives it.
        hides_contacts: whether contact details become pseudonyms. Secret numbers always go.
    """

    def __init__(
        self,
        key: bytes,
        published: frozenset[tuple[str, str]] = frozenset(),
        *,
        hides_contacts: bool = True,
    ) -> None:
        self._key = key
        self._published = published
        self._hides_contacts = hides_contacts
        self._kept: Callable[[str], Told] = lru_cache(_MOST_KEPT)(self._made)
        self.counts: Counter[str] = Counter()

    def text(self, text: str) -> str:
        """Give a text as it may be given out."""
        told = self._kept(text)
        self.counts.update(dict(told.replaced))
        return told.text

    def contact(self, text: str) -> str:
        """Give a field that holds nothing but how to reach somebody."""
        if not self._hides_contacts:
            return self.text(text)
        told = self._kept(text)
        left = re.sub(r"\[(?:phone|email|address) [0-9a-f]{8}\]", "", told.text)
        if not any(char.isalnum() for char in left):
            self.counts.update(dict(told.replaced))
            return told.text
        self.counts["contact"] += 1
        return self._pseudonym("contact", " ".join(text.casefold().split()))

    def anything(self, value: Any) -> Any:
        """Do so with every text within a plain value; names of fields stay."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, Mapping):
            return {name: self.anything(one) for name, one in value.items()}
        if isinstance(value, (list, tuple)):
            return [self.anything(one) for one in value]
        return value

    def _made(self, text: str) -> Told:
        counts: Counter[str] = Counter()
        lines = [self._line(line, counts) for line in text.split("\n")]
        return Told("\n".join(lines), tuple(counts.items()))

    def _line(self, line: str, counts: Counter[str]) -> str:
        is_plain = not _NEEDS_A_LOOK.search(line) and not _NUMBER_WORDS.search(line)
        if is_plain or _DIGEST.fullmatch(line):
            return line
        line = _without_secrets(line, counts)
        if not self._hides_contacts:
            return line
        parts, done = [], 0
        for found in _details(line):
            if found.start < done:
                continue
            if (found.kind, found.value) in self._published:
                parts.append(line[done : found.end])
            else:
                parts += [line[done : found.start], self._pseudonym(found.kind, found.value)]
                counts[found.kind] += 1
            done = found.end
        return "".join([*parts, line[done:]])

    def _pseudonym(self, kind: str, value: str) -> str:
        digest = hmac.new(self._key, f"{kind}:{value}".encode(), hashlib.sha256).hexdigest()
        return f"[{kind} {_in_letters(digest[:8])}]"


def _in_letters(digest: str) -> str:
    # Eight digits alone could be taken for a number, by people and by this module.
    return digest if not digest.isdecimal() else f"a{digest[1:]}"


def _without_secrets(line: str, counts: Counter[str]) -> str:
    """Remove secret numbers that got past whoever kept the text; else leave it to the letter."""
    without = cleaned(line)
    more = without.count(MARKER) - line.count(MARKER)
    if more <= 0:
        return line
    counts["secret"] += more
    return without


def _details(text: str) -> list[_Found]:
    """Give the contact details, in order; of those that begin together, the longest first."""
    shadow = "".join(map(_read, text))
    found = [
        _Found(one.start(), one.end(), "email", _plain_mail(one.group()))
        for pattern in (_MAIL, _MAIL_SAID)
        for one in pattern.finditer(shadow)
    ]
    for pattern in _PHONES:
        for one in pattern.finditer(shadow):
            found.append(_Found(one.start(), one.end(), "phone", _plain_phone(one.group())))
    for start, end, contact in contacts_in(shadow):
        if "@" not in contact:
            found.append(_Found(start, end, "phone", _plain_phone(contact)))
    for pattern in _ADDRESSES:
        for one in pattern.finditer(shadow):
            street = _plain_street(one["street"])
            found.append(_Found(one.start(), one.end(), "address", street))
    return sorted(found, key=lambda one: (one.start, -one.end))


@lru_cache(4096)
def _read(char: str) -> str:
    """Give the plain character for one that only looks different; one for one."""
    if char.isascii():
        return char
    if char in _DASHES:
        return "-"
    if char.isspace():
        return " "
    folded = unicodedata.normalize("NFKC", char)
    if len(folded) == 1 and (folded.isascii() or not folded.isdecimal()):
        return folded
    return str(unicodedata.decimal(char)) if char.isdecimal() else char


def _plain_phone(written: str) -> str:
    digits = "".join(char for char in written if char.isdigit())
    return digits[1:] if len(digits) == 11 and digits.startswith("1") else digits


def _plain_mail(written: str) -> str:
    said = re.sub(r"\s+(?:at|arroba)\s+", "@", written.casefold())
    return re.sub(r"\s+(?:dot|punto)\s+", ".", said)


def _plain_street(written: str) -> str:
    words = re.findall(r"\w+", written.casefold())
    return " ".join(_SHORT.get(word, word) for word in words)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from _texts(one)
    elif isinstance(value, (list, tuple)):
        for one in value:
            yield from _texts(one)
