"""Short names that are words of their own: "sat", "sun", "mar". Their neighbors decide."""

from __future__ import annotations

import re
from collections.abc import Sequence

from countyline.understanding.dates.english.words import MONTHS, PARTS, WEEKDAYS
from countyline.understanding.dates.neighbors import DAY_DIGITS, around
from countyline.understanding.dates.rules import listed

_UNSURE_WEEKDAYS = {"mon": "monday", "wed": "wednesday", "sat": "saturday", "sun": "sunday"}
_UNSURE_MONTHS = {name[:3]: name for name in MONTHS if name != "may"} | {"sept": "september"}

_LEADS_WEEKDAY = frozenset(
    listed(
        "on this next last every each coming upcoming by until till til before after since open"
        " opened closed close from thru through hours available working about"
    )
)

_LEADS_MONTH = frozenset(listed("in by until till til through thru since during of"))


def unsure(words: Sequence[str], index: int) -> str | None:
    """Tell which name a word is where its neighbors say that it is one."""
    word = words[index]
    far_before, before, after, far_after = around(words, index)
    if word in _UNSURE_WEEKDAYS:
        days = {*WEEKDAYS, *_UNSURE_WEEKDAYS}
        months = {*MONTHS, *_UNSURE_MONTHS} - {"may"}
        dated = re.fullmatch(r"\d{1,2}(?:st|nd|rd|th)", after) or after in months
        beside = far_before in days or far_after in days
        if before in _LEADS_WEEKDAY or dated or beside or after in PARTS:
            return _UNSURE_WEEKDAYS[word]
        if list(words) == ["and", word] or (list(words) == [word] and word != "sun"):
            return _UNSURE_WEEKDAYS[word]
    if word in _UNSURE_MONTHS:
        numbered = DAY_DIGITS.fullmatch(after) or DAY_DIGITS.fullmatch(before)
        if numbered or before in _LEADS_MONTH:
            return _UNSURE_MONTHS[word]
    return None
