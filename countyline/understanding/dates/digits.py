"""Dates in digits: "4/5", "5-4-2024", "2024-04-05"."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal

from countyline.understanding.dates.meaning import LAST_DAY, LAST_MONTH, Symbol, date_symbol
from countyline.understanding.dates.rules import Match, is_whole_message, rule

Order = Literal["month/day", "day/month"]
YEAR = r"(?P<year>(?:19|20)\d\d)"
_ISO = r"(?P<year>(?:19|20)\d\d)(?P<by>[-/])(?P<month>\d{1,2})(?P=by)(?P<day>\d{1,2})(?![-/]\d)"

# Numbers with a slash or a hyphen are dates only where nothing else claims them: not in phone
# numbers, prices, addresses, ranges of things ("3-4 weeks"), fractions ("1/2 price").
DIGITS = (
    r"(?<![/$#.:-])(?P<first>\d{1,2})(?P<by>[/-])(?P<second>\d{1,2})"
    r"(?:(?P=by)(?P<year>\d{4}|\d{2}))?(?![/%-]|\.\d|:\d)"
)

_FRACTIONS = {(1, 2), (1, 3), (2, 3), (1, 4)}


def digits_reader(order: Order, weekdays: Mapping[str, int]) -> Callable[[Match], Symbol | None]:
    """Give a reader of dates in digits, in the order that a language is used to."""
    day_first = order == "day/month"

    def read(match: Match) -> Symbol | None:
        first, second = int(match["first"]), int(match["second"])
        if max(first, second) > LAST_DAY or min(first, second) < 1:
            return None
        if match["year"] is None and (first, second) in _FRACTIONS and not match["lead"]:
            return None
        if match["by"] == "-" and not (match["year"] or match["lead"] or is_whole_message(match)):
            return None  # "8-5" is what an office's door says
        july_24 = match["year"] or (day_first and (match["lead"] or is_whole_message(match)))
        if (first, second) == (24, 7) and not july_24:
            return None  # "open 24/7"
        swap = day_first if max(first, second) <= LAST_MONTH else first > LAST_MONTH
        day, month = (first, second) if swap else (second, first)
        symbol = date_symbol(month, day, match["year"])
        if symbol and match["weekday"]:
            symbol["weekday"] = weekdays[match["weekday"]]
        if symbol and first != second and max(first, second) <= LAST_MONTH:
            symbol["ambiguous"] = True
        return symbol

    return read


def _iso(match: Match) -> Symbol | None:
    return date_symbol(int(match["month"]), int(match["day"]), match["year"])


ISO_DATE = rule(_ISO, _iso)
