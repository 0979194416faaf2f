"""Whole calls through the desk: what is said, what is kept, what staff have of it."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from sqlalchemy import Engine, select

from countyline.calling.core import TooManyReports
from countyline.calling.model import Abilities, CallRefused, Event, TransferOutcome
from countyline.calling.schema import call_reports, calls
from countyline.cases.history import events_of
from countyline.cases.model import CaseDraft, Reason
from countyline.cases.store import CaseBook
from countyline.database.engine import reading
from countyline.desk.model import Owner
from countyline.desk.schema import conversations, inbox
from tests.calling.scene import (
    CALLER,
    CLOSED,
    STAFF_PHONE,
    Office,
    ended,
    heard,
    keys,
    office,
    record,
    reply,
    said,
    silence,
)
from tests.desk.scene import run

WAITS = Abilities(transfers=True, records=True, waits=True)


def notes(engine: Engine, case: str) -> list[str]:
    with reading(engine) as connection:
        return [one.detail["text"] for one in events_of(connection, case) if one.detail.get("text")]


def test_a_call_with_a_question(engine: Engine) -> None:
    async def test() -> None:
        async with office(engine) as desk:
            greeted = await desk.begin()
            assert "Jackson County" in greeted.speech.text
            assert greeted.next == "listen" and greeted.answer is None
            answered = await desk.say("is the recorder open", 0.9)
            assert answered.speech.text.startswith("Answer to is the recorder open")
            assert answered.answer is not None and answered.answer["topic"] == "status"
            over = await desk.say("no that's all thank you")
            assert over.next == "hangup" and "Goodbye" in over.speech.text
            entries = [(one.author, one.text) for one in await desk.entries()]
            assert entries == [
                ("bot", greeted.speech.text),
                ("resident", "is the recorder open"),
                ("bot", "Answer to is the recorder open"),
                ("bot", "Is there anything else?"),
                ("resident", "no that's all thank you"),
                ("bot", over.speech.text),
            ]
            assert desk.brain.asked[0].channel == "voice"

    run(test())


def test_rasa_is_told_what_recognition_said(engine: Engine) -> None:
    async def test() -> None:
        async with office(engine) as desk:
            await desk.take(said("is the recorder oven", 0.52, "is the recorder open"))
            asked = desk.brain.asked[0]
            assert asked.text == "is the recorder oven"
            assert asked.recognition == {
                "confidence": 0.52,
                "alternatives": [
                    {"text": "is the recorder oven", "confidence": 0.52},
                    {"text": "is the recorder open", "confidence": None},
                ],
            }

    run(test())


def test_a_secret_number_is_not_kept_in_any_way_it_was_heard(engine: Engine) -> None:
    secret = "123-45-6789"

    async def test() -> None:
        async with office(engine) as desk:
            await desk.take(said(f"my social is {secret}", 0.9, f"my social was {secret}"))
            with reading(engine) as connection:
                row = connection.execute(select(inbox)).one()
            assert secret not in str(row)

    run(test())


def test_a_repeated_report_gets_the_very_same(engine: Engine) -> None:
    async def test() -> None:
        async with office(engine) as desk:
            start, question = heard(Event.START), said("is it open")
            first = await desk.take(start)
            answer = await desk.take(question)
            assert await desk.take(start) == first
            assert await desk.take(question) == answer
            assert len(desk.brain.asked) == 1
            assert len(await desk.entries()) == 4

    run(test())


def test_a_repeat_while_the_answer_is_made_waits_for_it(engine: Engine) -> None:
    async def test() -> None:
        async with office(engine) as desk:
            desk.brain.hold()
            question = said("is it open")
            both = [asyncio.create_task(desk.core.take(question)) for _ in range(2)]
            await asyncio.sleep(0.1)
            desk.brain.may_answer.set()
            one, other = await asyncio.gather(*both)
            assert one == other
            assert len(desk.brain.asked) == 1

    run(test())


def test_two_reports_at_once_each_get_their_own_answer(engine: Engine) -> None:
    async def test() -> None:
        async with office(engine) as desk:
            await desk.begin()
            one, other = await asyncio.gather(desk.say("first"), desk.say("second"))
            assert one.speech.text.startswith("Answer to first")
            assert other.speech.text.startswith("Answer to second")

    run(test())


def test_a_slow_answer_is_waited_for(engine: Engine) -> None:
    async def test() -> None:
        async with office(engine) as desk:
            await desk.begin(abilities=WAITS)
            desk.brain.hold()
            first = await desk.say("is it open", abilities=WAITS)
            assert (first.next, first.speech.text) == ("wait", "One moment, please.")
            waiting = heard(Event.WAITING, abilities=WAITS)
            task = asyncio.create_task(desk.core.take(waiting))
            await asyncio.sleep(0.05)
            desk.brain.may_answer.set()
            answer = await task
            assert answer.speech.text.startswith("Answer to is it open")
            assert await desk.take(waiting) == answer

    run(test())


def test_without_waiting_the_headline_is_said_and_a_late_answer_is_not(
    sqlite: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("countyline.calling.core.HELD_SECONDS", 0.1)

    async def test() -> None:
        async with office(sqlite) as desk:
            await desk.begin()
            desk.brain.hold()
            told = await desk.say("is it open")
            assert told.speech.text.startswith("Some offices are closed.")
            assert told.answer is not None and told.answer["degraded"]
            desk.brain.may_answer.set()
            await desk.house.rest()
            monkeypatch.setattr("countyline.calling.core.HELD_SECONDS", 5)
            other = await desk.say("where is it")
            assert other.speech.text.startswith("Answer to where is it")

    run(test())


def test_a_person_is_put_through_with_the_case(engine: Engine) -> None:
    async def test() -> None:
        async with office(engine) as desk:
            await desk.begin()
            through = await desk.press("0")
            assert through.next == "transfer" and through.transfer is not None
            assert through.transfer.to == STAFF_PHONE
            case = desk.case()
            assert case.contact == "816-555-0134"
            assert "Case" in through.transfer.whisper.text
            assert "the number that you call from" in through.speech.text
            assert case.reason.value == "asked_for_person"
            over = await desk.take(ended(TransferOutcome.COMPLETED))
            assert over.next == "hangup"

    run(test())


def test_a_busy_line_becomes_a_call_back(engine: Engine) -> None:
    async def test() -> None:
        async with office(engine) as desk:
            await desk.begin()
            await desk.say("operator")
            busy = await desk.take(ended(TransferOutcome.BUSY))
            assert busy.speech.text.startswith("The line is busy.")
            asked = await desk.press("1")
            assert "eight one six, five five five, zero one three four" in asked.speech.text
            assert asked.listening.most_keys == 11
            other = await desk.press("8165550199#")
            assert "zero one nine nine" in other.speech.text
            assert "good time" in (await desk.say("yes")).speech.text
            noted = await desk.say("saturday at nine a.m.")
            assert "saturday at nine a.m." in noted.speech.text
            assert "Please note: Staff answer Monday to Friday" in noted.speech.text
            case = desk.case()
            assert case.contact == "816-555-0134; 816-555-0199"
            assert notes(engine, case.id) == [
                "The call could not be put through: busy.",
                "Wants to be called back at 816-555-0199. When: “saturday at nine a.m.”. "
                "This is outside staff hours; the caller was told so.",
            ]

    run(test())


def test_out_of_hours_a_message_can_be_left(engine: Engine) -> None:
    async def test() -> None:
        async with office(engine, county=CLOSED) as desk:
            offered = await desk.say("quiero hablar con una persona")
            assert offered.next == "listen"
            record_it = await desk.press("3")
            assert record_it.next == "record"
            kept = await desk.take(heard(Event.RECORDED, recording="https://phone.example/r1"))
            assert kept.next == "listen"
            assert notes(engine, desk.case().id) == [
                "Left a message. Recording: https://phone.example/r1"
            ]

    run(test())


def test_a_person_while_rasa_is_down(sqlite: Engine) -> None:
    async def fails(*_: Any) -> Any:
        raise RuntimeError("down")

    async def test() -> None:
        async with office(sqlite) as desk:
            desk.brain.think = fails
            through = await desk.press("0")
            assert through.next == "transfer"
            assert desk.case().contact == "816-555-0134"
            with reading(sqlite) as connection:
                owner = connection.scalar(select(conversations.c.owner))
            assert owner == Owner.OFFERED

    run(test())


def test_nobody_leaves_a_number_with_a_case_of_somebody_else(engine: Engine) -> None:
    async def test() -> None:
        async with office(engine) as desk:
            book = CaseBook(engine.url.render_as_string(hide_password=False), clock=desk.rasa.clock)
            draft = CaseDraft(
                conversation="other",
                turn="other/1",
                reason=Reason.ASKED_FOR_PERSON,
                language="en",
                channel="web",
                question="mine",
            )
            other = book.open(draft)
            answer = record("handoff", topic="person", case={"id": other.id, "state": "open"})
            desk.rasa.replies["what about that case"] = reply("It is open.", answer=answer)
            through = await desk.say("what about that case")
            assert through.next == "transfer" and through.transfer is not None
            assert "mine" not in through.transfer.summary
            assert book.by_id(other.id) == other
            (own,) = book.of_conversation(desk.conversation)
            assert own.contact == "816-555-0134"
            book.dispose()

    run(test())


def test_more_of_an_answer(engine: Engine) -> None:
    async def test() -> None:
        async with office(engine) as desk:
            desk.rasa.replies["why"] = reply("Part one.", rest=("Part two.", "Part three."))
            first = await desk.say("why")
            assert first.speech.text.endswith("Part one. Would you like to hear more?")
            second = await desk.say("yes")
            assert second.speech.text == "Part two. Would you like to hear more?"
            third = await desk.press("1")
            assert third.speech.text == "Part three. Is there anything else?"
            assert third.answer == first.answer
            assert len(desk.brain.asked) == 1

    run(test())


def test_a_choice_by_key(engine: Engine) -> None:
    choices = [{"id": "a", "title": "Recorder of Deeds"}, {"id": "b", "title": "None of these"}]

    async def test() -> None:
        async with office(engine) as desk:
            unsure = reply("Did you mean that?", record={"kind": "clarify", "choices": choices})
            desk.rasa.replies["wreck order of deeds"] = unsure
            asked = await desk.say("wreck order of deeds", 0.5)
            assert "For Recorder of Deeds, press one" in asked.speech.text
            answer = await desk.press("1")
            assert answer.speech.text.startswith("Answer to Recorder of Deeds")
            assert desk.brain.asked[-1].recognition is None

    run(test())


def test_staff_who_have_the_conversation_are_not_talked_over(engine: Engine) -> None:
    async def test() -> None:
        async with office(engine) as desk:
            await desk.press("0", abilities=Abilities())
            with engine.begin() as connection:
                connection.execute(conversations.update().values(owner="staff"))
            passed = await desk.say("is it open")
            assert passed.speech.text.startswith("A staff member has your case.")
            assert [one.text for one in await desk.entries()][-2] == "is it open"

    run(test())


@pytest.mark.parametrize(
    "changed",
    [
        {"call": ""},
        {"call": "x" * 200},
        {"call": "a\nb"},
        {"call": "llamada é"},
        {"key": ""},
        {"key": "\0"},
        {"keys": "12a"},
        {"keys": "1" * 40},
    ],
)
def test_what_makes_no_sense_is_refused(sqlite: Engine, changed: dict[str, str]) -> None:
    async def test() -> None:
        async with office(sqlite) as desk:
            with pytest.raises(CallRefused):
                await desk.take(heard(Event.KEYS, **changed))
            with reading(sqlite) as connection:
                assert connection.execute(select(calls)).all() == []

    run(test())


def test_a_withheld_number_is_no_number(sqlite: Engine) -> None:
    async def test() -> None:
        async with office(sqlite) as desk:
            await desk.begin(caller="anonymous")
            through = await desk.press("0", caller="anonymous")
            assert through.next == "transfer"
            assert "number" not in through.speech.text
            assert desk.case().contact is None

    run(test())


def test_a_flood_is_limited(sqlite: Engine) -> None:
    async def test() -> None:
        async with office(sqlite, limit="3/minute") as desk:
            for _ in range(3):
                await desk.take(silence())
            with pytest.raises(TooManyReports):
                await desk.take(silence())

    run(test())


def test_a_call_that_is_over_stays_over(engine: Engine) -> None:
    async def test() -> None:
        async with office(engine) as desk:
            await desk.begin()
            assert (await desk.take(heard(Event.HANGUP))).next == "hangup"
            again = await desk.say("is it open")
            assert (again.next, desk.brain.asked) == ("hangup", [])
            with reading(engine) as connection:
                assert connection.scalar(select(calls.c.ended_at)) is not None

    run(test())


def test_a_hangup_of_an_unknown_call_leaves_nothing(sqlite: Engine) -> None:
    async def test() -> None:
        async with office(sqlite) as desk:
            assert (await desk.take(heard(Event.HANGUP))).next == "hangup"
            with reading(sqlite) as connection:
                assert connection.execute(select(calls)).all() == []
                assert connection.execute(select(call_reports)).all() == []

    run(test())


def test_one_conversation_for_each_call(engine: Engine) -> None:
    async def test() -> None:
        async with office(engine) as desk:
            for call in ("test:1", "test:2"):
                await desk.begin(call=call)
                await desk.press("9", call=call)
            with reading(engine) as connection:
                assert len(connection.execute(select(calls)).all()) == 2
                caller = set(connection.scalars(select(calls.c.caller)))
            assert caller == {CALLER}

    run(test())


async def _whole(desk: Office) -> None:
    await desk.begin()
    await desk.take(keys("2"))
    await desk.say("¿está abierto?")
