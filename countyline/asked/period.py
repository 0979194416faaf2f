"""Days of a county, and the stretch of time that they are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from countyline.asked.reading import Span

MOST_DAYS = 366
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Period:
    """Days of the county, the last one included, as residents are told them.

    `offset` is what to add to the real time for the time that they are told, in whole seconds.
    """

    first: date
    last: date
    zone: tzinfo
    offset: timedelta = timedelta(0)

    @property
    def span(self) -> Span:
        """The stretch of time from its first moment to the first one after it."""
        since = datetime.combine(self.first, time(), self.zone)
        until = datetime.combine(self.last + DAY, time(), self.zone)
        return Span(since, until, self.offset)

    @property
    def is_day(self) -> bool:
        """Whether it is one day."""
        return self.first == self.last

    @property
    def is_sound(self) -> bool:
        """Whether it does not end before it begins, and is not too long to be counted at once."""
        return timedelta(0) <= self.last - self.first < MOST_DAYS * DAY


def whole_seconds(offset: timedelta) -> timedelta:
    """Round what two looks at a clock gave."""
    return timedelta(seconds=round(offset.total_seconds()))
