"""Transcripts worked off: answers drafted, one case each for the rest, nothing twice."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from countyline.desk.brain import BrainTooSlow, BrainUnavailable
from countyline.intake.book import IntakeBook
from countyline.intake.worker import MOST_ATTEMPTS
from tests.desk.scene import Clock
from tests.intake.dying import Brain, work_off, worker_of
from tests.intake.scene import rows, taken_in, voicemail


@pytest.fixture
def book(engine: Engine, clock: Clock) -> IntakeBook:
    return IntakeBook(engine, clock)


def test_an_answer_is_drafted_and_no_case_is_opened(
    engine: Engine, clock: Clock, book: IntakeBook
) -> None:
    taken_in(book, voicemail("Is the recorder open on Friday? Call me back at 816-555-0134."))
    worker = worker_of(engine, clock)
    work_off(worker)
    found = rows(engine)
    (transcript,) = found["transcripts"]
    assert (transcript.state, transcript.case_id) == ("done", None)
    assert transcript.contact == "816-555-0134; 816-555-0199"
    assert "0134" not in transcript.text
    (question,) = found["transcript_questions"]
    assert (question.outcome, question.topic, question.aspect) == ("drafted", "status", "open")
    assert (question.draft, question.revision) == ("About open.", 1)
    assert question.facts == ["offices.recorder_of_deeds.closure"]
    assert found["cases"] == []
    assert worker.done == 1
    done = book.done_since(clock())
    assert (done.transcripts, done.questions, done.drafted, done.cases) == (1, 1, 1, 0)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("When does the statue come back?", "nothing_published"),
        ("What about the mumble?", "not_understood"),
        ("I got a ticket, what do I do?", "case_by_case"),
        ("Can I talk to a person?", "asked_for_person"),
        ("What about my IRS refund?", "not_understood"),
        ("Is there a fire at the courthouse?", "safety"),
        ("Please call me back.", "asked_for_person"),
        ("Hi, how is the weather? Call me back at 816-555-0134.", "asked_for_person"),
    ],
)
def test_the_rest_becomes_one_case_with_the_contact(
    engine: Engine, clock: Clock, book: IntakeBook, text: str, reason: str
) -> None:
    taken_in(book, voicemail(text))
    work_off(worker_of(engine, clock))
    found = rows(engine)
    (case,) = found["cases"]
    assert (case.reason, case.channel) == (reason, "voice")
    assert "816-555-0199" in case.contact
    assert found["transcripts"][0].case_id == case.id
    (noted,) = found["case_events"]
    assert noted.what == "noted"
    assert noted.detail["text"].startswith("Voicemail of 2024-04-03 14:00 UTC: ")


def test_all_that_a_transcript_leaves_is_one_case(
    engine: Engine, clock: Clock, book: IntakeBook
) -> None:
    text = "I got a ticket, what now? When will the statue return? Can I speak to a person?"
    taken_in(book, voicemail(text + " Is the recorder open?"))
    work_off(worker_of(engine, clock))
    found = rows(engine)
    assert len(found["cases"]) == 1
    assert [one.outcome for one in found["transcript_questions"]] == ["person"] * 3 + ["drafted"]
    (noted,) = found["case_events"]
    assert "About open." in noted.detail["text"]


def test_without_a_number_what_is_not_the_countys_needs_nobody(
    engine: Engine, clock: Clock, book: IntakeBook
) -> None:
    asked, silent = voicemail("What about my IRS refund?"), voicemail("", 2)
    taken_in(book, {**asked, "from": None}, {**silent, "from": None})
    work_off(worker_of(engine, clock))
    assert rows(engine)["cases"] == []
    assert {one.state for one in rows(engine)["transcripts"]} == {"done"}


def test_a_question_leans_on_the_one_before_and_on_no_offer(
    engine: Engine, clock: Clock, book: IntakeBook
) -> None:
    taken_in(book, voicemail("Is the recorder open? And how do I pay?", language="en-US"))
    worker = worker_of(engine, clock)
    work_off(worker)
    assert isinstance(worker.brain, Brain)
    first, second = worker.brain.turns
    assert first.context == {}
    assert second.context == {"language": "en", "topic": "status", "aspect": "open"}
    assert {turn.channel for turn in worker.brain.turns} == {"voice"}
    assert {turn.medium for turn in worker.brain.turns} == {"screen"}  # staff read the drafts
    assert first.conversation == second.conversation
    assert first.language == "en"


def test_more_questions_than_are_asked_need_a_person(
    engine: Engine, clock: Clock, book: IntakeBook
) -> None:
    taken_in(book, voicemail(" ".join(f"Is office {n} open?" for n in "abcdefg")))
    work_off(worker_of(engine, clock))
    assert len(rows(engine)["transcript_questions"]) == 5
    assert len(rows(engine)["cases"]) == 1


def test_taken_in_again_adds_nothing(engine: Engine, clock: Clock, book: IntakeBook) -> None:
    calls = [voicemail("Is the recorder open?"), voicemail("I got a ticket, what now?", 2)]
    taken_in(book, *calls)
    work_off(worker_of(engine, clock))
    before = rows(engine)
    again = book.batch(taken_in(book, *calls))
    assert again is not None
    assert (again.taken, again.known, again.bad_count, again.waiting) == (0, 2, 0, 0)
    work_off(worker_of(engine, clock))
    assert rows(engine) == before


def test_without_an_id_the_content_tells_transcripts_apart(book: IntakeBook) -> None:
    one, other = voicemail("Is it open?", id=None), voicemail("Is it shut?", id=None)
    batch = book.batch(taken_in(book, one, other, one))
    assert batch is not None
    assert (batch.taken, batch.known) == (2, 1)


def test_an_id_that_names_two_is_told(book: IntakeBook) -> None:
    batch = book.batch(taken_in(book, voicemail("Is it open?"), voicemail("Is it shut?")))
    assert batch is not None
    assert (batch.taken, [bad.number for bad in batch.bad]) == (1, [2])
    later = book.batch(taken_in(book, voicemail("Is it late?")))
    assert later is not None
    assert later.bad_count == 1


def test_when_nobody_answers_it_waits(engine: Engine, clock: Clock, book: IntakeBook) -> None:
    taken_in(book, voicemail("Is the recorder open?"))
    worker = worker_of(engine, clock)
    assert isinstance(worker.brain, Brain)
    worker.brain.failures = [BrainUnavailable("down")]
    with pytest.raises(BrainUnavailable):
        work_off(worker)
    assert book.count_waiting() == 1
    assert book.take(5) == []
    clock.forward(10)
    work_off(worker)
    assert book.count_waiting() == 0


def test_what_was_tried_too_often_goes_to_a_person(
    engine: Engine, clock: Clock, book: IntakeBook
) -> None:
    taken_in(book, voicemail("Is the recorder open?"))
    worker = worker_of(engine, clock)
    assert isinstance(worker.brain, Brain)
    worker.brain.failures = [BrainTooSlow() for _ in range(MOST_ATTEMPTS)]
    for _ in range(MOST_ATTEMPTS):
        work_off(worker)
        clock.forward(60)
    (case,) = rows(engine)["cases"]
    assert case.reason == "degraded"
    assert book.count_waiting() == 0


def test_what_somebody_took_is_left_to_them_for_a_while(clock: Clock, book: IntakeBook) -> None:
    taken_in(book, voicemail("Is it open?"), voicemail("Is it late?", 2))
    assert len(book.take(1)) == 1
    assert len(book.take(5)) == 1
    assert book.take(5) == []
    clock.forward(61)
    assert len(book.take(5)) == 2


def test_secret_numbers_are_not_kept(engine: Engine, book: IntakeBook) -> None:
    story = "I have waited for a long time in this line. " * 40
    taken_in(book, voicemail(f"{story}My social is 123-45-6789. {story}Is it open?"))
    (row,) = rows(engine)["transcripts"]
    kept = row.text + "".join(row.questions)
    assert "6789" not in kept
    assert "[###]" in kept
