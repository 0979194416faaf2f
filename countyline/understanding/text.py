"""Words of a message: folded for comparing, with their places in the message as written."""

import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache

_APOSTROPHES = "'’ʼ`´"
_PLAIN_WORD = re.compile("[a-z0-9][a-z0-9'`]*")


@dataclass(frozen=True)
class Word:
    """One word of a message: `text` is folded, `start` and `end` are offsets as written."""

    text: str
    start: int
    end: int


@lru_cache(maxsize=4096)
def _fold_character(character: str) -> str:
    decomposed = unicodedata.normalize("NFKD", character)
    kept = "".join(part for part in decomposed if not unicodedata.combining(part))
    return kept.casefold()


def fold(text: str) -> str:
    """Drop case and accents: "¿Está ABIERTO?" becomes "¿esta abierto?". The length may change."""
    return "".join(map(_fold_character, text))


def words(text: str) -> list[Word]:
    """Split `text` into its words, folded; apostrophes join ("what's" becomes "whats")."""
    return list(_words(text))


@lru_cache(maxsize=256)
def _words(text: str) -> tuple[Word, ...]:
    """The same, remembered: the parts of one message are looked at from many sides."""
    return tuple(_plain_words(text) if text.isascii() else _any_words(text))


def _plain_words(text: str) -> Iterator[Word]:
    """The words of a text without accents, six times as fast."""
    for match in _PLAIN_WORD.finditer(text.lower()):
        yield Word(match[0].replace("'", "").replace("`", ""), *match.span())


def _any_words(text: str) -> list[Word]:
    found: list[Word] = []
    letters: list[str] = []
    start = 0
    for place, character in enumerate(text + " "):
        if character.isalnum() or unicodedata.combining(character):
            if not letters:
                start = place
            letters.append(_fold_character(character))
        elif not (letters and character in _APOSTROPHES):
            if letters:
                found.append(Word("".join(letters), start, place))
            letters = []
    return found


def folded_words(text: str) -> tuple[str, ...]:
    """The folded words of `text`, without their places."""
    return tuple(word.text for word in words(text))


def contains_phrase(spoken: tuple[str, ...], phrase: tuple[str, ...]) -> int | None:
    """Place of the first word of `phrase` among the words `spoken`, or None."""
    size = len(phrase)
    for place in range(len(spoken) - size + 1):
        if spoken[place : place + size] == phrase:
            return place
    return None


def without_spans(message: list[Word], spans: Collection[tuple[int, int]]) -> list[Word]:
    """The words that lie in none of `spans` (pairs of offsets into the message)."""
    return [
        word
        for word in message
        if not any(start < word.end and word.start < end for start, end in spans)
    ]


def with_word_for(text: str, spans: Collection[tuple[int, int]], word: str) -> str:
    """`text` with `word` in the place of each span; of spans that overlap, one is replaced."""
    end = len(text)
    for start, stop in sorted(spans, reverse=True):
        if stop <= end:
            text, end = text[:start] + word + text[stop:], start
    return text
