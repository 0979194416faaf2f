"""Makes a whole transcript safe to store: `redaction.clean` takes messages of 1,000 characters.

A long text is cleaned piece by piece. It is cut only where no number is near, so that no secret
number is cut in two and missed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from countyline.redaction import LIMIT, clean

_PIECE = LIMIT - 100
_NEAR = 80
"""So many characters around a cut hold no number."""
_NUMBERS = re.compile(
    r"[\d٠-٩]|\b(?:zero|oh|one|two|three|four|five|six|seven|eight|nine|cero|uno|dos|tres|cuatro|"
    r"cinco|seis|siete|ocho|nueve)\b",
    re.IGNORECASE,
)


def cleaned(text: str) -> str:
    """Give a text of any length without secret numbers, in one line of visible characters."""
    return " ".join(piece for piece in map(_clean, _pieces(text)) if piece)


def _clean(piece: str) -> str:
    return clean(piece).text


def _pieces(text: str) -> Iterator[str]:
    """Cut a text into pieces that `clean` keeps whole."""
    rest = " ".join(text.split())
    while len(rest) > _PIECE:
        cut = _cut(rest)
        yield rest[:cut]
        rest = rest[cut:].lstrip()
    yield rest


def _cut(text: str) -> int:
    """Give where to cut: at the last sentence end or blank far from every number."""
    for ends in (r"[.!?]\s", r"\s"):
        for match in reversed(list(re.finditer(ends, text[:_PIECE]))):
            around = text[max(0, match.start() - _NEAR) : match.end() + _NEAR]
            if match.end() > _NEAR and not _NUMBERS.search(around):
                return match.end()
    # Numbers all along: the piece ends with its last word, and what is cut in two there is short.
    blank = text.rfind(" ", _NEAR, _PIECE)
    return blank if blank > 0 else _PIECE
