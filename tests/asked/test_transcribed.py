"""Calls and voicemails are counted, each once, and what they ask is grouped with the rest."""

from __future__ import annotations

from datetime import UTC, datetime

from countyline.asked.model import Became
from countyline.asked.period import Period
from countyline.asked.report import Report, read_report
from countyline.calling.schema import calls
from countyline.database.engine import writing
from countyline.intake.book import IntakeBook
from tests.desk.scene import Clock
from tests.intake.dying import ZONE, work_off, worker_of
from tests.intake.scene import taken_in, voicemail
from tests.ledger.scene import Office, reply

DAY = datetime(2024, 4, 3).date()


def report(office: Office, clock: Clock) -> Report:
    return read_report(office.engine, Period(DAY, DAY, ZONE).span, clock())


def a_call(office: Office, name: str, *questions: str) -> None:
    conversation = office.begin("voice")
    for question in questions:
        office.ask(question, conversation=conversation)
    row = {
        "call": name, "conversation": conversation, "state": {},
        "opened_at": office.clock(), "ended_at": office.clock(),
    }  # fmt: skip
    with writing(office.engine) as connection:
        connection.execute(calls.insert(), row)


def test_each_question_of_a_voicemail_counts_and_none_twice(office: Office, clock: Clock) -> None:
    book = IntakeBook(office.engine, clock)
    taken_in(
        book,
        voicemail("Is the recorder open on Friday? When does the statue come back?", 1),
        voicemail("What about the mumble?", 2),
    )
    work_off(worker_of(office.engine, clock))
    taken_in(book, voicemail("Is the recorder open on Monday?", 3, language="es"))
    found = report(office, clock)
    assert found.counts.messages == 4
    assert found.counts.by_channel == {"voicemail": 4}
    assert found.counts.by_outcome == {
        Became.DRAFTED: 1, Became.UNKNOWN: 1, Became.HANDED_OVER: 1, Became.WAITING: 1
    }  # fmt: skip
    assert found.counts.by_language == {"en": 3, "es": 1}
    assert list(found.counts.by_hour) == [datetime(2024, 4, 3, 14, tzinfo=UTC)]
    assert (found.calls.voicemails, found.calls.unread) == (3, 1)
    # The case of the second voicemail holds the same question; it is not another one.
    asked = [(one.text, one.topic is None, one.count) for one in found.unanswered]
    assert sorted(asked) == [
        ("What about the mumble?", True, 1), ("When does the statue come back?", False, 1)
    ]  # fmt: skip


def test_a_call_is_counted_by_its_questions_and_as_a_call(office: Office, clock: Clock) -> None:
    a_call(office, "twilio:CA1", "is it open", "when will it open")
    a_call(office, "twilio:CA2")
    office.ask("is it open", channel="web")
    found = report(office, clock)
    assert found.counts.by_channel == {"voice": 2, "web": 1}
    assert (found.calls.held, found.calls.silent) == (2, 1)


def test_the_transcript_of_a_call_that_was_held_here_is_no_other_call(
    office: Office, clock: Clock
) -> None:
    a_call(office, "twilio:CA1", "is the recorder open")
    taken_in(
        IntakeBook(office.engine, clock),
        voicemail("Is the recorder open?", id="CA1", kind="call"),
        voicemail("Is the recorder open?", id="CA7", kind="call"),
    )
    work_off(worker_of(office.engine, clock))
    found = report(office, clock)
    assert found.counts.by_channel == {"voice": 1, "call_transcript": 1}
    assert (found.calls.held, found.calls.call_transcripts) == (1, 1)


def test_wordings_that_came_by_phone_and_on_the_web_are_counted_together(
    office: Office, clock: Clock
) -> None:
    unknown = reply("No word yet.", certainty="unknown", topics=["status"], subjects=[])
    office.ask("When does the statue come back?", unknown)
    taken_in(IntakeBook(office.engine, clock), voicemail("When does the statue come back?"))
    work_off(worker_of(office.engine, clock))
    (only,) = {one.text for one in report(office, clock).unanswered}
    assert only == "When does the statue come back?"
    assert sum(one.count for one in report(office, clock).unanswered) == 2
