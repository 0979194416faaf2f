"""What notices say: the case's facts, nothing of the resident, and no header of anybody else's."""

from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine

from countyline.notices.book import NoticeBook
from countyline.notices.model import Kind, Way
from countyline.notices.wording import Envelope, age, as_json, as_mail
from tests.notices.scene import NOTHING_LATE, PUBLIC, START, Clock, add_case, notice

ENVELOPE = Envelope("desk@example.gov", ("clerk@example.gov", "deputy@example.gov"), PUBLIC)
NOW = START + timedelta(minutes=125)


def test_a_mail_about_one_case() -> None:
    mail = as_mail([notice()], ENVELOPE, NOW)
    assert mail["Subject"] == "New case 4F-27: case by case, urgent: ticket, vehicle, Spanish, web"
    assert mail["To"] == "clerk@example.gov, deputy@example.gov"
    assert mail.get_content_type() == "text/plain"
    assert mail.get_content() == (
        "New case 4F-27\n"
        "  Why:        case by case\n"
        "  Urgent:     ticket\n"
        "  Topic:      vehicle\n"
        "  About:      tag office\n"
        "  Language:   Spanish\n"
        "  Channel:    web\n"
        "  Waits for:  2 hours 5 minutes\n"
        "  https://chat.example.gov/staff/cases/4F-27\n"
        "\n"
        "-- \n"
        "Sent by Countyline, https://chat.example.gov\n"
    )


def test_a_mail_about_several_cases() -> None:
    late = notice(id="n-2", kind=Kind.OVERDUE, case="2F-22", claimed_by="Maria Lee")
    unclaimed = notice(id="n-3", kind=Kind.UNCLAIMED, case="2F-23", topic=None, subjects=())
    mail = as_mail([notice(), late, unclaimed], ENVELOPE, NOW)
    assert mail["Subject"] == "3 cases wait for staff"
    content = mail.get_content()
    assert "New case 4F-27\n" in content
    assert "No reply in 2F-22\n" in content
    assert "Claimed by: Maria Lee\n" in content
    assert "Nobody claimed case 2F-23\n" in content
    assert "Topic:      not understood\n" in content


def test_the_same_notices_are_the_same_mail() -> None:
    one, two = notice(), notice(id="n-2", case="2F-22")
    key = as_mail([one, two], ENVELOPE, NOW)["Message-ID"]
    assert as_mail([two, one], ENVELOPE, NOW + timedelta(hours=1))["Message-ID"] == key
    assert as_mail([one], ENVELOPE, NOW)["Message-ID"] != key


def test_a_post() -> None:
    told = as_json(notice(), PUBLIC, NOW)
    assert told == {
        "type": "case.new",
        "timestamp": "2024-04-03T17:05:00Z",
        "text": (
            "New case 4F-27: case by case, urgent: ticket, vehicle, Spanish, web "
            "https://chat.example.gov/staff/cases/4F-27"
        ),
        "data": {
            "case": "4F-27",
            "state": "open",
            "reason": "case_by_case",
            "sensitivity": "ticket",
            "topic": "vehicle",
            "subjects": ["tag_office"],
            "language": "es",
            "channel": "web",
            "opened_at": "2024-04-03T15:00:00Z",
            "claimed_by": None,
            "url": "https://chat.example.gov/staff/cases/4F-27",
        },
    }


def test_nothing_of_the_resident_is_in_it(engine: Engine, clock: Clock) -> None:
    add_case(engine, "4F-27")
    book = NoticeBook(engine, clock)
    book.make([Way.MAIL], NOTHING_LATE)
    taken = book.take(Way.MAIL, 1)
    said = as_mail(taken, ENVELOPE, NOW).as_string() + str(as_json(taken[0], PUBLIC, NOW))
    for secret in ("multaron", "Ana", "ana@example.com", "816-555-0100", "c-4F-27"):
        assert secret not in said


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        (0.5, "less than a minute"),
        (1, "1 minute"),
        (61, "1 hour 1 minute"),
        (24 * 60 * 3 + 5, "3 days 5 minutes"),
        (-5, "less than a minute"),
    ],
)
def test_ages(minutes: float, said: str) -> None:
    assert age(timedelta(minutes=minutes)) == said


anything = st.text(max_size=80)


@given(anything, anything, anything, anything, anything)
def test_no_header_can_be_slipped_in(
    topic: str, reason: str, channel: str, language: str, name: str
) -> None:
    hostile = notice(
        topic=topic,
        reason=reason,
        channel=channel,
        language=language,
        claimed_by=name,
        kind=Kind.OVERDUE,
        subjects=(topic, name),
    )
    mail = as_mail([hostile], ENVELOPE, NOW)
    read = message_from_bytes(mail.as_bytes(), policy=policy.default)
    headers = {"Subject", "From", "To", "Date", "Message-ID", "Auto-Submitted", "MIME-Version"}
    headers |= {"Content-Type", "Content-Transfer-Encoding"}
    assert sorted(read.keys()) == sorted(headers)
    assert not read.is_multipart()
    assert str(read["To"]) == "clerk@example.gov, deputy@example.gov"
    # No line of its own either.
    assert len(read.get_content().splitlines()) <= 13


@pytest.mark.parametrize("line", ["x\r\nBcc: all@example.gov", "x\n\n<script>", "x\u2028y\x85z"])
def test_lines_stay_lines(line: str) -> None:
    mail = as_mail([notice(topic=line, channel=line)], ENVELOPE, NOW)
    assert mail["Bcc"] is None
    assert "\nBcc" not in mail.as_string()
    assert "\n" not in mail["Subject"]
