"""What is counted is what the desk wrote, on both databases, each message once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from countyline.asked.model import Asked, Became
from countyline.asked.period import Period
from countyline.asked.reading import Span, read_asked, read_hours, read_raised
from countyline.database.engine import reading
from tests.desk.scene import Clock
from tests.ledger.scene import Office, reply

LONG = timedelta(days=1)


def around(clock: Clock) -> Span:
    return Span(clock() - LONG, clock() + LONG)


def asked(office: Office, span: Span) -> list[Asked]:
    with reading(office.engine) as connection:
        return list(read_asked(connection, span))


@pytest.mark.parametrize(
    ("answer", "became"),
    [
        ({}, Became.ANSWERED),
        ({"certainty": "unknown"}, Became.UNKNOWN),
        ({"kind": "clarify"}, Became.CLARIFIED),
        ({"kind": "handoff"}, Became.HANDED_OVER),
        ({"kind": "decline"}, Became.DECLINED),
        ({"kind": "smalltalk"}, Became.SMALL_TALK),
        ({"degraded": True}, Became.HEADLINE),
    ],
)
def test_what_became_of_a_message(
    office: Office, clock: Clock, answer: dict[str, Any], became: Became
) -> None:
    office.ask("how is it", reply("so", **answer), channel="sms")
    (found,) = asked(office, around(clock))
    assert (found.became, found.channel, found.count) == (became, "sms", 1)
    assert found.text == ("how is it" if became is Became.UNKNOWN else None)
    assert (found.topics, found.subjects) == (("status",), ("recorder_of_deeds",))


def hours(office: Office, span: Span) -> dict[datetime, int]:
    with reading(office.engine) as connection:
        return read_hours(connection, span)


def test_what_is_alike_is_counted_by_the_database(office: Office, clock: Clock) -> None:
    office.ask("is it open")
    office.ask("is it open now")
    office.ask("is it closed", reply("so", subjects=["assessment", "collection"]))
    found = asked(office, around(clock))
    assert sorted((one.count, one.subjects) for one in found) == [
        (1, ("assessment", "collection")),
        (2, ("recorder_of_deeds",)),
    ]


def test_an_hour_ends_with_its_last_second(office: Office, clock: Clock) -> None:
    begin = datetime(2024, 4, 3, 12, tzinfo=UTC)
    for moment in (1, 3599.9, 3600, 3601):
        clock.now = begin + timedelta(seconds=moment)
        office.ask("is it open")
    found = hours(office, Span(begin, begin + LONG))
    assert found == {begin: 2, begin + timedelta(hours=1): 2}


def test_hours_of_the_day_on_which_clocks_go_back(office: Office, clock: Clock) -> None:
    zone = ZoneInfo("America/Chicago")
    day = datetime(2024, 11, 3).date()
    for hour in (6, 7):  # Both are one o'clock there.
        clock.now = datetime(2024, 11, 3, hour, 30, tzinfo=UTC)
        office.ask("is it open")
    found = hours(office, Period(day, day, zone).span)
    assert found == {datetime(2024, 11, 3, hour, tzinfo=UTC): 1 for hour in (6, 7)}


def test_the_end_of_a_period_is_not_in_it(office: Office, clock: Clock) -> None:
    office.ask("how is it")
    assert asked(office, Span(clock() - LONG, clock())) == []
    assert len(asked(office, Span(clock(), clock() + LONG))) == 1


def test_a_replay_counts_on_the_days_that_residents_are_told(office: Office, clock: Clock) -> None:
    office.ask("how is it")
    offset = timedelta(days=-400, hours=2)
    told = (clock() + offset).replace(minute=0)
    span = Span(told, told + timedelta(hours=1), offset)
    assert hours(office, span) == {told: 1}
    assert len(asked(office, span)) == 1
    assert asked(office, Span(told, told + timedelta(hours=1))) == []


def test_a_replay_of_a_summer_in_winter_is_not_an_hour_late(office: Office, clock: Clock) -> None:
    zone = ZoneInfo("America/Chicago")
    clock.now = datetime(2024, 12, 3, 15, tzinfo=UTC)
    offset = datetime(2024, 4, 3, 14, 30, tzinfo=UTC) - clock.now
    office.ask("how is it")
    day = datetime(2024, 4, 3).date()
    (found,) = hours(office, Period(day, day, zone, offset).span)
    assert found.astimezone(zone).hour == 9


def test_nothing_was_raised(office: Office, clock: Clock) -> None:
    assert read_raised(office.engine, around(clock)) == []
