"""Where a message may fall apart into two questions, or into the sentences of a story."""

import re
from collections.abc import Collection
from dataclasses import dataclass

from countyline.understanding.lexicon import lexicons
from countyline.understanding.text import Word, words

Span = tuple[int, int]

_SENTENCE_END = re.compile(r"[.!?…]+(?=\s|$)|\n+|;|(?<=\S)\s*(?=¿)")
_LEAST_WORDS = 2
_MOST_SENTENCES = 8
_MOST_CUTS = 4


@dataclass(frozen=True)
class Piece:
    """A stretch of a message, with its offsets."""

    text: str
    start: int
    end: int


def piece(message: str, start: int, end: int) -> Piece:
    """The stretch from `start` to `end` without the blanks around it."""
    while start < end and message[start].isspace():
        start += 1
    while end > start and message[end - 1].isspace():
        end -= 1
    return Piece(message[start:end], start, end)


def sentences(message: str) -> list[Piece]:
    """The sentences of `message` that hold at least two words."""
    found: list[Piece] = []
    start = 0
    for match in _SENTENCE_END.finditer(message):
        found.append(piece(message, start, match.end()))
        start = match.end()
    found.append(piece(message, start, len(message)))
    return [part for part in found if len(words(part.text)) >= _LEAST_WORDS][:_MOST_SENTENCES]


def halves(message: str, names: Collection[Span]) -> list[tuple[Piece, Piece]]:
    """The ways to cut `message` into two questions, most likely first.

    Cuts lie between two sentences and at conjunctions; none lies inside a name, or between two
    names that nothing but the conjunction parts ("recorder and collection").
    """
    spoken = words(message)
    cuts: list[tuple[int, int]] = []
    for match in _SENTENCE_END.finditer(message):
        if match.end() < len(message):
            cuts.append((match.end(), match.end()))
    cuts += _conjunctions(spoken, names)
    pairs = [
        (piece(message, 0, left), piece(message, right, len(message)))
        for left, right in cuts[:_MOST_CUTS]
    ]
    return [
        pair for pair in pairs if all(len(words(part.text)) >= _LEAST_WORDS + 1 for part in pair)
    ]


def _conjunctions(spoken: list[Word], names: Collection[Span]) -> list[tuple[int, int]]:
    texts = tuple(word.text for word in spoken)
    found: dict[int, int] = {}
    for phrase in (phrase for lists in lexicons() for phrase in lists.joins):
        for place in range(1, len(texts) - len(phrase)):
            if texts[place : place + len(phrase)] != phrase:
                continue
            left, right = spoken[place].start, spoken[place + len(phrase)].start
            if not _inside_name(left, names) and not _lists_names(spoken, place, phrase, names):
                found[left] = max(right, found.get(left, 0))
    return sorted(found.items())


def _inside_name(offset: int, names: Collection[Span]) -> bool:
    return any(start < offset < end for start, end in names)


def _lists_names(
    spoken: list[Word], place: int, phrase: tuple[str, ...], names: Collection[Span]
) -> bool:
    """Whether a name ends right before the conjunction and the message ends with a name after."""
    before = spoken[place - 1]
    named_before = any(start <= before.start and before.end <= end for start, end in names)
    after = spoken[place + len(phrase) :]
    articles = {"the", "el", "la", "los", "las", "del", "al"}
    if after and after[0].text in articles:
        after = after[1:]
    named_after = bool(after) and any(
        start <= after[0].start and after[0].end <= end for start, end in names
    )
    return named_before and named_after
