"""When a caller wants to be called back: what can be read of it, and whether staff are there.

The caller's own words are what counts; this only tells whether they surely lie outside staff
hours, so that nobody waits in vain. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import time

from countyline.calling.words import CallingWords
from countyline.status.model import WEEKDAYS, WeeklyHours
from countyline.texting.folding import folded

_NUMBERS = {
    word: value
    for words in (
        "one two three four five six seven eight nine ten eleven twelve",
        "una dos tres cuatro cinco seis siete ocho nueve diez once doce",
    )
    for value, word in enumerate(words.split(), 1)
}
_HOUR = re.compile(
    rf"\b(\d{{1,2}}|{'|'.join(_NUMBERS)})(?: (?:\d\d|thirty|fifteen|y media|y cuarto))?"
    r" ?(a ?m|p ?m|de la manana|de la tarde|de la noche|in the morning|in the afternoon|"
    r"in the evening|at night)\b"
)


def part_of_day(words: str, known: CallingWords) -> str | None:
    """Give `morning`, `afternoon` or `late`, if that is all that was said, or part of it."""
    said = f" {folded(words)} "
    named = {
        name: max((len(one) for one in ways if f" {folded(one)} " in said), default=0)
        for name, ways in known.times.items()
    }
    best = max(named, key=lambda name: named[name])
    return best if named[best] else None


def is_outside(words: str, weekly: Sequence[WeeklyHours], known: CallingWords) -> bool:
    """Tell whether a time surely lies outside staff hours."""
    said = folded(words).split()
    days = [
        day
        for day, name in zip(WEEKDAYS, known.weekdays, strict=True)
        if {folded(name), folded(name) + "s"} & set(said)
    ]
    open_days = {day for hours in weekly for day in hours.days}
    if days and not set(days) & open_days:
        return True
    at = _clock(words)
    if at is not None:
        return not any(
            hours.opens <= at < hours.closes
            for hours in weekly
            if not days or set(days) & set(hours.days)
        )
    if part_of_day(words, known) == "late":
        return not any(hours.closes > time(18) for hours in weekly)
    return False


def _clock(words: str) -> time | None:
    found = _HOUR.search(folded(words.replace(".", "").replace(":", " ")))
    if found is None:
        return None
    hour = int(found[1]) if found[1].isdigit() else _NUMBERS[found[1]]
    if not 1 <= hour <= 12:
        return None
    is_morning = found[2].replace(" ", "") == "am" or "manana" in found[2] or "morning" in found[2]
    return time(hour % 12 + (0 if is_morning else 12))
