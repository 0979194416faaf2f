"""A text as it is compared: lower case, without accents and marks."""

from __future__ import annotations

import re
import unicodedata

_APOSTROPHES = re.compile("['’‘`´]")
_NOTHING_SAID = re.compile(r"[^\w\s]|_")
_END_OF_CLAUSE = re.compile(r"[.!?;:,\n¡¿…()]+|\s[-–—]+\s")


def folded(text: str) -> str:
    """Give the words with one space between them: `¡No más!` is `no mas`."""
    apart = unicodedata.normalize("NFKD", _APOSTROPHES.sub("", text)).casefold()
    letters = "".join(one for one in apart if not unicodedata.combining(one))
    return " ".join(_NOTHING_SAID.sub(" ", letters).split())


def clauses(text: str) -> list[str]:
    """Give what stands between the marks, each folded; what says nothing is left out."""
    return [one for part in _END_OF_CLAUSE.split(text) if (one := folded(part))]
