"""What staff write, made fit to keep: lines stay, what cannot be seen goes."""

from __future__ import annotations

import re
import unicodedata

from countyline.desk.refused import UnfitText
from countyline.redaction import clean

LONGEST = 4000
_BREAK = re.compile(r"\r\n|[\r\n\v\f\x85\u2028\u2029]")
_BLANKS = re.compile(r"\n{3,}")
_UNSEEN = frozenset({"Cc", "Cf", "Cs"})
_PIECE = 900
"""A line is redacted in pieces of about this length: redaction would cut off what is longer."""


def written(text: str) -> str:
    """Give a text for a resident as it is kept. Raises UnfitText.

    Numbers stay as they are: staff may have to give a resident one.
    """
    lines = [_visible(line) for line in _BREAK.split(text)]
    kept = _BLANKS.sub("\n\n", "\n".join(lines)).strip()
    if not kept:
        raise UnfitText("empty")
    if len(kept) > LONGEST:
        raise UnfitText("too_long")
    return kept


def noted(text: str) -> str:
    """Give a note for colleagues as it is kept: without secret numbers. Raises UnfitText."""
    return "\n".join(
        " ".join(clean(piece).text for piece in _pieces(line))
        for line in written(text).split("\n")
    )


def _visible(line: str) -> str:
    spaced = " ".join(unicodedata.normalize("NFC", line).split())
    return "".join(one for one in spaced if unicodedata.category(one) not in _UNSEEN).strip()


def _pieces(line: str) -> list[str]:
    pieces = [""]
    for word in line.split(" "):
        if pieces[-1] and len(pieces[-1]) + len(word) > _PIECE:
            pieces.append(word)
        else:
            pieces[-1] = f"{pieces[-1]} {word}".strip()
    return pieces
