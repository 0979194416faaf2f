"""What may be parted in an answer that is told in several messages, and what must stay together.

Invisible characters in its paragraphs say so; whoever parts it leaves them out.
Only the standard library is used here: both environments import this module.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

WITH_NEXT = "\ufe0e"
"""Ends a sentence that may not be told without the next. It is invisible, and it stays when a text
is cleaned on its way back from the desk, as no space and no joiner would."""

OVER = WITH_NEXT * 2
"""Ends the words that hold for their whole paragraph, such as "not confirmed since": whoever parts
the paragraph says them again."""


_ABBREVIATIONS = frozenset(
    f"{word}."
    for word in (
        "a.m", "p.m", "m", "st", "ave", "blvd", "rd", "dr", "mr", "mrs", "ms", "jr", "sr", "sra",
        "no", "mo", "inc", "gov", "dept", "tel", "ext", "pág", "núm", "art", "ee.uu", "vs", "etc",
        "aprox", "av", "prof", "lic", "ing",
    )
)  # fmt: skip
_GAP = re.compile(r"(?<=[.!?)])[ \n]+(?=[\"'(¿¡]*[A-ZÁÉÍÓÚÑÜ])")


@dataclass(frozen=True)
class Unit:
    """What is not parted: a sentence, or several that belong together.

    Attributes:
        text: what is said.
        lead: what holds for it and others of its paragraph.
        paragraph: the number of its paragraph, from 0.
    """

    text: str
    lead: str
    paragraph: int


def units_of(paragraphs: Sequence[str]) -> Iterator[Unit]:
    """Part paragraphs into what must stay together."""
    for number, paragraph in enumerate(paragraphs):
        lead, over, said = paragraph.partition(OVER)
        if not over:
            lead, said = "", paragraph
        yield from (Unit(sentence, lead, number) for sentence in sentences(said))


def together(units: Sequence[Unit]) -> list[str]:
    """Put units together again: a line for each paragraph, led by what holds for it."""
    lines: list[str] = []
    for number in dict.fromkeys(unit.paragraph for unit in units):
        same = [unit for unit in units if unit.paragraph == number]
        lines.append(" ".join(word for word in (same[0].lead, *(u.text for u in same)) if word))
    return lines


def sentences(text: str) -> Iterator[str]:
    """Part a text between its sentences, where that is beyond doubt.

    What may be an abbreviation ends none: an address or an hour is not parted.
    """
    start = 0
    for gap in _GAP.finditer(text):
        last = text[start : gap.start()].rsplit(None, 1)[-1].lstrip("(").lower()
        if last in _ABBREVIATIONS or re.fullmatch(r"(?:\w\.)+", last):
            continue
        yield text[start : gap.start()]
        start = gap.end()
    if text[start:].strip():
        yield text[start:].strip()
