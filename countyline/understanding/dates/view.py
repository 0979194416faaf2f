"""The view of a message: as the rules see it, with the offsets of the message.

It is in lower case, without accents, with misspelled and abbreviated names written out.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from countyline.understanding.dates.grammar import Grammar

_LONG_WORD = 7  # shorter ones have too many neighbors for a slip to be told
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class View:
    """The message as the rules see it, and where each character of it came from."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Tell where in the message a stretch of the view stands."""
        return self.starts[start], self.ends[end - 1]


def view_of(text: str, grammar: Grammar) -> View:
    """Write a message out as the rules of a grammar see it."""
    folded = _fold(text)
    words = list(_WORD.finditer(folded.text))
    spelled = [_spelled(w.group(), grammar) for w in words]
    spelled = [grammar.unsure(spelled, i) or word for i, word in enumerate(spelled)]
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    done = 0
    for word, spelling in zip(words, spelled, strict=True):
        pieces += [folded.text[done : word.start()], spelling]
        starts += folded.starts[done : word.start()]
        ends += folded.ends[done : word.start()]
        if spelling == word.group():
            starts += folded.starts[word.start() : word.end()]
            ends += folded.ends[word.start() : word.end()]
        else:
            start, end = folded.span(*word.span())
            starts += [start] * len(spelling)
            ends += [end] * len(spelling)
        done = word.end()
    pieces.append(folded.text[done:])
    starts += folded.starts[done:]
    ends += folded.ends[done:]
    return View("".join(pieces), starts, ends)


@lru_cache(maxsize=64)
def _fold(text: str) -> View:
    """Lower case without marks: "Mié" and "mie", however the accent is encoded, look the same."""
    characters: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for index, character in enumerate(text):
        bare = _bare(character)
        if not bare and ends:
            ends_at = starts[-1]
            position = len(ends) - 1
            while position >= 0 and starts[position] == ends_at:
                ends[position] = index + 1
                position -= 1
        characters += bare
        starts += [index] * len(bare)
        ends += [index + 1] * len(bare)
    return View("".join(characters), starts, ends)


@lru_cache(maxsize=4096)
def _bare(character: str) -> str:
    """A character in lower case, without its marks; empty for a mark."""
    return "".join(
        c for c in unicodedata.normalize("NFD", character.lower()) if not _is_mark(c)
    )


def _is_mark(character: str) -> bool:
    return unicodedata.category(character) == "Mn"


def _spelled(word: str, grammar: Grammar) -> str:
    if word in grammar.aliases:
        return grammar.aliases[word]
    if word in grammar.abbreviations:
        return grammar.abbreviations[word]
    if len(word) < _LONG_WORD or word in grammar.fuzzy or word in grammar.lookalikes:
        return word
    return next((name for name in sorted(grammar.fuzzy) if _one_slip(word, name)), word)


@lru_cache(maxsize=4096)
def _one_slip(word: str, name: str) -> bool:
    """Whether one letter was left out, added, replaced, or two neighbors swapped."""
    if abs(len(word) - len(name)) > 1 or word[0] != name[0]:
        return False
    at = 0
    while word[at : at + 1] == name[at : at + 1] and at < len(word):
        at += 1
    rest, other = word[at:], name[at:]
    return (
        rest[1:] == other[1:]
        or rest[1:] == other
        or rest == other[1:]
        or (rest[:2] == other[1::-1] and rest[2:] == other[2:])
    )
