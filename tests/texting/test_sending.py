"""From a text that comes to the answer at Twilio, whatever Twilio does."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, select

from benchmarks.texting.fake_twilio import TOKEN, Deed, FakeTwilio
from countyline.database.engine import reading, writing
from countyline.desk.schema import outbox
from countyline.texting.assembling import texts_probe
from countyline.texting.opt_outs import has_opted_out
from countyline.texting.words import Words
from countyline.texting.worker import Pauses
from tests.desk.scene import Clock, run
from tests.texting.scene import OURS, PUBLIC_URL, THEIRS, account, office, rows, states, text


def test_an_answer_goes_out(engine: Engine, twilio: FakeTwilio, words: Words) -> None:
    async def test() -> None:
        async with office(engine, twilio, words) as desk:
            await desk.say("is it open", sid="SMfirst000")
            await desk.send()

    run(test())
    [message] = twilio.messages
    [row] = rows(engine)
    assert message.fields["Body"] == "to SMfirst000"
    assert (message.fields["To"], message.fields["From"]) == (THEIRS, OURS)
    assert message.fields["StatusCallback"] == f"{PUBLIC_URL}/webhooks/sms/status?text={row.key}"
    assert (row.state, row.sid, row.attempts) == ("accepted", message.sid, 1)
    with reading(engine) as connection:
        assert connection.scalar(select(outbox.c.delivered_at)) is not None


def test_a_repeat_is_one_text(engine: Engine, twilio: FakeTwilio, words: Words) -> None:
    async def test() -> None:
        async with office(engine, twilio, words) as desk:
            inbound = text("is it open")
            taken = await asyncio.gather(*(desk.take(inbound) for _ in range(6)))
            assert sum(one is not None for one in taken) == 1
            await desk.house.rest()
            await desk.send()
            assert await desk.take(inbound) is None
            await desk.send()

    run(test())
    assert len(twilio.messages) == 1


def test_texts_side_by_side_begin_one_conversation(
    engine: Engine, twilio: FakeTwilio, words: Words
) -> None:
    async def test() -> None:
        async with office(engine, twilio, words) as desk:
            taken = await asyncio.gather(*(desk.take(text(f"question {n}")) for n in range(8)))
            assert len({one.conversation for one in taken if one}) == 1
            await desk.house.rest()

    run(test())


@pytest.mark.parametrize(
    ("code", "state"),
    [(21211, "refused"), (21614, "refused"), (21617, "refused"), (21610, "suppressed")],
)
def test_a_permanent_refusal_is_not_tried_again(
    engine: Engine, twilio: FakeTwilio, words: Words, code: int, state: str
) -> None:
    twilio.deeds = [Deed(code=code)]

    async def test() -> None:
        async with office(engine, twilio, words) as desk:
            await desk.say("is it open")
            await desk.send()
            await desk.send()

    run(test())
    [row] = rows(engine)
    assert (row.state, row.error_code) == (state, code)
    assert len(twilio.asked) == 1
    with reading(engine) as connection:
        assert has_opted_out(connection, THEIRS) is (code == 21610)


def test_what_was_not_taken_is_tried_again(
    engine: Engine, twilio: FakeTwilio, words: Words
) -> None:
    twilio.deeds = [Deed(code=20429), Deed(code=20003), Deed(code=99999)]

    async def test() -> None:
        async with office(engine, twilio, words) as desk:
            await desk.say("is it open")
            for _ in range(4):
                await desk.send()

    run(test())
    assert states(engine) == ["accepted"]
    assert len(twilio.messages) == 1
    assert not twilio.lists


@pytest.mark.parametrize(
    "deed",
    [
        Deed(is_taken=True, code=20500),
        Deed(is_taken=True, drops=True),
        Deed(is_taken=True, garbles=True),
        Deed(is_taken=True, hangs=True),
    ],
)
def test_what_was_taken_without_a_word_is_not_sent_twice(
    engine: Engine, twilio: FakeTwilio, words: Words, deed: Deed
) -> None:
    twilio.deeds = [deed]

    async def test() -> None:
        async with office(engine, twilio, words, read_seconds=0.3) as desk:
            await desk.say("is it open")
            for _ in range(3):
                await desk.send()

    run(test())
    [row] = rows(engine)
    assert (row.state, row.sid) == ("accepted", twilio.messages[0].sid)
    assert len(twilio.messages) == 1


@pytest.mark.parametrize("deed", [Deed(code=20500), Deed(drops=True), Deed(hangs=True)])
def test_what_was_lost_is_sent_again(
    engine: Engine, twilio: FakeTwilio, words: Words, deed: Deed
) -> None:
    twilio.deeds = [deed]

    async def test() -> None:
        async with office(engine, twilio, words, read_seconds=0.3) as desk:
            await desk.say("is it open")
            for _ in range(3):
                await desk.send()

    run(test())
    assert states(engine) == ["accepted"]
    assert len(twilio.messages) == 1
    assert len(twilio.lists) == 1


def test_the_same_words_sent_before_are_not_taken_for_the_lost_ones(
    engine: Engine, twilio: FakeTwilio, words: Words
) -> None:
    async def test() -> None:
        async with office(engine, twilio, words) as desk:
            await desk.say("STOP")
            await desk.say("START")
            await desk.send()
            await desk.send()
            twilio.deeds = [Deed(drops=True)]
            await desk.say("START")
            for _ in range(3):
                await desk.send()

    run(test())
    assert set(states(engine)) == {"accepted"}
    assert len({row.sid for row in rows(engine)}) == len(twilio.messages) == 3


def test_a_conversation_keeps_its_order(engine: Engine, twilio: FakeTwilio, words: Words) -> None:
    twilio.deeds = [Deed(code=20429), Deed(code=20500)]

    async def test() -> None:
        async with office(engine, twilio, words) as desk:
            for number in range(4):
                await desk.say("is it open", sid=f"SMnumber{number}")
            for _ in range(8):
                await desk.send()

    run(test())
    assert twilio.bodies == [f"to SMnumber{number}" for number in range(4)]


def test_nobody_who_opted_out_is_sent_anything_but_the_confirmation(
    engine: Engine, twilio: FakeTwilio, words: Words
) -> None:
    async def test() -> None:
        async with office(engine, twilio, words) as desk:
            # The answer waits already when the resident wants no more.
            await desk.say("is it open")
            await desk.worker._threads.write(desk.collector.collect)
            await desk.say("please stop texting me")
            for _ in range(3):
                await desk.send()
            await desk.say("is it open")
            await desk.send()

    run(test())
    assert len(twilio.messages) == 1
    assert "no more texts from Jackson County" in twilio.bodies[0]
    assert states(engine) == ["suppressed", "accepted"]


def test_it_is_given_up_in_the_end(
    engine: Engine, twilio: FakeTwilio, words: Words, clock: Clock
) -> None:
    twilio.deeds = [Deed(code=20429)]

    async def test() -> None:
        async with office(engine, twilio, words, clock=clock) as desk:
            await desk.say("is it open")
            await desk.send()
            clock.forward(timedelta(hours=5).total_seconds())
            await desk.send()

    run(test())
    assert states(engine) == ["failed"]


def test_the_rate_counts_segments(engine: Engine, twilio: FakeTwilio, words: Words) -> None:
    async def test() -> None:
        async with office(engine, twilio, words, rate="2/hour") as desk:
            for number in range(1, 5):
                await desk.say("is it open", theirs=f"+1816555010{number}")
            await desk.send()
            await desk.send()

    run(test())
    assert len(twilio.messages) == 2
    assert sorted(states(engine)) == ["accepted", "accepted", "queued", "queued"]


def test_pauses_grow_and_differ() -> None:
    pauses = Pauses()
    shortest = [pauses.after(attempts, 0.0) for attempts in range(1, 20)]
    longest = [pauses.after(attempts, 1.0) for attempts in range(1, 20)]
    assert shortest == sorted(shortest)
    assert all(low * 2 == high for low, high in zip(shortest, longest, strict=True))
    assert longest[-1] == pauses.longest


def test_what_staff_write_goes_out_in_parts(
    engine: Engine, twilio: FakeTwilio, words: Words
) -> None:
    written = "\n".join(f"line {number} " + "x" * 90 for number in range(30))

    async def test() -> None:
        async with office(engine, twilio, words) as desk:
            taken = await desk.say("is it open")
            assert taken.conversation
            with writing(engine) as connection:
                desk.house.book.say_in(connection, taken.conversation, written, "en")
            for _ in range(5):
                await desk.send()

    run(test())
    assert "\n".join(twilio.bodies[1:]).replace("\n", "") == written.replace("\n", "")
    assert len(twilio.bodies) > 2
    assert all(len(body) <= 1600 for body in twilio.bodies)


def test_it_is_seen_when_twilio_cannot_be_reached(
    engine: Engine, twilio: FakeTwilio, words: Words
) -> None:
    async def test() -> str:
        async with office(engine, twilio, words) as desk:
            look = texts_probe(desk.worker)
            assert await look() == {"state": "ok"}
            twilio.is_away = True
            await desk.say("is it open")
            await desk.send()
            assert await look() == {"state": "down"}
            twilio.is_away = False
            await desk.send()
            await desk.send()
            await desk.say("STOP", theirs="+18165550177")
            await desk.send()
            await desk.send()
            assert await look() == {"state": "ok"}
            return desk.house.metrics.exposition().decode()

    counted = run(test())
    assert 'countyline_texts_total{state="accepted"} 2.0' in counted
    assert 'countyline_texts_total{state="in_doubt"} 1.0' in counted
    assert "countyline_text_segments_total 2.0" in counted
    assert "countyline_opt_outs 1.0" in counted
    assert "countyline_texts_waiting 0.0" in counted


def test_nobody_listens_is_no_doubt(engine: Engine, words: Words) -> None:
    class Nowhere:
        url = "http://127.0.0.1:9"

    async def test() -> None:
        nowhere: Any = Nowhere()
        async with office(engine, nowhere, words) as desk:
            await desk.say("is it open")
            await desk.send()
            assert not desk.worker.is_reachable

    run(test())
    [row] = rows(engine)
    assert (row.state, row.error) == ("queued", "Twilio cannot be reached")


def test_secrets_are_shown_nowhere() -> None:
    assert TOKEN not in repr(account("https://api.twilio.com"))
