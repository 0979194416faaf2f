"""Whether an office is open on a day and at a moment, for whom, and how sure that is."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from countyline.status.calendar import Calendar, Day, Moment
from countyline.status.model import StatusDocument
from tests.status.offices import arranged, closed, document, hours

CHICAGO = ZoneInfo("America/Chicago")
MEMORIAL_DAY = {"en": "Memorial Day", "es": "Día de los Caídos"}
MAY_27 = {"per": "p", "days": [{"on": "2024-05-27", "name": MEMORIAL_DAY}]}


def day(office: dict[str, Any], on: str, **more: Any) -> Day:
    return Calendar(document(office, **more)).day("desk", date.fromisoformat(on))


def moment(doc: StatusDocument, when: str) -> Moment:
    return Calendar(doc).moment("desk", datetime.fromisoformat(when).replace(tzinfo=doc.zone))


# Normal hours


def test_normal_hours_open_weekdays_and_close_the_weekend() -> None:
    friday, saturday = day({"hours": hours()}, "2024-04-05"), day({"hours": hours()}, "2024-04-06")
    assert (friday.state, friday.reason, friday.certainty) == ("open", "normal", "confirmed")
    (window,) = friday.windows
    assert (window.opens, window.closes, window.admits) == (time(8), time(17), "walk_in")
    assert (saturday.state, saturday.reason) == ("closed", "off_day")


def test_hours_that_are_not_in_force_say_nothing_of_any_day() -> None:
    office = {"hours": hours(in_force=False)}
    friday, saturday = day(office, "2024-04-05"), day(office, "2024-04-06")
    assert (friday.state, friday.certainty) == ("unknown", "unknown")
    assert (saturday.state, saturday.certainty) == ("unknown", "unknown")
    assert saturday.reason == "off_day"
    assert saturday.facts == ("offices.desk.hours",)


@pytest.mark.parametrize("on", ["2024-03-30", "2024-04-06"])
def test_a_weekend_gone_or_to_come_is_closed_only_while_hours_are_in_force(on: str) -> None:
    assert day({"hours": hours(in_force=False)}, on).state == "unknown"
    assert day({"hours": hours()}, on).state == "closed"


@pytest.mark.parametrize("in_force", [True, False])
def test_a_weekend_within_a_closure_is_closed_by_it(in_force: bool) -> None:
    closure = {"per": "p", "stretches": [closed("2024-04-03", "2024-04-09", "expected")]}
    saturday = day({"hours": hours(in_force=in_force), "closure": closure}, "2024-04-06")
    assert (saturday.state, saturday.reason) == ("closed", "closure")
    assert saturday.certainty == "expected"


def test_an_office_without_hours_is_unknown_on_every_day() -> None:
    for on in ("2024-04-03", "2024-04-06"):
        assert (day({}, on).state, day({}, on).certainty, day({}, on).facts) == (
            "unknown", "unknown", ())  # fmt: skip


def test_a_lunch_break_is_two_windows() -> None:
    weekly = [
        {"days": ["mon"], "opens": "13:00", "closes": "17:00"},
        {"days": ["mon"], "opens": "08:00", "closes": "12:00"},
    ]
    doc = document({"hours": {"per": "p", "weekly": weekly}})
    noon = moment(doc, "2024-04-08T12:30")
    assert noon.open_now is False
    assert noon.later is not None and noon.later.opens == time(13)


# Closures


CLOSURE = {
    "per": "p",
    "stretches": [
        closed("2024-04-03", "2024-04-03"),
        closed("2024-04-04", "2024-04-05", "expected"),
    ],
}


@pytest.mark.parametrize(
    ("on", "state", "certainty"),
    [
        ("2024-04-03", "closed", "confirmed"),
        ("2024-04-04", "closed", "expected"),
        ("2024-04-05", "closed", "expected"),
        ("2024-04-06", "unknown", "unknown"),
        ("2024-04-08", "unknown", "unknown"),
    ],
)
def test_a_closure_holds_in_its_stretches_and_says_nothing_after(
    on: str, state: str, certainty: str
) -> None:
    told = day({"hours": hours(in_force=False), "closure": CLOSURE}, on)
    assert (told.state, told.certainty) == (state, certainty)
    assert told.facts


def test_stretches_from_gives_what_is_not_over() -> None:
    calendar = Calendar(document({"hours": hours(), "closure": CLOSURE}))
    ahead = calendar.stretches_from("desk", date(2024, 4, 5))
    assert [stretch.through for stretch in ahead] == [date(2024, 4, 5)]
    assert calendar.stretches_from("desk", date(2024, 4, 6)) == ()


# Reopening


@pytest.mark.parametrize("in_force", [True, False])
@pytest.mark.parametrize("certainty", ["confirmed", "expected"])
def test_a_reopening_closes_the_wait_and_brings_normal_hours_back(
    certainty: str, in_force: bool
) -> None:
    reopening = {"on": "2024-04-10", "certainty": certainty}
    office = {"hours": hours(in_force=in_force), "closure": {**CLOSURE, "reopening": reopening}}
    waiting, back = day(office, "2024-04-09"), day(office, "2024-04-10")
    assert (waiting.state, waiting.certainty) == ("closed", certainty)
    assert (back.state, back.reason, back.certainty) == ("open", "reopening", certainty)
    assert day(office, "2024-04-13").state == "closed"


def test_a_reopening_without_hours_opens_nothing_by_itself() -> None:
    office = {"closure": {**CLOSURE, "reopening": {"on": "2024-04-10"}}}
    told = day(office, "2024-04-10")
    assert (told.state, told.facts) == ("unknown", ("offices.desk.closure",))


# Arrangements


def test_appointment_only() -> None:
    office = {
        "hours": hours(in_force=False),
        "arrangements": {"soft": arranged("2024-04-16", "2024-04-19", admits="appointment")},
    }
    told = day(office, "2024-04-17")
    assert [(w.admits, w.opens, w.closes) for w in told.windows] == [
        ("appointment", time(8), time(17))
    ]
    assert day(office, "2024-04-22").state == "unknown"


def test_every_saturday_in_may_but_one() -> None:
    extra = arranged("2024-05-01", "2024-05-31", days=["sat"], opens="08:00", closes="12:00",
                     except_=["2024-05-25"])  # fmt: skip
    office = {"hours": hours(), "arrangements": {"saturdays": extra}}
    saturdays = [date(2024, 5, 4) + timedelta(weeks=week) for week in range(4)]
    calendar = Calendar(document(office))
    states = [calendar.day("desk", on).state for on in saturdays]
    assert states == ["open", "open", "open", "closed"]
    assert calendar.day("desk", saturdays[3]).reason == "exception"


def test_an_exception_of_one_arrangement_leaves_another_that_holds() -> None:
    seniors = {"en": "seniors", "es": "mayores"}
    office = {
        "hours": hours(),
        "arrangements": {
            "walk_ins": arranged("2024-05-01", opens="11:00", closes="17:00",
                                 except_=["2024-05-08"]),
            "seniors": arranged("2024-05-01", opens="08:00", closes="11:00", admits="group",
                                group=seniors),
        },
    }  # fmt: skip
    told = day(office, "2024-05-08")
    assert [window.admits for window in told.windows] == ["group"]
    assert [window.admits for window in day(office, "2024-05-09").windows] == ["group", "walk_in"]


def test_nobody_closes_the_day_but_gives_way_to_an_opening() -> None:
    stay_away = arranged("2024-04-16", admits="nobody")
    office = {"hours": hours(), "arrangements": {"stay_away": stay_away}}
    assert day(office, "2024-04-17").state == "closed"
    one_day = arranged("2024-04-18", "2024-04-18", opens="09:00", closes="12:00")
    office["arrangements"] = {"stay_away": stay_away, "one_day": one_day}
    told = day(office, "2024-04-18")
    assert (told.state, [w.admits for w in told.windows]) == ("open", ["walk_in"])


def test_nobody_with_hours_of_its_own_is_a_break() -> None:
    office = {
        "hours": hours(),
        "arrangements": {
            "all_day": arranged("2024-04-16", opens="08:00", closes="17:00"),
            "training": arranged("2024-04-16", opens="12:00", closes="13:00", admits="nobody"),
        },
    }
    doc = document(office)
    assert moment(doc, "2024-04-16T11:59").open_now is True
    assert moment(doc, "2024-04-16T12:30").open_now is False
    assert moment(doc, "2024-04-16T13:00").open_now is True


def test_of_overlapping_hours_those_kept_for_a_group_decide() -> None:
    seniors = {"en": "seniors", "es": "mayores"}
    office = {
        "hours": hours(),
        "arrangements": {
            "all": arranged("2024-04-16", opens="08:00", closes="17:00"),
            "kept": arranged("2024-04-16", opens="08:00", closes="11:00", admits="group",
                             group=seniors),
        },
    }  # fmt: skip
    doc = document(office)
    for when, admits in (("2024-04-16T09:00", "group"), ("2024-04-16T11:00", "walk_in")):
        window = moment(doc, when).window
        assert window is not None and window.admits == admits


def test_an_arrangement_of_which_no_hours_are_known_does_not_open_the_office() -> None:
    office = {"arrangements": {"one_day": arranged("2024-04-20", "2024-04-20")}}
    told = day(office, "2024-04-20")
    assert (told.state, told.windows) == ("unknown", ())


def test_an_arrangement_that_is_itself_unknown_does_not_open_the_office() -> None:
    maybe = arranged("2024-04-16", certainty="unknown")
    office = {"hours": hours(), "arrangements": {"maybe": maybe}}
    assert day(office, "2024-04-16").state == "unknown"


# Holidays


def test_a_holiday_closes_normal_days_and_arrangements_but_not_an_opening_made_for_it() -> None:
    weekly = {"hours": hours(), "arrangements": {"extra": arranged("2024-05-01", "2024-05-31")}}
    special = {"hours": hours(), "arrangements": {"extra": arranged("2024-05-27", "2024-05-27")}}
    assert day({"hours": hours()}, "2024-05-27", holidays=MAY_27).reason == "holiday"
    assert day(weekly, "2024-05-27", holidays=MAY_27).reason == "holiday"
    assert day(special, "2024-05-27", holidays=MAY_27).state == "open"


# Moments


@pytest.mark.parametrize(
    ("clock", "open_now"),
    [("07:59", False), ("08:00", True), ("16:59", True), ("17:00", False), ("23:59", False)],
)
def test_the_closing_minute_is_closed(clock: str, open_now: bool) -> None:
    doc = document({"hours": hours()})
    assert moment(doc, f"2024-04-05T{clock}").open_now is open_now


def test_before_opening_the_next_hours_are_known() -> None:
    early = moment(document({"hours": hours()}), "2024-04-05T07:30")
    assert early.later is not None and early.later.opens == time(8)
    assert moment(document({"hours": hours()}), "2024-04-05T18:00").later is None


def test_nobody_knows_of_a_moment_on_an_unknown_day() -> None:
    assert moment(document({}), "2024-04-05T10:00").open_now is None


@pytest.mark.parametrize(
    ("zone", "utc", "open_now"),
    [
        ("America/Chicago", "2024-03-08T13:59", False),  # before spring: UTC-6
        ("America/Chicago", "2024-03-08T14:00", True),
        ("America/Chicago", "2024-03-11T12:59", False),  # after it: UTC-5
        ("America/Chicago", "2024-03-11T13:00", True),
        ("America/Chicago", "2024-11-01T13:00", True),
        ("America/Chicago", "2024-11-04T13:30", False),  # after autumn: UTC-6 again
        ("America/Chicago", "2024-11-04T14:00", True),
        ("America/Phoenix", "2024-07-01T14:59", False),  # never changes: UTC-7
        ("America/Phoenix", "2024-07-01T15:00", True),
        ("Pacific/Honolulu", "2024-04-06T02:59", True),  # still Friday there
        ("Pacific/Honolulu", "2024-04-06T03:00", False),
        ("Asia/Tokyo", "2024-04-07T23:00", True),  # already Monday there
    ],
)
def test_hours_are_the_county_s_own_whatever_the_season_and_zone(
    zone: str, utc: str, open_now: bool
) -> None:
    calendar = Calendar(document({"hours": hours()}, zone=zone))
    when = datetime.fromisoformat(utc).replace(tzinfo=UTC)
    assert calendar.moment("desk", when).open_now is open_now


@pytest.mark.parametrize("on", ["2024-03-10", "2024-11-03"])
def test_days_on_which_the_clock_changes_are_days(on: str) -> None:
    office = {"hours": hours(days=["sun"])}
    assert day(office, on).state == "open"
    doc = document(office)
    assert moment(doc, f"{on}T08:00").open_now is True
    assert moment(doc, f"{on}T01:30").open_now is False


# Searching, staff


def test_next_open_skips_what_is_closed_or_unknown_and_counts_appointments() -> None:
    office = {
        "hours": hours(in_force=False),
        "closure": CLOSURE,
        "arrangements": {"soft": arranged("2024-04-16", "2024-04-19", admits="appointment")},
    }
    calendar = Calendar(document(office))
    found = calendar.next_open("desk", date(2024, 4, 3))
    assert found is not None and found.on == date(2024, 4, 16)
    assert calendar.next_open("desk", date(2024, 4, 19)) is None


def test_staff_are_at_work_in_their_hours_and_not_on_a_holiday() -> None:
    calendar = Calendar(document({}, holidays=MAY_27))
    assert calendar.staffed(datetime(2024, 4, 3, 8, tzinfo=CHICAGO))
    assert not calendar.staffed(datetime(2024, 4, 3, 17, tzinfo=CHICAGO))
    assert not calendar.staffed(datetime(2024, 4, 6, 10, tzinfo=CHICAGO))
    assert not calendar.staffed(datetime(2024, 5, 27, 10, tzinfo=CHICAGO))


def test_an_unknown_office_is_an_error() -> None:
    with pytest.raises(KeyError):
        Calendar(document({})).day("nowhere", date(2024, 4, 3))
