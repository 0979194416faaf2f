"""From date symbols ("next Friday") to calendar days, against the county's clock.

Understanding emits the symbols; `countyline.understanding.dates.find_dates` lists their shapes.
Pure: the clock is passed in. All arithmetic is on calendar days, so daylight saving cannot shift
a date. Weeks run from Monday to Sunday, as office weeks do.

How each symbol is read, and why:

- A bare weekday is the next such day, today included: at a locked door on Wednesday "open
  Wednesday?" means today. `this` is the same: this week's day while it lies ahead.
- `coming` ("el próximo viernes", "this coming Friday") is the next such day after today.
- `next` is that day of next week. English speakers disagree here; an answer that states the date
  lets the resident see which one was meant.
- `last` is the nearest such day before today.
- "Monday the 8th" is where both agree, within 45 days, ahead if possible; elsewhere one of the
  two is a slip, and a guess would be a wrong date: None.
- A date without a year is the nearest ahead within 300 days, else the last one past: in April
  "March 28" was last week, not next year. A weekday beside it must agree.
- Spans that have begun start today: who asks about "this week" on Wednesday plans ahead.
- A time without a day that has gone by today is tomorrow's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final, Literal, cast

Part = Literal["morning", "afternoon", "evening"]
Bound = Literal["before", "after", "within"]

WEEK: Final = timedelta(days=7)
SATURDAY: Final = 5
SUNDAY: Final = 6
AGREEMENT_DAYS: Final = 45
AHEAD_DAYS: Final = 300
PAST_DAYS: Final = 366
MONTH_END_DAYS: Final = 7
PARTS: Final[Mapping[str, time]] = {  # when each part of the day is over
    "morning": time(12),
    "afternoon": time(18),
    "evening": time.max,
}


@dataclass(frozen=True)
class ResolvedDates:
    """The days that a symbol means: `first` to `last`, both included, often the same day.

    `other` is the second reading of ambiguous numbers ("3/4"), else None. `time` is local, of the
    county. `bound` says that the time is a limit ("before 5"), or that any of the days counts
    ("within a week"). `weekday` (Monday 0) is set for a recurring one ("on Saturdays"): then
    `first` is its next occurrence and, when a month was named, `last` the final one in it.
    """

    first: date
    last: date
    time: time | None = None
    part: Part | None = None
    bound: Bound | None = None
    weekday: int | None = None
    other: date | None = None

    @property
    def ambiguous(self) -> bool:
        """Whether the resident must be asked which of two days is meant."""
        return self.other is not None

    @property
    def is_one_day(self) -> bool:
        """Whether the symbol means a single day."""
        return self.first == self.last


def resolve(symbol: Mapping[str, Any], now: datetime) -> ResolvedDates | None:
    """Resolve a date symbol against `now`, an aware time in the county's zone.

    None where no day can be told: a day that does not exist (February 30), a weekday and a date
    that disagree, a symbol of unknown shape. Raises ValueError when `now` is naive.
    """
    if now.tzinfo is None:
        raise ValueError("now must be aware, in the county's time zone")
    try:
        resolved = _RESOLVERS[symbol["kind"]](symbol, now.date())
        if resolved is None:
            return None
        if symbol["kind"] == "now":
            return replace(resolved, time=now.time())
        timed = _with_time(resolved, symbol)
    except (KeyError, TypeError, ValueError, OverflowError):
        return None
    return _from_now_on(timed, now) if symbol.get("implied") is True else timed


def moment(resolved: ResolvedDates, now: datetime) -> datetime | None:
    """Give the first day's time as an aware time in the zone of `now`; None without a time.

    A time that daylight saving skips moves forward by the hour skipped.
    """
    if resolved.time is None or now.tzinfo is None:
        return None
    local = datetime.combine(resolved.first, resolved.time, tzinfo=now.tzinfo)
    return local.astimezone(UTC).astimezone(now.tzinfo)


def _with_time(resolved: ResolvedDates, symbol: Mapping[str, Any]) -> ResolvedDates:
    said, part, bound = symbol.get("time"), symbol.get("part"), symbol.get("bound")
    return replace(
        resolved,
        time=time.fromisoformat(said) if said else None,
        part=cast(Part, part) if part in PARTS else None,
        bound=cast(Bound, bound) if bound in ("before", "after", "within") else None,
    )


def _from_now_on(resolved: ResolvedDates, now: datetime) -> ResolvedDates:
    over = resolved.time or (PARTS[resolved.part] if resolved.part else None)
    if over is None or resolved.bound == "after" or now.time() <= over:
        return resolved
    tomorrow = resolved.first + timedelta(days=1)
    return replace(resolved, first=tomorrow, last=tomorrow)


# Days


def _one(day: date | None) -> ResolvedDates | None:
    return ResolvedDates(day, day) if day is not None else None


def _now(_symbol: Mapping[str, Any], today: date) -> ResolvedDates | None:
    return _one(today)


def _day(symbol: Mapping[str, Any], today: date) -> ResolvedDates | None:
    day = today + timedelta(days=_whole(symbol["days"]))
    if symbol.get("bound") == "within" and day > today:
        return ResolvedDates(today, day)
    return _one(day)


def _weekday(symbol: Mapping[str, Any], today: date) -> ResolvedDates | None:
    weekday = _weekday_number(symbol["weekday"])
    ahead = _on_or_after(weekday, today)
    day = {
        "bare": ahead,
        "this": ahead,
        "coming": _on_or_after(weekday, today + timedelta(days=1)),
        "next": _monday(today) + WEEK + timedelta(days=weekday),
        "last": _on_or_after(weekday, today - WEEK),
    }[symbol["which"]]
    return _one(day + _whole(symbol.get("weeks", 0)) * WEEK)


def _weekday_on(symbol: Mapping[str, Any], today: date) -> ResolvedDates | None:
    weekday, number = _weekday_number(symbol["weekday"]), _whole(symbol["day"])
    near = (today + timedelta(days=days) for days in _ahead_then_past(AGREEMENT_DAYS))
    return _one(next((d for d in near if d.weekday() == weekday and d.day == number), None))


def _day_of_month(symbol: Mapping[str, Any], today: date) -> ResolvedDates | None:
    number = _whole(symbol["day"])
    near = (today + timedelta(days=days) for days in range(63))  # two short months at most
    return _one(next((day for day in near if day.day == number), None))


def _date(symbol: Mapping[str, Any], today: date) -> ResolvedDates | None:
    month, day, year = _whole(symbol["month"]), _whole(symbol["day"]), symbol.get("year")
    orders = [(month, day), (day, month)] if symbol.get("ambiguous") else [(month, day)]
    readings = [_calendar_day(m, d, year, symbol.get("weekday"), today) for m, d in orders]
    days = list(dict.fromkeys(reading for reading in readings if reading is not None))
    if not days:
        return None
    return ResolvedDates(days[0], days[0], other=days[1] if len(days) > 1 else None)


def _calendar_day(
    month: int, day: int, year: int | None, weekday: int | None, today: date
) -> date | None:
    if year is not None:
        candidates = _existing([(_whole(year), month, day)])
    else:
        around = range(today.year - 1, today.year + 2)
        every = _existing([(each, month, day) for each in around])
        ahead = [d for d in every if d >= today]
        past = [d for d in reversed(every) if d < today and (today - d).days <= PAST_DAYS]
        soon = [d for d in ahead if (d - today).days <= AHEAD_DAYS]
        # A weekday beside the date may point to the one that is further off.
        candidates = (
            soon + past + ([d for d in ahead if d not in soon] if weekday is not None else [])
        )
    fitting = (d for d in candidates if weekday is None or d.weekday() == weekday)
    return next(fitting, None)


def _every(symbol: Mapping[str, Any], today: date) -> ResolvedDates | None:
    weekday = _weekday_number(symbol["weekday"])
    month = symbol.get("month")
    if month is None:
        first = last = _on_or_after(weekday, today)
    else:
        first, last = _weekdays_in(weekday, _first_of_month(_whole(month), today), today)
        if last < today:
            beyond = _add_months(today.replace(day=1), 1)
            first, last = _weekdays_in(weekday, _first_of_month(_whole(month), beyond), today)
    return ResolvedDates(first, last, weekday=weekday)


# Spans


def _week(symbol: Mapping[str, Any], today: date) -> ResolvedDates | None:
    weeks = {"bare": 0, "this": 0, "next": 1, "coming": 1, "last": -1}[symbol["which"]]
    monday = _monday(today) + weeks * WEEK
    return _begun(monday, monday + timedelta(days=6), today)


def _weekend(symbol: Mapping[str, Any], today: date) -> ResolvedDates | None:
    weeks = {
        "bare": 0,
        "this": 0,
        "next": 1,
        "coming": int(today.weekday() >= SATURDAY),
        "last": -1,
    }
    saturday = _monday(today) + timedelta(days=SATURDAY) + weeks[symbol["which"]] * WEEK
    return _begun(saturday, saturday + timedelta(days=1), today)


def _month(symbol: Mapping[str, Any], today: date) -> ResolvedDates | None:
    which, month, year = symbol["which"], symbol.get("month"), symbol.get("year")
    this = today.replace(day=1)
    if year is not None:
        first = date(_whole(year), _whole(month), 1)
    elif month is None:
        first = _add_months(this, {"next": 1, "last": -1}.get(which, 0))
    elif which == "last":
        first = _add_months(_first_of_month(_whole(month), this), -12)
    elif which == "next":
        first = _first_of_month(_whole(month), _add_months(this, 1))
    else:
        first = _first_of_month(_whole(month), this)
    last = _month_end(first)
    if which == "end":
        first = last - timedelta(days=MONTH_END_DAYS - 1)
    return _begun(first, last, today)


def _begun(first: date, last: date, today: date) -> ResolvedDates:
    return ResolvedDates(max(first, today) if last >= today else first, last)


# The calendar


def _whole(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"not a whole number: {value!r}")
    return value


def _weekday_number(value: object) -> int:
    number = _whole(value)
    if not 0 <= number <= SUNDAY:
        raise ValueError(f"not a weekday: {number}")
    return number


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _on_or_after(weekday: int, day: date) -> date:
    return day + timedelta(days=(weekday - day.weekday()) % 7)


def _ahead_then_past(days: int) -> Iterable[int]:
    yield from range(days + 1)
    yield from range(-1, -days - 1, -1)


def _existing(parts: Iterable[tuple[int, int, int]]) -> list[date]:
    found = []
    for year, month, day in parts:
        try:
            found.append(date(year, month, day))
        except ValueError:
            continue
    return found


def _add_months(first: date, months: int) -> date:
    count = first.year * 12 + first.month - 1 + months
    return date(count // 12, count % 12 + 1, 1)


def _month_end(first: date) -> date:
    return _add_months(first, 1) - timedelta(days=1)


def _first_of_month(month: int, since: date) -> date:
    """The first day of the named month, in the month of `since` or the eleven after it."""
    return date(since.year + (month < since.month), month, 1)


def _weekdays_in(weekday: int, first: date, today: date) -> tuple[date, date]:
    last = _month_end(first)
    final = last - timedelta(days=(last.weekday() - weekday) % 7)
    return min(final, _on_or_after(weekday, max(first, today))), final


_RESOLVERS: Final[Mapping[str, Callable[[Mapping[str, Any], date], ResolvedDates | None]]] = {
    "now": _now,
    "day": _day,
    "weekday": _weekday,
    "weekday_on": _weekday_on,
    "day_of_month": _day_of_month,
    "date": _date,
    "every": _every,
    "week": _week,
    "weekend": _weekend,
    "month": _month,
}
