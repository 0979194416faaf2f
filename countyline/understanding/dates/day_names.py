"""Readers of days that differ by a language's names alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from countyline.understanding.dates.meaning import LAST_DAY, Symbol, date_symbol, in_range
from countyline.understanding.dates.numbers_said import read_number
from countyline.understanding.dates.rules import Match


@dataclass(frozen=True)
class DayNames:
    """What a language calls weekdays (0 = Monday), months (1 = January) and numbers."""

    weekdays: Mapping[str, int]
    months: Mapping[str, int]
    numbers: Mapping[str, int]

    def every(self, match: Match) -> Symbol:
        """Read "Saturdays in April"."""
        symbol: Symbol = {"kind": "every", "weekday": self.weekdays[match["weekday"]]}
        if match["month"]:
            symbol["month"] = self.months[match["month"]]
        return symbol

    def weekday_on(self, match: Match) -> Symbol | None:
        """Read "Friday the 5th"; None: no month has such a day."""
        day = self._day(match)
        weekday = self.weekdays[match["weekday"]]
        return None if day is None else {"kind": "weekday_on", "weekday": weekday, "day": day}

    def date(self, match: Match) -> Symbol | None:
        """Read "Friday, April 5, 2024"; None: there is no such day."""
        weekday = match["weekday"]
        return date_symbol(
            self.months[match["month"]],
            read_number(match["day"], self.numbers),
            match["year"],
            self.weekdays[weekday] if weekday else None,
        )

    def day_of_month(self, match: Match) -> Symbol | None:
        """Read "the 5th"; None: no month has such a day."""
        day = self._day(match)
        return None if day is None else {"kind": "day_of_month", "day": day}

    def _day(self, match: Match) -> int | None:
        day = read_number(match["day"], self.numbers)
        return day if in_range(day, 1, LAST_DAY) else None
