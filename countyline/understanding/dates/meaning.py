"""What words say: a day or days as a symbol, a time of day as a clock."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

Symbol = dict[str, Any]
TRAP: Symbol = {}
"""What a trap means: its words are taken, and say no date."""

NOON = 12
_FIRST_OFFICE_HOUR = 7
LAST_DAY = 31
LAST_MONTH = 12
HALF_OF_PART = {"morning": "am", "afternoon": "pm", "evening": "pm"}


@dataclass(frozen=True)
class Clock:
    """A time of day, as far as the words tell it."""

    hour: int | None = None
    minute: int = 0
    half: str | None = None  # "am" or "pm"
    part: str | None = None
    bound: str | None = None
    alone: bool = True  # False: means something only beside a day ("friday morning")


Meaning = Symbol | Clock
"""What words say: a day or days, or a time of day."""


def hour_of_day(hour: int, half: str | None) -> int:
    """Read an hour as residents mean it: without am or pm, 1 to 6 is in the afternoon.

    Offices work in the daytime, so "at 3" is 15:00 and "at 9" is 09:00.
    """
    if hour > NOON or hour == 0:
        return hour
    if half is None:
        return hour + NOON if hour < _FIRST_OFFICE_HOUR else hour
    return hour % NOON + (NOON if half == "pm" else 0)


def in_range(number: int | None, low: int, high: int) -> bool:
    """Tell whether a number was read, and lies within bounds that count."""
    return number is not None and low <= number <= high


def month_symbol(month: int | None, which: str, year: str | None = None) -> Symbol:
    """Write a month, or the end of one."""
    symbol: Symbol = {"kind": "month", "month": month, "which": which}
    if year:
        symbol["year"] = int(year)
    return symbol


def date_symbol(
    month: int, day: int | None, year: str | None = None, weekday: int | None = None
) -> Symbol | None:
    """Write a day of a month; null when no month has it."""
    if not in_range(month, 1, LAST_MONTH) or not in_range(day, 1, LAST_DAY):
        return None
    symbol: Symbol = {"kind": "date", "month": month, "day": day, "year": _year(year)}
    if weekday is not None:
        symbol["weekday"] = weekday
    return symbol


def _year(digits: str | None) -> int | None:
    if not digits:
        return None
    return int(digits) + (2000 if len(digits) < len("2024") else 0)
