"""The calendar: is an office open on a day or at a moment, for whom, and how sure is that.

Rules, strongest first: a closure's stretch; an exception of an arrangement; a holiday; an
arrangement; an announced reopening; the wait for it, which is closed; normal hours while they are
in force. A day that none of them covers is *unknown*, never "as usual": after a closure without a
reopening date nobody has said what comes, and hours that are set aside do not promise a closed
Saturday either.

All days and times of day are local to the county. Nothing here looks at a clock or at review
times; `countyline.status.freshness` does.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Literal

from countyline.status.freshness import weakest
from countyline.status.model import (
    WEEKDAYS,
    Arrangement,
    Certainty,
    Office,
    StatusDocument,
    Stretch,
    Text,
    WeeklyHours,
)

DayState = Literal["open", "closed", "unknown"]
Reason = Literal[
    "closure", "exception", "holiday", "arrangement", "reopening", "normal", "off_day", "unsaid"
]
Admits = Literal["walk_in", "appointment", "group", "nobody", "unspecified"]

WEEK = timedelta(weeks=1)
SEARCH_DAYS = 120
"""How many days ahead an opening is looked for."""

_DECIDING: tuple[Admits, ...] = ("nobody", "group", "walk_in", "unspecified", "appointment")
"""Which of overlapping hours decide: those kept from others; else the widest door."""


@dataclass(frozen=True)
class Window:
    """Hours of one day, and who may come in them."""

    opens: time
    closes: time
    admits: Admits
    fact: str
    certainty: Certainty = "confirmed"
    group: Text | None = None
    text: Text | None = None
    places: tuple[str, ...] = ()

    def holds(self, at: time) -> bool:
        """Tell whether `at` lies within these hours; the closing time is no longer within."""
        return self.opens <= at < self.closes


@dataclass(frozen=True)
class Day:
    """What the document says of an office on one day."""

    on: date
    state: DayState
    reason: Reason
    certainty: Certainty
    facts: tuple[str, ...]
    windows: tuple[Window, ...] = ()
    holiday: Text | None = None

    @cached_property
    def outline(self) -> str:
        """What is the same for days that are alike but for the county's own words on their hours.

        Kept with the day: offices and days are compared by it in every answer on opening.
        """
        windows = tuple((w.opens, w.closes, w.admits, w.group, w.places) for w in self.windows)
        return repr((self.state, self.reason, self.certainty, windows, self.holiday))

    @cached_property
    def outline_with_words(self) -> str:
        """What is the same for days of which the very same is said."""
        return repr((self.outline, tuple(window.text for window in self.windows)))


@dataclass(frozen=True)
class Moment:
    """What the document says of an office at one moment.

    `open_now` is None when nobody has said. `window` is the one that holds now (of several that
    overlap, the one that decides who may come); `later` is the next one of the same day.
    """

    at: datetime
    day: Day
    open_now: bool | None
    window: Window | None
    later: Window | None


_MOST_DAYS_KEPT = 4096
"""The document never changes, so neither does a day; which are asked for is up to residents."""


class _NotLooked:
    """Stands for a day that was not looked for yet."""


_NOT_LOOKED = _NotLooked()


class Calendar:
    """Answers questions about opening from one status document."""

    def __init__(self, document: StatusDocument) -> None:
        self._document = document
        self._zone = document.zone
        holidays = document.holidays
        self._holidays = {holiday.on: holiday.name for holiday in holidays.days} if holidays else {}
        self._days: dict[tuple[str, date], Day] = {}
        self._next: dict[tuple[str, date], Day | None] = {}

    def local(self, at: datetime) -> datetime:
        """Give the aware `at` in the county's time zone."""
        return at.astimezone(self._zone)

    def day(self, office_id: str, on: date) -> Day:
        """Tell whether the office is open on a day. Raises KeyError for an unknown office."""
        kept = self._days.get((office_id, on))
        if kept is None:
            if len(self._days) >= _MOST_DAYS_KEPT:
                self._days.clear()
            kept = self._days[office_id, on] = self._day_of(office_id, on)
        return kept

    def _day_of(self, office_id: str, on: date) -> Day:
        office = self._document.offices[office_id]
        prefix = f"offices.{office_id}"
        return (
            _closed_by_stretch(office, on, prefix)
            or _closed_by_exception(office, on, prefix)
            or self._closed_by_holiday(office, on)
            or _opened_by_arrangements(office, on, prefix)
            or _settled_by_reopening(office, on, prefix)
            or self._normal_day(office, on, prefix)
        )

    def moment(self, office_id: str, at: datetime) -> Moment:
        """Tell whether the office is open at the aware time `at`."""
        local = self.local(at)
        day = self.day(office_id, local.date())
        clock = local.time().replace(tzinfo=None)
        holding = (window for window in day.windows if window.holds(clock))
        window = min(holding, key=lambda w: _DECIDING.index(w.admits), default=None)
        if window and window.admits == "nobody":
            window = None
        later = next((w for w in day.windows if w.opens > clock and w.admits != "nobody"), None)
        open_now = None if day.state == "unknown" else window is not None
        return Moment(local, day, open_now, window, later)

    def days(self, office_id: str, first: date, last: date) -> Iterator[Day]:
        """Yield each day from `first` to `last`, both included."""
        for offset in range((last - first).days + 1):
            yield self.day(office_id, first + timedelta(days=offset))

    def next_open(self, office_id: str, after: date) -> Day | None:
        """Find the first day after `after` that is said to be open, within `SEARCH_DAYS`."""
        key = (office_id, after)
        kept = self._next.get(key, _NOT_LOOKED)
        if isinstance(kept, _NotLooked):
            if len(self._next) >= _MOST_DAYS_KEPT:
                self._next.clear()
            kept = self._next[key] = self._found_open(office_id, after)
        return kept

    def _found_open(self, office_id: str, after: date) -> Day | None:
        office = self._document.offices[office_id]
        # After the last special day the weeks are alike; a second one makes up for a holiday.
        last = max(after, _last_special_day(office) or after) + 2 * WEEK
        last = min(last, after + timedelta(days=SEARCH_DAYS))
        for day in self.days(office_id, after + timedelta(days=1), last):
            if day.state == "open":
                return day
        return None

    def stretches_from(self, office_id: str, on: date) -> tuple[Stretch, ...]:
        """Give the closure's stretches that are not over on `on`, in order."""
        closure = self._document.offices[office_id].closure
        if closure is None:
            return ()
        running = [stretch for stretch in closure.stretches if stretch.through >= on]
        return tuple(sorted(running, key=lambda stretch: stretch.from_))

    def staffed(self, at: datetime) -> bool:
        """Tell whether staff who answer cases are at work at the aware time `at`."""
        local = self.local(at)
        if local.date() in self._holidays:
            return False
        clock = local.time().replace(tzinfo=None)
        return any(
            hours.opens <= clock < hours.closes
            for hours in _on_weekday(self._document.staff.weekly, local.date())
        )

    def _closed_by_holiday(self, office: Office, on: date) -> Day | None:
        holidays = self._document.holidays
        name = self._holidays.get(on)
        if holidays is None or name is None or _is_arranged_for_one_day(office, on):
            return None
        return Day(on, "closed", "holiday", holidays.certainty, ("holidays",), holiday=name)

    def _normal_day(self, office: Office, on: date, prefix: str) -> Day:
        hours = office.hours
        if hours is None:
            return Day(on, "unknown", "unsaid", "unknown", ())
        fact = f"{prefix}.hours"
        windows = _normal_windows(office, on, prefix)
        if not windows and hours.in_force:
            return Day(on, "closed", "off_day", hours.certainty, (fact,))
        if not windows:
            # An office that catches up may open on days on which it never did.
            return Day(on, "unknown", "off_day", "unknown", (fact,))
        if hours.in_force and hours.certainty != "unknown":
            return Day(on, "open", "normal", hours.certainty, (fact,), windows)
        facts = (f"{prefix}.closure",) if office.closure else ()
        return Day(on, "unknown", "unsaid", "unknown", facts)


def weekday_of(on: date) -> str:
    """Give the weekday as the document writes it, such as `mon`."""
    return WEEKDAYS[on.weekday()]


def _last_special_day(office: Office) -> date | None:
    """The last day that a closure, a reopening or an arrangement names."""
    named: list[date | None] = []
    if office.closure:
        named += [stretch.through for stretch in office.closure.stretches]
        named.append(office.closure.reopening.on if office.closure.reopening else None)
    for arrangement in office.arrangements.values():
        named += [arrangement.from_, arrangement.through, *arrangement.except_]
    return max((day for day in named if day), default=None)


def covers(arrangement: Arrangement, office: Office, on: date) -> bool:
    """Tell whether an arrangement of `office` holds on a day."""
    return on not in arrangement.except_ and _would_cover(arrangement, office, on)


def _would_cover(arrangement: Arrangement, office: Office, on: date) -> bool:
    if on < arrangement.from_ or (arrangement.through and on > arrangement.through):
        return False
    if arrangement.days:
        return weekday_of(on) in arrangement.days
    if arrangement.from_ == arrangement.through:
        return True
    return office.hours is None or bool(_on_weekday(office.hours.weekly, on))


def _closed_by_stretch(office: Office, on: date, prefix: str) -> Day | None:
    for stretch in office.closure.stretches if office.closure else ():
        if stretch.from_ <= on <= stretch.through:
            return Day(on, "closed", "closure", stretch.certainty, (f"{prefix}.closure",))
    return None


def _closed_by_exception(office: Office, on: date, prefix: str) -> Day | None:
    if any(covers(arrangement, office, on) for arrangement in office.arrangements.values()):
        return None
    for name, arrangement in office.arrangements.items():
        if on in arrangement.except_ and _would_cover(arrangement, office, on):
            fact = f"{prefix}.arrangements.{name}"
            return Day(on, "closed", "exception", arrangement.certainty, (fact,))
    return None


def _opened_by_arrangements(office: Office, on: date, prefix: str) -> Day | None:
    holding = {
        f"{prefix}.arrangements.{name}": arrangement
        for name, arrangement in office.arrangements.items()
        if covers(arrangement, office, on)
    }
    if not holding:
        return None
    windows = sorted(
        (
            window
            for fact, arrangement in holding.items()
            for window in _windows(arrangement, office, on, fact)
        ),
        key=lambda window: (window.opens, window.closes),
    )
    certainty = weakest(arrangement.certainty for arrangement in holding.values())
    if certainty == "unknown" or not windows:
        return Day(on, "unknown", "unsaid", "unknown", tuple(holding))
    if all(window.admits == "nobody" for window in windows):
        return Day(on, "closed", "arrangement", certainty, tuple(holding), tuple(windows))
    # "Nobody" without hours of its own gives way to an opening; with hours it is a break in it.
    kept = tuple(w for w in windows if w.admits != "nobody" or holding[w.fact].opens is not None)
    return Day(on, "open", "arrangement", certainty, tuple(holding), kept)


def _windows(arrangement: Arrangement, office: Office, on: date, fact: str) -> Iterator[Window]:
    if arrangement.opens and arrangement.closes:
        spans = [(arrangement.opens, arrangement.closes)]
    else:
        weekly = _on_weekday(office.hours.weekly, on) if office.hours else ()
        spans = [(hours.opens, hours.closes) for hours in weekly]
        if not spans and arrangement.admits == "nobody":
            spans = [(time.min, time.max)]
    for opens, closes in spans:
        yield Window(
            opens,
            closes,
            arrangement.admits,
            fact,
            arrangement.certainty,
            arrangement.group,
            arrangement.text,
            arrangement.places or office.places,
        )


def _settled_by_reopening(office: Office, on: date, prefix: str) -> Day | None:
    closure = office.closure
    if closure is None or closure.reopening is None:
        return None
    reopening = closure.reopening
    if on < reopening.on:
        return _waiting_for_reopening(office, on, prefix)
    if office.hours is None:
        return Day(on, "unknown", "unsaid", "unknown", (f"{prefix}.closure",))
    windows = _normal_windows(office, on, prefix)
    if not windows:
        return Day(on, "closed", "off_day", office.hours.certainty, (f"{prefix}.hours",))
    certainty = weakest((reopening.certainty, closure.certainty, office.hours.certainty))
    facts = (f"{prefix}.closure", f"{prefix}.hours")
    return Day(on, "open", "reopening", certainty, facts, windows)


def _waiting_for_reopening(office: Office, on: date, prefix: str) -> Day | None:
    """Between the stretches and the day of reopening an office is closed, as that day says."""
    closure = office.closure
    if closure is None or closure.reopening is None:
        return None
    if on < min(stretch.from_ for stretch in closure.stretches):
        return None
    certainty = weakest((closure.reopening.certainty, closure.certainty))
    return Day(on, "closed", "closure", certainty, (f"{prefix}.closure",))


def _normal_windows(office: Office, on: date, prefix: str) -> tuple[Window, ...]:
    if office.hours is None:
        return ()
    return tuple(
        Window(
            hours.opens,
            hours.closes,
            "walk_in",
            f"{prefix}.hours",
            office.hours.certainty,
            places=office.places,
        )
        for hours in _on_weekday(office.hours.weekly, on)
    )


def _on_weekday(weekly: tuple[WeeklyHours, ...], on: date) -> tuple[WeeklyHours, ...]:
    matching = (hours for hours in weekly if weekday_of(on) in hours.days)
    return tuple(sorted(matching, key=lambda hours: hours.opens))


def _is_arranged_for_one_day(office: Office, on: date) -> bool:
    return any(
        arrangement.from_ == on == arrangement.through
        for arrangement in office.arrangements.values()
    )
