"""Which words of a text changed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Literal, TypeAlias

Piece: TypeAlias = tuple[Literal["same", "old", "new"], str]

_WORDS = re.compile(r"\S+|\s+")


def word_changes(before: str, after: str) -> tuple[list[Piece], list[Piece]]:
    """Give both texts in pieces: what is the same, what only the old and the new one has."""
    then, now = _WORDS.findall(before), _WORDS.findall(after)
    steps = SequenceMatcher(None, then, now, autojunk=False).get_opcodes()
    old = [_piece("old", tag, "".join(then[a:b])) for tag, a, b, _, _ in steps]
    new = [_piece("new", tag, "".join(now[c:d])) for tag, _, _, c, d in steps]
    return list(_told(old)), list(_told(new))


def _piece(side: Literal["old", "new"], tag: str, text: str) -> Piece:
    return ("same" if tag == "equal" or not text.strip() else side, text)


def _told(pieces: list[Piece]) -> Iterator[Piece]:
    yield from (piece for piece in pieces if piece[1])
