"""What a caller is asked whose words were not surely recognized, and what a yes or a no does."""

from __future__ import annotations

import json

import pytest

from countyline.answers.context import Context, read_context
from countyline.answers.engine import Answerer
from countyline.answers.question import Guess, Part, Question, SpokenLanguage, read_question
from countyline.answers.reply import Reply
from tests.answers.asking import FRIDAY, NOW, on, part, snapshot, told, wording

FIRST = snapshot("2024-04-03")
RECORDER = part("status/open", "recorder_of_deeds", dates=[FRIDAY], confident=False)
COLLECTION = part("status/open", "collection", dates=[FRIDAY], confident=False)
PAYING = part("how_to_pay/ways", confident=False)
GARBLED = part("incident/blame", confident=False, confidence=0.3)


def say(
    *parts: Part,
    heard: str = "sure",
    readings: tuple[Part | tuple[Part, ...], ...] = (),
    before: Reply | None = None,
    text: str = "is the recorder open friday",
    language: SpokenLanguage = "en",
) -> Reply:
    """One turn of a call; the context goes through its storage as between two turns."""
    given = tuple(one if isinstance(one, tuple) else (one,) for one in readings)
    question = Question(
        text,
        language,
        parts,
        channel="voice",
        heard=heard,  # type: ignore[arg-type]
        readings=given,
    )
    stored = json.loads(json.dumps(before.context.as_json())) if before else None
    answerer = Answerer(FIRST, wording(), revision=1)
    return answerer.reply(question, read_context(stored), FIRST.sent)


def doubted(*readings: Part | tuple[Part, ...], **more: object) -> Reply:
    first = readings[0] if isinstance(readings[0], Part) else readings[0][0]
    return say(first, heard="unsure", readings=readings, **more)  # type: ignore[arg-type]


YES = part("smalltalk/agree")
NO = part("smalltalk/refuse")


@pytest.mark.parametrize(
    ("readings", "language", "asked"),
    [
        (
            (RECORDER,),
            "en",
            "Did you mean: Recorder of Deeds, whether it is open, Friday, April fifth?",
        ),
        (
            (RECORDER,),
            "es",
            "¿Quiso decir: Registro de Escrituras (Recorder of Deeds), si está abierto, "
            "viernes cinco de abril?",
        ),
        ((RECORDER, COLLECTION), "en", "Did you mean Recorder of Deeds? Or Collection?"),
        (
            (PAYING, COLLECTION),
            "en",
            "Did you mean: ways to pay? Or Collection, whether it is open, Friday, April fifth?",
        ),
        (
            ((PAYING, part("status/open", "collection", dates=[NOW])),),
            "en",
            "Did you mean: ways to pay and Collection, whether it is open?",
        ),
        (
            (part("hours/open_hours", "collection", dates=[{"kind": "week", "which": "next"}]),),
            "en",
            "Did you mean: Collection, opening hours, from Monday, April eighth to Sunday, "
            "April fourteenth?",
        ),
    ],
)
def test_what_was_heard_is_named_so_that_yes_is_enough(
    readings: tuple[Part], language: SpokenLanguage, asked: str
) -> None:
    reply = doubted(*readings, language=language)
    assert reply.answer.kind == "clarify"
    assert told(reply).split("\n")[0] == asked
    assert reply.answer.certainty is None and reply.answer.facts == ()


def test_the_choices_are_what_was_heard_none_of_it_and_a_person() -> None:
    reply = doubted(RECORDER, COLLECTION)
    assert [choice.id for choice in reply.answer.choices] == [
        "heard:0",
        "heard:1",
        "heard:none",
        "person",
    ]
    assert [choice.title for choice in reply.answer.choices][:2] == [
        "Recorder of Deeds",
        "Collection",
    ]


@pytest.mark.parametrize("said", ["yes", "1", "Recorder of Deeds", "heard:0"])
def test_yes_gives_the_answer_itself(said: str) -> None:
    asked = doubted(RECORDER, COLLECTION)
    clear = say(part("status/open", "recorder_of_deeds", dates=[FRIDAY]))
    reply = say(YES if said == "yes" else GARBLED, before=asked, text=said)
    assert reply.answer == clear.answer
    assert reply.context.heard == () and reply.context.clarified == 0
    assert reply.context.question == "is the recorder open friday"
    assert reply.context.topic == "status"


@pytest.mark.parametrize("said", ["2", "collection", "the collection one"])
def test_the_other_reading_can_be_meant(said: str) -> None:
    asked = doubted(RECORDER, COLLECTION)
    named = part("status/open", "collection", confident=False, fragment=True, text=said)
    reply = say(named, heard="unsure", readings=(named,), before=asked, text=said)
    assert reply.answer.kind == "answer"
    assert reply.answer.subjects == ("collection",)


def test_two_questions_that_were_heard_are_both_answered() -> None:
    asked = doubted((PAYING, part("status/open", "collection")))
    assert say(YES, before=asked).answer.topics == ("how_to_pay", "status")


def test_what_is_case_by_case_goes_to_staff_in_the_words_that_were_heard() -> None:
    ticket = part("vehicle/ticket", confident=False)
    asked = doubted(ticket, text="i got a ticket for my tax")
    reply = say(YES, before=asked, text="yes")
    assert reply.answer.kind == "handoff"
    assert reply.answer.escalation is not None
    assert reply.answer.escalation.question == "i got a ticket for my tax"


@pytest.mark.parametrize("said", ["no", "None of these"])
def test_after_a_no_it_is_to_be_said_another_way(said: str) -> None:
    asked = doubted(RECORDER)
    reply = say(NO if said == "no" else GARBLED, before=asked, text=said)
    assert reply.answer.kind == "clarify"
    assert told(reply).startswith("All right. Please ask it another way.")
    assert [choice.id for choice in reply.answer.choices] == ["person"]
    clear = say(part("status/open", "collection"), before=reply)
    assert clear.answer.kind == "answer"


def test_a_yes_to_the_question_for_a_person_brings_one_and_a_no_does_not() -> None:
    unclear = say(GARBLED, heard="unclear", text="mumble")
    assert told(unclear).split("\n")[0].endswith("Do you want a person?")
    taken = say(YES, before=unclear, text="yes").answer
    assert taken.kind == "handoff"
    assert taken.escalation is not None and taken.escalation.question == "mumble"
    assert say(NO, before=unclear, text="no").answer.kind == "smalltalk"


def test_the_second_failure_brings_a_person() -> None:
    refused = say(NO, before=doubted(RECORDER), text="no")
    unclear = say(GARBLED, heard="unclear", before=refused, text="mumble")
    assert unclear.answer.escalation is not None
    assert unclear.answer.escalation.reason == "not_understood"
    again = doubted(COLLECTION, before=refused, text="is the collector open")
    assert again.answer.kind == "clarify"
    escalation = say(NO, before=again, text="no").answer.escalation
    assert escalation is not None and escalation.question == "is the collector open"
    third = doubted(RECORDER, before=again)
    assert third.answer.kind == "handoff"


def test_what_is_unclear_is_asked_again_and_not_guessed_at() -> None:
    away = part("out_of_scope/other", confident=False, out_of_scope=0.9)
    for heard in (GARBLED, away):
        reply = say(heard, heard="unclear")
        assert reply.answer.kind == "clarify"
        assert told(reply).startswith("I did not understand that. Please say it another way.")
        assert [choice.id for choice in reply.answer.choices] == ["person"]


def test_what_may_be_a_call_for_help_is_answered_as_one_beside_the_question() -> None:
    danger = part("safety/danger", confident=False, confidence=0.8)
    first = say(danger, heard="unclear", text="hell the fire")
    assert first.answer.text.startswith("If someone is in danger, call 911 now.")
    assert first.answer.kind == "clarify"
    second = say(danger, heard="unclear", before=first)
    assert second.answer.text.startswith("If someone is in danger, call 911 now.")
    assert second.answer.kind == "handoff"


def test_danger_is_not_confirmed() -> None:
    assert say(part("safety/danger"), heard="sure").answer.topics == ("safety",)


def test_what_has_no_answer_is_not_asked_about() -> None:
    odd = Part("x", Guess("gone", "away", 0.9))
    reply = say(GARBLED, heard="unsure", readings=(odd,))
    assert reply.answer.kind == "clarify" and reply.context.heard == ()


def test_a_follow_up_is_completed_before_it_is_asked_about() -> None:
    open_today = say(part("status/open", "collection"))
    friday = part("contact/phone", confident=False, fragment=True, dates=[on(4, 5)])
    asked = doubted(friday, before=open_today)
    question = "Did you mean: Collection, whether it is open, Friday, April fifth?"
    assert told(asked).startswith(question)


def test_what_was_heard_is_forgotten_with_the_next_answer() -> None:
    asked = doubted(RECORDER)
    assert asked.context.heard
    other = say(part("how_to_pay/ways"), before=asked)
    assert other.context.heard == ()
    assert say(YES, before=other).answer.kind == "smalltalk"


def test_understanding_names_the_words_that_were_taken() -> None:
    reading = {"topic": "status", "aspect": "open", "confidence": 0.9, "confident": True}
    understood = {"text": "recorder", "recognition": "unsure", "questions": [reading],
                  "readings": [[reading], "odd", []]}  # fmt: skip
    question = read_question(understood, text="record her", channel="voice")
    assert (question.text, question.heard, len(question.readings)) == ("recorder", "unsure", 1)
    written = read_question({"questions": [reading], "recognition": 7}, text="x", channel="web")
    assert (written.text, written.heard, written.readings) == ("x", None, ())


def test_odd_readings_in_a_context_are_left_out() -> None:
    choices = [{"id": "heard:0", "title": "x"}]
    assert len(read_context({"choices": choices, "heard": [3, [], ["x"], [{}]]}).heard) == 0
    assert len(read_context({"choices": choices, "heard": [[{}], [{}], [{}]]}).heard) == 2
    assert "heard" not in Context().as_json()


def test_after_a_person_has_spoken_a_yes_confirms_nothing() -> None:
    stored = doubted(RECORDER).context.as_json()
    assert read_context(stored).heard
    assert read_context({**stored, "choices": [], "question": ""}).heard == ()
