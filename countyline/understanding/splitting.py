"""Where a message may fall apart into two questions, or into the sentences of a story."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from countyline.understanding.lexicon import Phrase, lexicons
from countyline.understanding.patterns import is_set_aside
from countyline.understanding.text import Word, words

Span = tuple[int, int]

_SENTENCE_END = re.compile(r"[.!?…]+(?=\s|$)|\n+|;|(?<=\S)\s*(?=¿)")
_LEAST_WORDS = 2
_MOST_SENTENCES = 10
_MOST_CUTS = 2
_SHORT = 40
"""Words up to which a message is also understood as a whole."""
_LONG_SENTENCE = 28
_LONG_QUESTION = 45
"""The same for one that ends in a question mark: it is one question."""
_CLAUSE = 8
"""Least words of a clause."""
_LONGEST_JOIN = 4


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


def is_short(part: Piece) -> bool:
    """Whether a message is short enough to be understood as one."""
    return len(words(part.text)) <= _SHORT


def sentences(message: str) -> list[Piece]:
    """The sentences of `message` that hold at least two words; long ones fall into clauses."""
    found: list[Piece] = []
    start = 0
    for match in _SENTENCE_END.finditer(message):
        found.append(piece(message, start, match.end()))
        start = match.end()
    found.append(piece(message, start, len(message)))
    whole = [part for part in found if len(words(part.text)) >= _LEAST_WORDS]
    return [clause for part in whole for clause in _clauses(message, part)][:_MOST_SENTENCES]


def _clauses(message: str, part: Piece) -> Iterator[Piece]:
    """Cut a long sentence, or one that sets something aside, at commas and conjunctions."""
    spoken = [replace(word, start=word.start + part.start, end=word.end + part.start)
              for word in words(part.text)]  # fmt: skip
    least = _CLAUSE
    phrases = [phrase for lists in lexicons() for phrase in lists.joins]
    longest = _LONG_QUESTION if "?" in part.text else _LONG_SENTENCE
    if len(spoken) <= longest:
        if not is_set_aside(part.text):
            yield part
            return
        least = _LEAST_WORDS + 1
        phrases += [phrase for lists in lexicons() for phrase in lists.contrasts]
    begin = 0
    for place in range(least, len(spoken) - least + 1):
        between = message[spoken[place - 1].end : spoken[place].start]
        if place - begin >= least and ("," in between or _begins(spoken, place, phrases)):
            yield piece(message, spoken[begin].start, spoken[place].start)
            begin = place
    start = spoken[begin].start if begin else part.start
    yield piece(message, start, part.end)


def _begins(spoken: Sequence[Word], place: int, phrases: Iterable[Phrase]) -> bool:
    """Whether one of some phrases begins at the word `place`."""
    following = tuple(word.text for word in spoken[place : place + _LONGEST_JOIN])
    return any(following[: len(phrase)] == phrase for phrase in phrases)


def halves(sentence: Piece, names: Collection[Span]) -> list[tuple[Piece, Piece]]:
    """The ways to cut a sentence into two questions at a conjunction, the first one first.

    None lies inside a name, or between two names that nothing but the conjunction parts
    ("recorder and collection"). A long sentence is not cut.

    Args:
        sentence: a stretch of the message.
        names: offsets into the message of published names.
    """
    spoken = words(sentence.text)
    if len(spoken) > _LONG_SENTENCE:
        return []
    inside = [(start - sentence.start, end - sentence.start) for start, end in names]
    pairs = [
        (piece(sentence.text, 0, left), piece(sentence.text, right, len(sentence.text)))
        for left, right in _conjunctions(sentence.text, spoken, inside)[:_MOST_CUTS]
    ]
    return [
        (_moved(left, sentence.start), _moved(right, sentence.start))
        for left, right in pairs
        if min(len(words(left.text)), len(words(right.text))) > _LEAST_WORDS
    ]


def _moved(part: Piece, by: int) -> Piece:
    return Piece(part.text, part.start + by, part.end + by)


def _conjunctions(
    message: str, spoken: list[Word], names: Collection[Span]
) -> list[tuple[int, int]]:
    texts = tuple(word.text for word in spoken)
    found: dict[int, int] = {}
    for phrase in (phrase for lists in lexicons() for phrase in lists.joins):
        for place in range(1, len(texts) - len(phrase)):
            if texts[place : place + len(phrase)] != phrase:
                continue
            left, right = spoken[place].start, spoken[place + len(phrase)].start
            if message[right - 1] == "-":
                continue  # "e-mail" holds no conjunction, though "e" is one in Spanish
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
