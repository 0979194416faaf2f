"""What staff write to a resident on the web also goes to the number that was left."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine, insert

from benchmarks.texting.fake_twilio import FakeTwilio
from countyline.cases.schema import cases
from countyline.cases.staff import Role, StaffMember
from countyline.database.engine import reading, writing
from countyline.texting.assembling import stopping
from countyline.texting.model import Kind
from countyline.texting.opt_outs import all_opt_outs, has_opted_out, opt_in
from countyline.texting.words import Words
from tests.desk.scene import run
from tests.texting.scene import OURS, THEIRS, Office, office, rows

ANA = StaffMember("ana", "Ana Diaz", Role.AGENT)


def open_case(engine: Engine, conversation: str, contact: str | None) -> None:
    with writing(engine) as connection:
        connection.execute(
            insert(cases).values(
                id="4F-27",
                conversation=conversation,
                turn="t",
                reason="case_by_case",
                subjects=[],
                language="en",
                channel="web",
                question="a ticket",
                contact=contact,
                state="open",
                opened_at=datetime.now(UTC),
            )
        )


async def answered_by_staff(desk: Office, engine: Engine, contact: str | None) -> str:
    """Let a resident ask on the web, and a staff member answer."""
    conversation = await desk.house.begin()
    await desk.house.say(conversation, "m-1")
    await desk.house.rest()
    open_case(engine, conversation, contact)
    reply_of_staff(desk, "It is in the mail.", "form-1")
    return conversation


def reply_of_staff(desk: Office, text: str, form: str) -> None:
    report = desk.house.desk._switchboard.reply(["4F-27"], ANA, {"en": text}, form)
    assert report.sent


def test_it_goes_out_as_a_text_too(engine: Engine, twilio: FakeTwilio, words: Words) -> None:
    async def test() -> None:
        async with office(engine, twilio, words) as desk:
            await answered_by_staff(desk, engine, "call 816-555-0123 after 5")
            await desk.send()
            reply_of_staff(desk, "Anything else?", "form-2")
            await desk.send()

    run(test())
    # What staff wrote, and nothing of the bot.
    assert twilio.bodies == ["It is in the mail.", "Anything else?"]
    assert {one.fields["To"] for one in twilio.messages} == {THEIRS}
    assert {one.fields["From"] for one in twilio.messages} == {OURS}


@pytest.mark.parametrize("contact", [None, "ana@example.gov"])
def test_without_a_number_nothing_goes_out(
    engine: Engine, twilio: FakeTwilio, words: Words, contact: str | None
) -> None:
    async def test() -> None:
        async with office(engine, twilio, words) as desk:
            await answered_by_staff(desk, engine, contact)
            await desk.send()

    run(test())
    assert rows(engine) == []


def test_it_is_off_unless_it_is_set(engine: Engine, twilio: FakeTwilio, words: Words) -> None:
    async def test() -> None:
        async with office(engine, twilio, words, follows_up=False) as desk:
            await answered_by_staff(desk, engine, THEIRS)
            await desk.send()

    run(test())
    assert rows(engine) == []


def test_who_says_no_on_the_web_gets_none(
    engine: Engine, twilio: FakeTwilio, words: Words
) -> None:
    async def test() -> None:
        async with office(engine, twilio, words) as desk:
            conversation = await answered_by_staff(desk, engine, THEIRS)
            await desk.house.say(conversation, "m-2", "please don't text me")
            await desk.house.rest()
            await desk.send()
            # Said again on the phone: then it counts.
            with writing(engine) as connection:
                opt_in(connection, THEIRS, "keyword", datetime.now(UTC))
            reply_of_staff(desk, "Anything else?", "form-2")
            await desk.send()

    run(test())
    assert twilio.bodies == ["Anything else?"]


def test_the_number_is_stopped_from_the_web(
    engine: Engine, twilio: FakeTwilio, words: Words
) -> None:
    async def test() -> None:
        async with office(engine, twilio, words) as desk:
            stop_for = stopping(engine, desk.house.threads)
            conversation = await answered_by_staff(desk, engine, THEIRS)
            assert await stop_for(conversation)
            assert not await stop_for("another")

    run(test())
    with reading(engine) as connection:
        assert has_opted_out(connection, THEIRS)


def test_nobody_silences_the_phone_of_another(
    engine: Engine, twilio: FakeTwilio, words: Words
) -> None:
    """Anybody may leave any number on the web and say no; whoever has it and asks is answered."""

    async def test() -> None:
        async with office(engine, twilio, words) as desk:
            conversation = await answered_by_staff(desk, engine, THEIRS)
            await desk.house.say(conversation, "m-2", "please don't text me")
            await desk.house.rest()
            await desk.send()
            assert twilio.messages == []
            # What a phone sends by itself asks for nothing.
            assert (await desk.say("I'm driving right now")).kind is Kind.AUTOMATIC
            with reading(engine) as connection:
                assert has_opted_out(connection, THEIRS)
            assert (await desk.say("is it open")).kind is Kind.MESSAGE
            await desk.send()
            assert len(twilio.messages) == 1
            await desk.say("STOP")
            assert (await desk.say("is it open")).kind is Kind.OPTED_OUT

    run(test())
    with reading(engine) as connection:
        known = [(one.how, one.ended_how) for one in all_opt_outs(connection)]
    assert known == [("web", "wrote"), ("keyword", None)]
