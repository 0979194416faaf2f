"""Staff time: the same as counting, minute by minute, when the calendar says staff are at work."""

from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from countyline.notices.staff_time import SEARCH_DAYS, StaffTime
from countyline.status.calendar import Calendar
from countyline.status.loading import load
from countyline.status.model import WEEKDAYS, Holiday, Holidays, StatusDocument, Text, WeeklyHours
from tests.status.documents import FIRST

CHICAGO = ZoneInfo("America/Chicago")
DOCUMENT = load(FIRST.encode(), name="first.yml")
HOURS = StaffTime.of(DOCUMENT)
MINUTE = timedelta(minutes=1)

SPRING, AUTUMN = date(2024, 3, 10), date(2024, 11, 3)
"""The days on which Chicago's clocks change, at 2 in the morning."""


def at(*moment: int, zone: ZoneInfo = CHICAGO) -> datetime:
    return datetime(*moment, tzinfo=zone)  # type: ignore[arg-type,misc]


def minutes(number: float) -> timedelta:
    return timedelta(minutes=number)


def document(
    weekly: tuple[WeeklyHours, ...], holidays: tuple[date, ...], zone: str
) -> StatusDocument:
    days = tuple(Holiday(on=day, name=Text(en="x", es="x")) for day in holidays)
    return DOCUMENT.model_copy(
        update={
            "staff": DOCUMENT.staff.model_copy(update={"weekly": weekly}),
            "holidays": Holidays(per="standing", days=days),
            "organization": DOCUMENT.organization.model_copy(update={"time_zone": zone}),
        }
    )


@pytest.mark.parametrize(
    ("since", "until", "passed"),
    [
        # Wednesday, April 3: eight to five.
        (at(2024, 4, 3, 10), at(2024, 4, 3, 10, 30), 30),
        (at(2024, 4, 3, 7), at(2024, 4, 3, 8, 10), 10),
        (at(2024, 4, 3, 16, 50), at(2024, 4, 4, 8, 20), 30),
        (at(2024, 4, 5, 16, 50), at(2024, 4, 8, 8, 20), 30),
        (at(2024, 4, 6, 10), at(2024, 4, 7, 23), 0),
        # Memorial Day, a Monday.
        (at(2024, 5, 24, 16), at(2024, 5, 28, 9), 120),
        (at(2024, 4, 3, 10), at(2024, 4, 3, 9), 0),
    ],
)
def test_only_staff_hours_count(since: datetime, until: datetime, passed: int) -> None:
    assert HOURS.passed(since, until) == minutes(passed)


def test_a_case_of_friday_evening_is_late_on_monday() -> None:
    friday = at(2024, 4, 5, 18)
    assert (HOURS.since(at(2024, 4, 7, 23), minutes(30)) or friday) < friday
    assert (HOURS.since(at(2024, 4, 8, 8, 29), minutes(30)) or friday) < friday
    assert (HOURS.since(at(2024, 4, 8, 8, 30), minutes(30)) or friday) >= friday


def night(opens: time, closes: time) -> StaffTime:
    return StaffTime(
        (WeeklyHours(days=WEEKDAYS, opens=opens, closes=closes),), frozenset(), CHICAGO
    )


def test_a_night_shift_is_shorter_in_spring_and_longer_in_autumn() -> None:
    shift = night(time(0), time(6))
    for day, hours in ((SPRING, 5), (AUTUMN, 7), (date(2024, 4, 3), 6)):
        since = datetime.combine(day, time(0), CHICAGO)
        assert shift.passed(since, since + timedelta(hours=20)) == timedelta(hours=hours)


def test_hours_that_a_day_leaves_out_do_not_pass() -> None:
    shift = night(time(2), time(3))
    since = at(2024, 3, 10, 0)
    assert shift.passed(since, since + timedelta(hours=12)) == timedelta(0)


def test_hours_that_come_twice_pass_twice() -> None:
    shift = night(time(1, 30), time(2))
    since = at(2024, 11, 3, 0)
    assert shift.passed(since, since + timedelta(hours=12)) == minutes(60)


def test_without_any_hours_ahead_nothing_is_late() -> None:
    everyday = tuple(SPRING + timedelta(days=n) for n in range(-600, 600))
    never = StaffTime(HOURS.weekly, frozenset(everyday), CHICAGO)
    assert never.since(at(2024, 4, 3, 12), minutes(1)) is None
    assert never.passed(at(2024, 4, 3, 12), at(2024, 5, 3, 12)) == timedelta(0)


# Whatever hours, holidays and zones

quarters = st.integers(0, 95)


@st.composite
def some_hours(draw: st.DrawFn) -> WeeklyHours:
    first = draw(st.integers(0, 94))
    last = draw(st.integers(first + 1, 95))
    return WeeklyHours(
        days=tuple(draw(st.lists(st.sampled_from(WEEKDAYS), min_size=1, unique=True))),
        opens=time(first // 4, first % 4 * 15),
        closes=time(last // 4, last % 4 * 15),
    )


# Clocks change: by an hour at two, by half an hour, over midnight, and by a whole day.
places = st.sampled_from(
    [
        ("America/Chicago", datetime(2024, 3, 10, tzinfo=UTC)),
        ("America/Chicago", datetime(2024, 11, 3, tzinfo=UTC)),
        ("America/Chicago", datetime(2024, 5, 27, tzinfo=UTC)),
        ("Australia/Lord_Howe", datetime(2024, 4, 6, tzinfo=UTC)),
        ("America/Havana", datetime(2024, 11, 3, tzinfo=UTC)),
        ("Africa/Cairo", datetime(2024, 4, 26, tzinfo=UTC)),
        ("Pacific/Apia", datetime(2011, 12, 30, tzinfo=UTC)),
    ]
)


class Stretch(NamedTuple):
    of: StatusDocument
    since: datetime
    until: datetime

    def __repr__(self) -> str:
        told = (self.of.staff.weekly, self.of.holidays, self.of.zone, self.since, self.until)
        return f"Stretch{told}"


@st.composite
def stretches(draw: st.DrawFn) -> Stretch:
    zone, near = draw(places)
    holidays = draw(st.sets(st.integers(-2, 2), max_size=2))
    weekly = tuple(draw(st.lists(some_hours(), min_size=1, max_size=4)))
    since = near + minutes(draw(st.integers(-2880, 2880)))
    until = since + minutes(draw(st.integers(0, 3000)))
    days = tuple(near.date() + timedelta(days=one) for one in holidays)
    return Stretch(document(weekly, days, zone), since, until)


def counted(of: StatusDocument, since: datetime, until: datetime) -> timedelta:
    calendar = Calendar(of)
    whole = int((until - since) / MINUTE)
    return MINUTE * sum(calendar.staffed(since + minutes(number)) for number in range(whole))


@settings(max_examples=60, deadline=None)
@given(stretches())
def test_it_agrees_with_the_calendar(some: Stretch) -> None:
    of, since, until = some
    assert StaffTime.of(of).passed(since, until) == counted(of, since, until)


@settings(max_examples=100, deadline=None)
@given(stretches(), st.integers(1, 3000))
def test_since_divides_all_moments(some: Stretch, wanted: int) -> None:
    of, _, now = some
    hours = StaffTime.of(of)
    since = hours.since(now, minutes(wanted))
    if since is None:
        # A few minutes a week: so much has not passed for more than a year.
        assert hours.passed(now - timedelta(days=SEARCH_DAYS - 3), now) < minutes(wanted)
        return
    assert hours.passed(since, now) == minutes(wanted)
    for earlier in (MINUTE, timedelta(hours=5), timedelta(days=3)):
        assert hours.passed(since - earlier, now) >= minutes(wanted)
    assert hours.passed(since + timedelta(seconds=1), now) < minutes(wanted)


@settings(max_examples=100, deadline=None)
@given(stretches(), st.integers(0, 3000))
def test_time_adds_up(some: Stretch, part: int) -> None:
    of, since, until = some
    hours = StaffTime.of(of)
    between = min(since + minutes(part), until)
    whole = hours.passed(since, until)
    assert whole == hours.passed(since, between) + hours.passed(between, until)
    assert timedelta(0) <= whole <= until - since
