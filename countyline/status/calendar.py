"""The calendar: is an office open on a day or at a moment, for whom, and how sure is that.

Rules, strongest first: a closure's stretch; an exception of an arrangement; a holiday; an
arrangement; an announced reopening; normal hours while they are in force. A weekday that none of
them covers is *unknown*, never "as usual": after a closure without a reopening date nobody has
said what comes.

All days and times of day are local to the county. Nothing here looks at a clock or at review
times; `countyline.status.freshness` does.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

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

SEARCH_DAYS = 120
"""How many days ahead an opening is looked for."""


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


@dataclass(frozen=True)
class Moment:
    """What the document says of an office at one moment.

    `open_now` is None when nobody has said. `window` is the one that holds now; `later` is the
    next one of the same day.
    """

    at: datetime
    day: Day
    open_now: bool | None
    window: Window | None
    later: Window | None


class Calendar:
    """Answers questions about opening from one status document."""

    def __init__(self, document: StatusDocument) -> None:
        self._document = document
        self._zone = document.zone
        holidays = document.holidays
        self._holidays = {holiday.on: holiday.name for holiday in holidays.days} if holidays else {}

    def local(self, at: datetime) -> datetime:
        """Give the aware `at` in the county's time zone."""
        return at.astimezone(self._zone)

    def day(self, office_id: str, on: date) -> Day:
        """Tell whether the office is open on a day. Raises KeyError for an unknown office."""
        office = self._document.offices[office_id]
        prefix = f"offices.{office_id}"
        return (
            _closed_by_stretch(office, on, prefix)
            or _closed_by_exception(office, on, prefix)
            or self._closed_by_holiday(office, on)
            or _opened_by_arrangements(office, on, prefix)
            or _opened_by_reopening(office, on, prefix)
            or _normal_day(office, on, prefix)
        )

    def moment(self, office_id: str, at: datetime) -> Moment:
        """Tell whether the office is open at the aware time `at`."""
        local = self.local(at)
        day = self.day(office_id, local.date())
        clock = local.time().replace(tzinfo=None)
        admitting = [window for window in day.windows if window.admits != "nobody"]
        window = next((w for w in admitting if w.holds(clock)), None)
        later = next((w for w in admitting if w.opens > clock), None)
        open_now = None if day.state == "unknown" else window is not None
        return Moment(local, day, open_now, window, later)

    def days(self, office_id: str, first: date, last: date) -> Iterator[Day]:
        """Yield each day from `first` to `last`, both included."""
        for offset in range((last - first).days + 1):
            yield self.day(office_id, first + timedelta(days=offset))

    def next_open(self, office_id: str, after: date) -> Day | None:
        """Find the first day after `after` that is said to be open, within `SEARCH_DAYS`."""
        last = after + timedelta(days=SEARCH_DAYS)
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
        name = self._holidays.get(on)
        if name is None or _is_opened_for_one_day(office, on):
            return None
        return Day(on, "closed", "holiday", "confirmed", ("holidays",), holiday=name)


def weekday_of(on: date) -> str:
    """Give the weekday as the document writes it, such as `mon`."""
    return WEEKDAYS[on.weekday()]


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
            if not _is_working_day(office, on):
                return Day(on, "closed", "off_day", "confirmed", (f"{prefix}.hours",))
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
    admitting = [window for window in windows if window.admits != "nobody"]
    state: DayState = "open" if admitting else "closed"
    certainty = _weakest(arrangement.certainty for arrangement in holding.values())
    return Day(on, state, "arrangement", certainty, tuple(holding), tuple(windows))


def _windows(arrangement: Arrangement, office: Office, on: date, fact: str) -> Iterator[Window]:
    if arrangement.opens and arrangement.closes:
        spans = [(arrangement.opens, arrangement.closes)]
    else:
        weekly = _on_weekday(office.hours.weekly, on) if office.hours else ()
        spans = [(hours.opens, hours.closes) for hours in weekly]
    for opens, closes in spans or [(time(0), time(23, 59))]:
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


def _opened_by_reopening(office: Office, on: date, prefix: str) -> Day | None:
    reopening = office.closure.reopening if office.closure else None
    if reopening is None or on < reopening.on:
        return None
    facts = (f"{prefix}.closure", f"{prefix}.hours")
    windows = _normal_windows(office, on, prefix)
    if not windows:
        return Day(on, "closed", "off_day", "confirmed", (f"{prefix}.hours",))
    return Day(on, "open", "reopening", reopening.certainty, facts, windows)


def _normal_day(office: Office, on: date, prefix: str) -> Day:
    hours = office.hours
    if hours is None:
        return Day(on, "unknown", "unsaid", "unknown", ())
    fact = f"{prefix}.hours"
    windows = _normal_windows(office, on, prefix)
    if not windows:
        return Day(on, "closed", "off_day", hours.certainty, (fact,))
    if hours.in_force:
        return Day(on, "open", "normal", hours.certainty, (fact,), windows)
    facts = (f"{prefix}.closure",) if office.closure else ()
    return Day(on, "unknown", "unsaid", "unknown", facts)


def _normal_windows(office: Office, on: date, prefix: str) -> tuple[Window, ...]:
    if office.hours is None:
        return ()
    return tuple(
        Window(
            hours.opens, hours.closes, "walk_in", f"{prefix}.hours", office.hours.certainty,
            places=office.places,
        )
        for hours in _on_weekday(office.hours.weekly, on)
    )


def _on_weekday(weekly: tuple[WeeklyHours, ...], on: date) -> tuple[WeeklyHours, ...]:
    matching = (hours for hours in weekly if weekday_of(on) in hours.days)
    return tuple(sorted(matching, key=lambda hours: hours.opens))


def _is_working_day(office: Office, on: date) -> bool:
    return office.hours is None or bool(_on_weekday(office.hours.weekly, on))


def _is_opened_for_one_day(office: Office, on: date) -> bool:
    return any(
        arrangement.from_ == on == arrangement.through
        for arrangement in office.arrangements.values()
    )


def _weakest(certainties: Iterator[Certainty]) -> Certainty:
    order: tuple[Certainty, ...] = ("confirmed", "expected", "not_confirmed", "unknown")
    return max(certainties, key=order.index)
