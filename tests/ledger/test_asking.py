"""Who was told what about a thing, between two times, under which revision."""

from __future__ import annotations

import csv
import io
import json
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from countyline.ledger.asking import Wanted, asked_before, newest
from countyline.ledger.writing import COLUMNS, csv_lines, json_lines, text_lines
from tests.ledger.scene import Office, reply

CHICAGO = ZoneInfo("America/Chicago")


@pytest.fixture
def full(office: Office) -> Office:
    """Four answers, a minute apart."""
    told = [
        ("web", reply("The Recorder is CERRADO, dice ÉL: 50% off_limits.")),
        ("sms", reply("Assessment: closed.", subjects=["assessment"], revision=2,
                      facts=["offices.assessment.closure"], topics=["status", "reopening"])),
        ("web", reply("Sí, por internet.", language="es", topics=["how_to_pay"], subjects=[],
                      facts=["payments.portal"], revision=2)),
        ("voice", reply("I have opened a case.", topics=["person"], subjects=[], facts=[],
                        kind="handoff", case={"id": "4F-27", "state": "open"})),
    ]  # fmt: skip
    for number, (channel, words) in enumerate(told):
        office.ask(f"question {number}", words, channel=channel)
        office.clock.forward(60)
    office.seal()
    return office


@pytest.mark.parametrize(
    ("wanted", "numbers"),
    [
        ({}, [1, 2, 3, 4]),
        ({"about": "recorder_of_deeds"}, [1]),
        ({"about": "assessment"}, [2]),
        ({"about": "offices.assessment.closure"}, [2]),
        ({"about": "offices"}, [1, 2]),
        ({"about": "closure"}, [1, 2]),
        ({"about": "recorder"}, []),
        ({"about": "recorder_of%"}, []),
        ({"about": "recorderXof_deeds"}, []),
        ({"topic": "status"}, [1, 2]),
        ({"topic": "reopening"}, [2]),
        ({"topic": "stat"}, []),
        ({"revision": 2}, [2, 3]),
        ({"channel": "web"}, [1, 3]),
        ({"language": "es"}, [3]),
        ({"author": "staff"}, []),
        ({"numbers": (2, 4, 9)}, [2, 4]),
        ({"words": "closed"}, [2]),
        ({"words": "cerrado, dice él"}, [1]),
        ({"words": "50% OFF_"}, [1]),
        ({"words": "50X off"}, []),
        ({"words": "question 1"}, []),
        ({"words": "SÍ, POR"}, [3]),
        ({"channel": "web", "revision": 2, "topic": "how_to_pay"}, [3]),
    ],
)
def test_all_filters_must_fit(full: Office, wanted: dict[str, Any], numbers: list[int]) -> None:
    assert [entry.number for entry in full.entries(**wanted)] == numbers
    page = newest(full.engine, Wanted(**wanted), 10, None)
    assert [entry.number for entry in page] == numbers[::-1]


def test_between_two_times(full: Office) -> None:
    first = full.entries()[0].written_at
    minute = timedelta(minutes=1)
    found = full.entries(since=first + minute, until=first + 3 * minute)
    assert [entry.number for entry in found] == [2, 3]


def test_the_told_time_and_the_real_one_are_asked_apart(office: Office) -> None:
    office.offset = timedelta(days=-365)
    office.ask()
    office.seal()
    now = office.clock()
    assert office.texts(since=now) == []
    assert office.texts(since=now, clock="real") == ["It is closed."]
    assert office.texts(until=now - timedelta(days=364)) == ["It is closed."]


def test_page_by_page_the_newest_first(full: Office) -> None:
    first = newest(full.engine, Wanted(), 3, None)
    rest = newest(full.engine, Wanted(), 3, first[-1].number)
    assert [entry.number for entry in [*first, *rest]] == [4, 3, 2, 1]


def test_the_same_question_is_found_again(office: Office) -> None:
    basis = {"by": "answers"}
    for question, words in (('is "it" open?', "One."), ('is "it" open?', "Two."), ("other", "X.")):
        office.ask(question, reply(words, basis))
    office.ask('is "it" open?', "Without a basis.")
    office.seal()
    found = asked_before(office.engine, 'is "it" open?', None)
    assert found is not None and found.text == "Two."
    assert asked_before(office.engine, 'is "it" open?', "es") is None
    assert asked_before(office.engine, "is", None) is None


# For others


def test_a_spreadsheet_gets_every_column_and_no_formula(office: Office) -> None:
    office.ask("=1+1", reply("=HYPERLINK(1)"))
    office.seal()
    written = "".join(csv_lines(office.entries(), CHICAGO))
    assert written[0] == "\ufeff"
    [row] = csv.DictReader(io.StringIO(written[1:]))
    assert tuple(row) == COLUMNS
    assert (row["question"], row["text"]) == ("'=1+1", "'=HYPERLINK(1)")
    assert (row["facts"], row["degraded"]) == ("offices.recorder_of_deeds.closure", "no")
    assert row["written_at"].endswith(("-05:00", "-06:00"))


def test_programs_get_a_line_for_each_entry(full: Office) -> None:
    lines = [json.loads(line) for line in json_lines(full.entries(), CHICAGO)]
    assert [line["number"] for line in lines] == [1, 2, 3, 4]
    assert set(lines[0]) == {*COLUMNS, "basis"}
    assert lines[3]["case"] == "4F-27"


def test_people_get_what_was_told_to_whom(full: Office) -> None:
    written = "".join(text_lines(full.entries(channel="sms"), CHICAGO))
    assert "2  " in written and "sms  en  bot  revision 2  confirmed" in written
    assert "    asked: question 1\n    told:  Assessment: closed.\n" in written
    assert "    facts: offices.assessment.closure\n" in written
