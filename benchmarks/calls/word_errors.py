"""How much of what was said a transcript has wrong."""

from __future__ import annotations

import re
from collections.abc import Sequence

_NO_WORD = re.compile(r"[^\w' ]|_")


def word_error_rate(said: str, transcript: str) -> float:
    """Give the least edits of words that turn one into the other, for each word that was said.

    Capitals and marks do not count. More than 1 when words were made up; nothing said: 0.
    """
    words, heard = _words(said), _words(transcript)
    return _edits(words, heard) / len(words) if words else 0.0


def plain(text: str) -> str:
    """Give a text without capitals and marks, as it is compared."""
    return " ".join(_words(text))


def _words(text: str) -> list[str]:
    return _NO_WORD.sub(" ", text.casefold().replace("’", "'")).split()


def _edits(said: Sequence[str], heard: Sequence[str]) -> int:
    row = list(range(len(heard) + 1))
    for number, word in enumerate(said, start=1):
        above, row = row, [number]
        for place, other in enumerate(heard):
            row.append(min(above[place + 1] + 1, row[place] + 1, above[place] + (word != other)))
    return row[-1]
