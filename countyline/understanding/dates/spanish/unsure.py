"""Short names that are words of their own: "mar", "ago", "sep". Their neighbors decide."""

from __future__ import annotations

import re
from collections.abc import Sequence

from countyline.understanding.dates.neighbors import DAY_DIGITS, around
from countyline.understanding.dates.spanish.words import MONTHS, WEEKDAYS

_UNSURE_MONTHS = {
    "ene": "enero",
    "feb": "febrero",
    "mar": "marzo",
    "abr": "abril",
    "may": "mayo",
    "jun": "junio",
    "jul": "julio",
    "ago": "agosto",
    "sep": "septiembre",
    "sept": "septiembre",
    "oct": "octubre",
    "nov": "noviembre",
    "dic": "diciembre",
}

_MONTH_NAMES = {*MONTHS, *_UNSURE_MONTHS}


def unsure(words: Sequence[str], index: int) -> str | None:
    """Tell which name a word is where its neighbors say that it is one."""
    word = words[index]
    far_before, before, after, far_after = around(words, index)
    if word == "mar":  # the sea, martes or marzo
        later = [w for w in words[index + 2 : index + 4] if w != "de"][:1]
        dated = DAY_DIGITS.fullmatch(after) and not _MONTH_NAMES.isdisjoint(later)
        if dated or far_before in WEEKDAYS or far_after in WEEKDAYS:
            return "martes"
    if word in _UNSURE_MONTHS:
        number = words[index - 2] if before == "de" and index > 1 else before
        if re.fullmatch(r"\d{1,2}", number) or (word != "mar" and DAY_DIGITS.fullmatch(after)):
            return _UNSURE_MONTHS[word]
    return None
