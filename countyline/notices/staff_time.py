"""Time within staff hours: how much of it passed, and since when a given time has passed.

It agrees with `Calendar.staffed` at every moment, also on days that daylight saving makes longer
or shorter, or that a time zone leaves out. Overlapping hours count once. Nothing here looks at a
clock.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from countyline.status.model import WEEKDAYS, StatusDocument, WeeklyHours

SEARCH_DAYS = 400
"""How many days back `since` looks."""

_DAY = timedelta(days=1)
_FARTHEST = timedelta(hours=26)
"""More than any place is ahead of or behind UTC, daylight saving included."""

Span = tuple[datetime, datetime]
"""A stretch of time in UTC; its end is no longer within."""


@dataclass(frozen=True)
class StaffTime:
    """The hours in which staff are at work.

    `weekly` is in the local time of `zone`; nobody is at work on `holidays`.
    """

    weekly: tuple[WeeklyHours, ...]
    holidays: frozenset[date]
    zone: ZoneInfo

    @classmethod
    def of(cls, document: StatusDocument) -> StaffTime:
        """Give the staff hours of a status document."""
        holidays = document.holidays.days if document.holidays else ()
        return cls(document.staff.weekly, frozenset(day.on for day in holidays), document.zone)

    def passed(self, since: datetime, until: datetime) -> timedelta:
        """Tell how much staff time lies between two aware moments."""
        since, until = since.astimezone(UTC), until.astimezone(UTC)
        total = timedelta()
        day = _local_day(since, self.zone) - _DAY
        while day <= _local_day(until, self.zone) + _DAY:
            for begins, ends in self.spans(day):
                total += max(min(ends, until) - max(begins, since), timedelta())
            day += _DAY
        return total

    def since(self, now: datetime, wanted: timedelta) -> datetime | None:
        """Find the latest moment since which `wanted` has passed by `now`.

        It divides all moments: at least `wanted` has passed since it and each earlier one, and
        less since each later one. None when it lies too far back.
        """
        now = now.astimezone(UTC)
        day, missing = _local_day(now, self.zone) + _DAY, wanted
        for _ in range(SEARCH_DAYS):
            for begins, ends in reversed(self.spans(day)):
                usable = max(min(ends, now) - begins, timedelta())
                if usable >= missing:
                    return min(ends, now) - missing
                missing -= usable
            day -= _DAY
        return None

    def spans(self, day: date) -> list[Span]:
        """Give the staff hours of a local day, in order, without overlaps."""
        if day in self.holidays:
            return []
        weekday = WEEKDAYS[day.weekday()]
        hours = sorted((h.opens, h.closes) for h in self.weekly if weekday in h.days)
        found = [
            (max(begins, _shown(day, opens, offset)), min(ends, _shown(day, closes, offset)))
            for begins, ends, offset in _offsets(day, self.zone)
            for opens, closes in hours
        ]
        return list(_merged(sorted(span for span in found if span[0] < span[1])))


def _local_day(moment: datetime, zone: ZoneInfo) -> date:
    return moment.astimezone(zone).date()


def _shown(day: date, clock: time, offset: timedelta) -> datetime:
    """Give when local clocks show this, while they are `offset` ahead of UTC."""
    return datetime.combine(day, clock, UTC) - offset


def _offsets(day: date, zone: ZoneInfo) -> Iterator[tuple[datetime, datetime, timedelta]]:
    """Give stretches of time around a day, each with its one offset from UTC."""
    noon = datetime.combine(day, time(12), UTC)
    begins, end = noon - 2 * _FARTHEST, noon + 2 * _FARTHEST
    while begins < end:
        offset = _offset(begins, zone)
        ends = begins
        while ends < end and _offset(ends, zone) == offset:
            ends += timedelta(hours=6)
        if ends < end:
            ends = _change(ends - timedelta(hours=6), ends, zone)
        yield begins, ends, offset
        begins = ends


def _change(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """Find the first second of the offset that holds at `after` and not at `before`."""
    seconds = int((after - before).total_seconds())
    known, new = 0, seconds
    offset = _offset(before, zone)
    while new - known > 1:
        middle = (known + new) // 2
        if _offset(before + timedelta(seconds=middle), zone) == offset:
            known = middle
        else:
            new = middle
    return before + timedelta(seconds=new)


def _offset(moment: datetime, zone: ZoneInfo) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta()


def _merged(spans: list[Span]) -> Iterator[Span]:
    """Join what overlaps or touches."""
    if not spans:
        return
    begins, ends = spans[0]
    for following, end in spans[1:]:
        if following > ends:
            yield begins, ends
            begins = following
        ends = max(ends, end)
    yield begins, ends
