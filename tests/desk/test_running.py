"""Turns over the event loop: in order, never side by side, never forgotten, whatever fails."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from sqlalchemy import Connection, Engine, event, text

from countyline.database import engine as engine_module
from countyline.database.engine import DatabaseUnavailable
from countyline.desk import desk as desk_module
from countyline.desk import runner as runner_module
from countyline.desk.answering import Patience
from countyline.desk.book import ConversationBook
from countyline.desk.brain import BrainTooSlow, BrainUnavailable
from countyline.desk.model import Reply, Turn
from countyline.desk.threads import DatabaseThreads
from tests.desk.breaking_network import BreakingNetwork
from tests.desk.scene import (
    GONE,
    Brain,
    Clock,
    House,
    assert_all_answered,
    assert_sound,
    house,
    kept_in,
    message,
    reply,
    run,
    seen_at,
    turn_of,
    until,
)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same, sooner."""
    monkeypatch.setattr(runner_module, "_FIRST_PAUSE_SECONDS", 0.01)
    monkeypatch.setattr(runner_module, "_LONGEST_PAUSE_SECONDS", 0.02)
    monkeypatch.setattr(desk_module, "_WATCH_EVERY_SECONDS", 0.02)


@contextmanager
def away(engine: Engine, table: str) -> Iterator[None]:
    """Break the database, as the outside does: a table cannot be found for a while."""
    with engine.begin() as connection:
        connection.execute(text(f"ALTER TABLE {table} RENAME TO {table}_away"))
    try:
        yield
    finally:
        with engine.begin() as connection:
            connection.execute(text(f"ALTER TABLE {table}_away RENAME TO {table}"))


def texts_of(house_: House, conversation: str) -> list[str]:
    entries = house_.book.entries(conversation, 0)
    return [entry.text for entry in entries if entry.author == "bot"]


# Order


def test_a_message_is_answered(engine: Engine) -> None:
    async def test() -> None:
        async with house(engine, Brain()) as here:
            key = await here.begin()
            with here.desk.listen(key) as listener:
                accepted = await here.say(key, "m-1")
                assert (accepted.seq, accepted.is_new) == (1, True)
                while not texts_of(here, key):
                    await listener.wait(5)
            await here.rest()
            assert texts_of(here, key) == ["to m-1"]
            assert not here.desk.is_answering(key)

    run(test())
    assert_all_answered(engine)


def test_one_conversation_runs_in_order_and_several_side_by_side(engine: Engine) -> None:
    async def test() -> None:
        brain = Brain()
        brain.hold()
        async with house(engine, brain) as here:
            keys = [await here.begin() for _ in range(4)]
            await asyncio.gather(*(here.say(key, f"m-{n}") for n in range(6) for key in keys))
            await until(lambda: len(brain.now_asked) == 4)
            assert all(here.desk.is_answering(key) for key in keys)
            brain.may_answer.set()
            await here.rest()
        assert not brain.was_side_by_side
        assert brain.most_at_once == 4
        assert len(brain.asked) == 24

    run(test())
    assert_all_answered(engine)


def test_each_turn_builds_on_the_one_before(engine: Engine) -> None:
    async def count(turn: Turn, _seconds: float) -> Reply:
        number = (turn.context or {}).get("number", 0) + 1
        return reply(str(number), {"number": number})

    async def test() -> None:
        async with house(engine, Brain(count)) as here:
            key = await here.begin()
            for n in range(10):
                await here.say(key, f"m-{n}")
            await here.rest()
            assert texts_of(here, key) == [str(n) for n in range(1, 11)]

    run(test())


@pytest.mark.parametrize("rounds", [20])
def test_a_message_that_comes_just_as_the_last_turn_ends_is_not_forgotten(
    engine: Engine, rounds: int
) -> None:
    async def test() -> None:
        async with house(engine, Brain()) as here:
            key = await here.begin()
            said = 0
            for n in range(rounds):
                await here.say(key, f"a-{n}")
                # More and more of the loop's steps later: before, within and after the end.
                for _ in range(n % 20):
                    await asyncio.sleep(0 if n % 2 else 0.0003)
                await asyncio.gather(here.say(key, f"b-{n}"), here.say(key, f"c-{n}"))
                said += 3
            await here.rest()
        assert len(texts_of(here, key)) == said

    run(test())
    assert_all_answered(engine)


def test_a_message_is_not_forgotten_when_the_end_of_the_last_turn_is_heard_of_later(
    engine: Engine,
) -> None:
    """Several transactions run side by side, and whichever thread is faster is heard first."""
    is_armed, has_answered, may_go_on = threading.Event(), threading.Event(), threading.Event()

    @event.listens_for(engine, "checkin")
    def hold(*_: object) -> None:
        if is_armed.is_set():
            is_armed.clear()
            has_answered.set()
            may_go_on.wait(10)

    async def test() -> None:
        brain = Brain()
        brain.hold()
        async with house(engine, brain, writers=2) as here:
            key = await here.begin()
            await here.say(key, "m-1")
            await until(lambda: brain.now_asked)
            is_armed.set()
            brain.may_answer.set()
            await until(has_answered.is_set)
            await here.say(key, "m-2")
            may_go_on.set()
            await here.rest()
        assert brain.keys() == ["m-1", "m-2"]

    run(test())
    assert_all_answered(engine)


def test_the_same_message_from_many_clients_is_answered_once(engine: Engine) -> None:
    async def test() -> None:
        brain = Brain()
        async with house(engine, brain) as here:
            key = await here.begin()
            taken = await asyncio.gather(*(here.say(key, "m-1") for _ in range(20)))
            assert {one.seq for one in taken} == {1}
            assert sum(one.is_new for one in taken) == 1
            await here.rest()
        assert brain.keys() == ["m-1"]

    run(test())
    assert_all_answered(engine)


def test_turns_stay_one_after_the_other_when_a_desk_gets_its_conversation_back(
    engine: Engine,
) -> None:
    """It was gone, another desk answered, and a new message is its own while it still works."""

    async def test() -> None:
        clock, slow, other = Clock(), Brain(), Brain()
        slow.hold()
        async with house(engine, slow, name="a", clock=clock) as a:
            key = await a.begin()
            await a.say(key, "m-1")
            await until(lambda: slow.now_asked)
            clock.forward(GONE)
            async with house(engine, other, name="b", clock=clock, is_watching=True) as b:
                await until(lambda: texts_of(b, key) == ["to m-1"])
                await until(lambda: not b.runner.is_busy)
            await a.say(key, "m-2")
            await a.say(key, "m-3")
            await asyncio.sleep(0.05)
            slow.may_answer.set()
            await a.rest()
            assert not a.desk.is_answering(key)
        assert not slow.was_side_by_side
        # What it made of the first is dropped, and nothing is asked twice.
        assert slow.keys() == ["m-1", "m-2", "m-3"]

    run(test())
    assert_all_answered(engine)


def test_a_turn_that_is_begun_twice_is_answered_once(sqlite: Engine) -> None:
    async def test() -> None:
        brain = Brain()
        brain.hold()
        async with house(sqlite, brain) as here:
            key = await here.begin()
            turn = turn_of(await here.threads.write(here.book.accept, message(key, "m-1")))
            here.runner.begin(turn)
            here.runner.begin(turn)
            await here.say(key, "m-2")
            brain.may_answer.set()
            await here.rest()
        assert brain.keys() == ["m-1", "m-2"]

    run(test())
    assert_all_answered(sqlite)


def test_a_watch_that_never_pauses_disturbs_nothing(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk_module, "_WATCH_EVERY_SECONDS", 0)

    async def test() -> None:
        brain = Brain()
        async with house(engine, brain, is_watching=True) as here:
            keys = [await here.begin() for _ in range(5)]
            for n in range(10):
                await asyncio.gather(*(here.say(key, f"m-{n}") for key in keys))
            await here.rest()
        assert not brain.was_side_by_side

    run(test())
    assert_all_answered(engine)


# Clients that go away


@pytest.mark.parametrize("steps", range(6))
def test_a_client_that_hangs_up_does_not_lose_its_turn(sqlite: Engine, steps: int) -> None:
    async def test() -> None:
        async with house(sqlite, Brain()) as here:
            key = await here.begin()
            asking = asyncio.create_task(here.say(key, "m-1"))
            for _ in range(steps + 1):
                await asyncio.sleep(0)
            asking.cancel()
            with pytest.raises(asyncio.CancelledError):
                await asking
            await until(lambda: texts_of(here, key))
            await here.rest()

    run(test())
    assert_all_answered(sqlite)


def test_a_failure_that_nobody_waits_for_any_more_is_no_noise(
    sqlite: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    complaints: list[object] = []

    async def test() -> None:
        asyncio.get_running_loop().set_exception_handler(
            lambda _loop, context: complaints.append(context)
        )
        async with house(sqlite, Brain()) as here:
            key = await here.begin()
            with away(sqlite, "inbox"):
                asking = asyncio.create_task(here.say(key, "m-1"))
                await asyncio.sleep(0)
                asking.cancel()
                with pytest.raises(asyncio.CancelledError):
                    await asking
                with pytest.raises(DatabaseUnavailable):
                    await here.say(key, "m-2")

    run(test())
    assert complaints == []


# The database fails


def test_an_answer_is_kept_later_when_the_database_fails(engine: Engine) -> None:
    async def test() -> None:
        brain = Brain()
        brain.hold()
        async with house(engine, brain) as here:
            key = await here.begin()
            await here.say(key, "m-1")
            await here.say(key, "m-2")
            await until(lambda: brain.now_asked)
            with away(engine, "outbox"):
                brain.may_answer.set()
                await until(lambda: not brain.now_asked)
                await asyncio.sleep(0.1)
                assert here.desk.is_answering(key)
            await here.rest()
            assert texts_of(here, key) == ["to m-1", "to m-2"]
        # The answer was there, so nobody was asked again for it.
        assert brain.keys() == ["m-1", "m-2"]

    run(test())
    assert_all_answered(engine)


def test_an_answer_is_kept_later_when_the_database_is_locked(
    sqlite: Engine, sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine_module, "WAIT_SECONDS", 0.05)
    quick_engine = engine_module.open_engine(sqlite_url)

    async def test() -> None:
        brain = Brain()
        brain.hold()
        async with house(quick_engine, brain) as here:
            key = await here.begin()
            await here.say(key, "m-1")
            locker = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"))
            locker.execute("BEGIN IMMEDIATE")
            brain.may_answer.set()
            with pytest.raises(DatabaseUnavailable):
                await here.say(key, "m-2")
            # Readers go on.
            assert [entry.seq for entry in await here.entries(key)] == [1]
            locker.rollback()
            locker.close()
            await here.rest()
            assert texts_of(here, key) == ["to m-1"]

    run(test())
    quick_engine.dispose()
    assert_all_answered(sqlite)


def test_a_message_that_cannot_be_kept_is_not_taken(engine: Engine) -> None:
    async def test() -> None:
        async with house(engine, Brain()) as here:
            key = await here.begin()
            with away(engine, "turns"), pytest.raises(DatabaseUnavailable):
                await here.say(key, "m-1")
            assert kept_in(engine)[key].last_seq == 0
            assert (await here.say(key, "m-1")).is_new
            await here.rest()

    run(test())
    assert_all_answered(engine)


def test_the_brain_is_asked_while_the_message_is_still_being_written(engine: Engine) -> None:
    asked = threading.Event()

    async def think(turn: Turn, _seconds: float) -> Reply:
        asked.set()
        return reply(f"to {turn.key}")

    async def test() -> None:
        async with house(engine, Brain(think)) as here:
            key = await here.begin()
            asked_before: list[bool] = []
            event.listen(
                engine, "commit", lambda _: asked_before.append(asked.wait(5)), once=True
            )
            assert (await here.say(key, "m-1")).is_new
            assert asked_before == [True]
            await here.rest()

    run(test())
    assert_all_answered(engine)


def test_what_was_answered_to_a_message_that_could_not_be_kept_counts_for_nothing(
    engine: Engine,
) -> None:
    def refuse(_: Connection) -> None:
        raise sqlite3.OperationalError("disk I/O error")

    async def test() -> None:
        brain = Brain()
        async with house(engine, brain) as here:
            key, other = await here.begin(), await here.begin()
            brain.hold()
            event.listen(engine, "commit", refuse, once=True)
            with pytest.raises(DatabaseUnavailable):
                await here.say(key, "m-1", "is the recorder open")
            await until(lambda: not brain.now_asked)
            brain.may_answer.set()
            # They get the numbers in the inbox that the lost message would have had.
            await here.say(other, "m-1", "is the assessor open")
            await here.say(key, "m-2", "is the collector open")
            await here.rest()
            assert texts_of(here, other) == ["to m-1"]
            assert texts_of(here, key) == ["to m-2"]

    run(test())
    assert_all_answered(engine)


def test_a_turn_that_became_another_one_meanwhile_is_asked_about_again(sqlite: Engine) -> None:
    async def test() -> None:
        brain = Brain()
        async with house(sqlite, brain) as here:
            key = await here.begin()
            turn = turn_of(here.book.accept(message(key, "m-1")))
            here.runner.ask_ahead(replace(turn, context={"topic": "hours"}))
            here.runner.begin(turn)
            await here.rest()
        assert brain.asked[-1] == turn

    run(test())
    assert_all_answered(sqlite)


def test_the_watch_outlives_an_outage(engine: Engine) -> None:
    async def test() -> None:
        left = ConversationBook(engine, "gone", Clock())
        key, _ = left.begin("web", None)
        with away(engine, "desks"), away(engine, "turns"):
            async with house(engine, Brain(), is_watching=True) as here:
                await asyncio.sleep(0.1)
        left.accept(message(key))
        left.leave()
        async with house(engine, Brain(), is_watching=True) as here:
            with away(engine, "desks"):
                await asyncio.sleep(0.1)
            await until(lambda: texts_of(here, key))
            await here.rest()

    run(test())
    assert_all_answered(engine)


def test_a_delivery_that_could_not_be_noted_is_noted_later(engine: Engine) -> None:
    async def test() -> None:
        async with house(engine, Brain()) as here:
            key = await here.begin()
            await here.say(key, "m-1")
            await here.rest()
            with away(engine, "outbox"):
                here.desk.note_delivery(key, 2)
                await here.desk.start()
                await asyncio.sleep(0.1)
            await until(lambda: delivered(engine) == 1)

    run(test())


def delivered(engine: Engine) -> int:
    with engine.begin() as connection:
        found = connection.execute(
            text("SELECT count(*) FROM outbox WHERE delivered_at IS NOT NULL")
        )
        return int(found.scalar_one())


# The brain fails

SHORT = Patience(longest=0.05, hopeful=0.05)


@pytest.mark.parametrize("failure", [BrainUnavailable("away"), BrainTooSlow()])
def test_a_brain_that_fails_gets_the_headline(sqlite: Engine, failure: Exception) -> None:
    async def fail(_turn: Turn, _seconds: float) -> Reply:
        raise failure

    async def test() -> None:
        async with house(sqlite, Brain(fail), patience=SHORT) as here:
            key = await here.begin()
            await here.say(key, "m-1")
            await here.rest()
            assert texts_of(here, key) == ["The headline."]

    run(test())
    assert_all_answered(sqlite)


def test_a_degraded_reply_stands_in(sqlite: Engine) -> None:
    async def degraded(_turn: Turn, _seconds: float) -> Reply:
        return reply("What Rasa says without its actions.", headline=True)

    async def test() -> None:
        async with house(sqlite, Brain(degraded), patience=SHORT) as here:
            key = await here.begin()
            await here.say(key, "m-1")
            await here.rest()
            assert texts_of(here, key) == ["What Rasa says without its actions."]

    run(test())


def test_a_brain_that_comes_back_soon_is_waited_for(sqlite: Engine) -> None:
    failures = iter(range(5))

    async def think(turn: Turn, _seconds: float) -> Reply:
        if next(failures, None) is not None:
            raise BrainUnavailable("starting")
        return reply(f"to {turn.key}")

    async def test() -> None:
        async with house(sqlite, Brain(think)) as here:
            key = await here.begin()
            await here.say(key, "m-1")
            await here.rest()
            assert texts_of(here, key) == ["to m-1"]

    run(test())


@pytest.mark.parametrize("error", [ValueError("what nobody thought of"), RecursionError()])
def test_an_error_that_nobody_thought_of_gets_the_headline(
    sqlite: Engine, error: Exception
) -> None:
    async def fail(turn: Turn, _seconds: float) -> Reply:
        if turn.key == "m-1":
            raise error
        return reply(f"to {turn.key}")

    async def test() -> None:
        async with house(sqlite, Brain(fail)) as here:
            key = await here.begin()
            await asyncio.gather(here.say(key, "m-1"), here.say(key, "m-2"))
            await here.rest()
            assert sorted(texts_of(here, key)) == ["The headline.", "to m-2"]

    run(test())
    assert_all_answered(sqlite)


def test_a_reply_that_no_database_takes_gets_the_headline(engine: Engine) -> None:
    async def think(_turn: Turn, _seconds: float) -> Reply:
        return reply("half a character: \ud800")

    async def test() -> None:
        async with house(engine, Brain(think)) as here:
            key = await here.begin()
            await here.say(key, "m-1")
            await here.rest()
            assert texts_of(here, key) == ["The headline."]

    run(test())
    assert_all_answered(engine)


@pytest.mark.parametrize("attempts", [3, 4])
def test_a_message_that_desks_died_over_gets_the_headline_without_the_brain(
    sqlite: Engine, attempts: int
) -> None:
    clock = Clock()
    first = ConversationBook(sqlite, "0", clock)
    key, _ = first.begin("web", None)
    first.accept(message(key))
    for n in range(1, attempts - 1):
        clock.forward(GONE)
        assert ConversationBook(sqlite, str(n), clock).take_over(key) is not None
    clock.forward(GONE)

    async def test() -> None:
        brain = Brain()
        async with house(sqlite, brain, clock=clock, is_watching=True) as here:
            await here.rest()
            assert texts_of(here, key) == ["to m-1" if attempts <= 3 else "The headline."]
            assert len(brain.asked) == (attempts <= 3)

    run(test())


# The end


def test_answers_that_are_nearly_there_are_kept_at_the_end(engine: Engine) -> None:
    async def test() -> None:
        brain = Brain()
        brain.hold()
        async with house(engine, brain) as here:
            key = await here.begin()
            await here.say(key, "m-1")
            await until(lambda: brain.now_asked)
            stopping = asyncio.create_task(here.desk.stop())
            await until(lambda: here.desk.is_closing)
            brain.may_answer.set()
            await stopping
        assert texts_of(here, key) == ["to m-1"]

    run(test())
    assert_all_answered(engine)


def test_what_is_not_done_at_the_end_waits_for_the_next_desk(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk_module, "_FAREWELL_SECONDS", 0.05)

    async def test() -> None:
        brain = Brain()
        brain.hold()
        async with house(engine, brain, name="a") as a:
            keys = [await a.begin() for _ in range(3)]
            for key in keys:
                await a.say(key, "m-1")
                await a.say(key, "m-2")
            await until(lambda: len(brain.now_asked) == 3)
        assert brain.now_asked == []
        assert not a.runner.is_busy
        assert seen_at(engine, "a") is None
        assert all(kept.waiting == 2 for kept in assert_sound(engine).values())
        # The next one begins at once: the first has left.
        async with house(engine, Brain(), name="b", is_watching=True) as b:
            await b.rest()
            assert all(texts_of(b, key) == ["to m-1", "to m-2"] for key in keys)

    run(test())
    assert_all_answered(engine)


def test_a_message_that_comes_at_the_very_end_waits_for_the_next_desk(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk_module, "_FAREWELL_SECONDS", 0.05)

    async def test() -> None:
        brain, clock = Brain(), Clock()
        brain.hold()
        async with house(engine, brain, name="a", clock=clock) as a:
            keys = [await a.begin() for _ in range(2)]
            await a.say(keys[0], "m-1")
            await until(lambda: brain.now_asked)
            stopping = asyncio.create_task(a.desk.stop())
            await until(lambda: a.desk.is_closing)
            assert (await a.say(keys[1], "m-1")).is_new
            await stopping
            assert (await a.say(keys[1], "m-2")).is_new
            assert not a.runner.is_busy
            # Nothing of it runs any more.
            names = {task.get_name() for task in asyncio.all_tasks()}
            assert not [name for name in names if name.startswith(("turns of", "reply in"))]
        clock.forward(GONE)
        async with house(engine, Brain(), name="b", clock=clock, is_watching=True) as b:
            await b.rest()

    run(test())
    assert_all_answered(engine)


def test_a_desk_leaves_even_if_it_cannot_note_what_was_delivered(engine: Engine) -> None:
    async def test() -> None:
        async with house(engine, Brain()) as here:
            key = await here.begin()
            await here.say(key, "m-1")
            await here.rest()
            here.desk.note_delivery(key, 2)
            with away(engine, "outbox"):
                await here.desk.stop()
            assert seen_at(engine, "a") is None

    run(test())


def test_listeners_are_woken_at_the_end(sqlite: Engine) -> None:
    async def test() -> None:
        async with house(sqlite, Brain()) as here:
            key = await here.begin()
            with here.desk.listen(key) as listener:
                waiting = asyncio.create_task(listener.wait(60))
                await asyncio.sleep(0)
                await here.desk.stop()
                await waiting
            assert here.desk.is_closing

    run(test())


# What was left behind


def test_a_conversation_of_a_crashed_desk_is_taken_up_once(engine: Engine) -> None:
    async def test() -> None:
        clock = Clock()
        crashed = ConversationBook(engine, "crashed", clock)
        keys = [crashed.begin("web", None)[0] for _ in range(5)]
        for key in keys:
            crashed.accept(message(key, "m-1"))
            crashed.accept(message(key, "m-2"))
        clock.forward(GONE)
        brains = [Brain(), Brain()]
        async with (
            house(engine, brains[0], name="a", clock=clock, is_watching=True) as a,
            house(engine, brains[1], name="b", clock=clock, is_watching=True) as b,
        ):
            await a.rest()
            await b.rest()
        assert len(brains[0].asked) + len(brains[1].asked) == 10

    run(test())
    assert_all_answered(engine)


def test_a_turn_of_ours_that_nobody_here_works_on_is_taken_up(engine: Engine) -> None:
    """As when the connection broke at the very end of taking the message: it is on disk."""

    async def test() -> None:
        async with house(engine, Brain(), clock=Clock(), is_watching=True) as here:
            key, busy = await here.begin(), await here.begin()
            # Taken, and nobody was told.
            turn_of(await here.threads.write(here.book.accept, message(key)))
            assert not (await here.say(key, "m-1")).is_new
            # The desk lives on and has other things to do.
            await here.say(busy, "m-1")
            await here.rest()
            assert texts_of(here, key) == ["to m-1"]

    run(test())
    assert_all_answered(engine)


@pytest.mark.parametrize("moment", ["accept", "answer"])
def test_a_connection_that_breaks_after_the_commit_loses_and_doubles_nothing(
    postgresql: Engine, moment: str
) -> None:
    address = postgresql.url
    network = BreakingNetwork(address.host or "127.0.0.1", address.port or 5432)
    through = engine_module.open_engine(
        address.set(host="127.0.0.1", port=network.port).render_as_string(hide_password=False)
    )

    async def test() -> None:
        brain = Brain()
        brain.hold()
        async with house(through, brain, clock=Clock()) as here:
            key = await here.begin()
            if moment == "accept":
                network.is_armed = True
                with pytest.raises(DatabaseUnavailable):
                    await here.say(key, "m-1")
                # On disk all the same; the client sends it again, as it was told to.
                assert not (await here.say(key, "m-1")).is_new
                await here.say(key, "m-2")
            else:
                await here.say(key, "m-1")
                await here.say(key, "m-2")
                await until(lambda: brain.now_asked)
                network.is_armed = True
                brain.may_answer.set()
                await until(lambda: network.broke)
            brain.may_answer.set()
            await here.desk.start()
            await here.rest()

    with network:
        run(test())
        through.dispose()
    assert network.broke == 1
    assert_all_answered(postgresql)


# Threads


def test_threads_give_what_the_call_gives(sqlite: Engine) -> None:
    async def test() -> None:
        threads = DatabaseThreads(1)
        assert await threads.read(int, "7") == 7
        with pytest.raises(ZeroDivisionError):
            await threads.write(divmod, 1, 0)
        threads.close()

    run(test())


def test_one_writer_writes_one_after_the_other() -> None:
    order: list[int] = []

    async def test() -> None:
        threads = DatabaseThreads(1)
        await asyncio.gather(*(threads.write(order.append, n) for n in range(50)))
        threads.close()

    run(test())
    assert order == list(range(50))


def test_closed_threads_say_that_the_database_is_away() -> None:
    async def test() -> None:
        threads = DatabaseThreads(1)
        threads.close()
        for call in (threads.read, threads.write):
            with pytest.raises(DatabaseUnavailable):
                await call(int, "7")

    run(test())


def test_metrics_hold_no_words(sqlite: Engine) -> None:
    async def test() -> None:
        async with house(sqlite, Brain()) as here:
            key = await here.begin()
            await here.say(key, "m-1", "my neighbour Wilhelmina is ill")
            await here.rest()
            told = here.metrics.exposition().decode()
        assert "Wilhelmina" not in told
        assert key not in told
        assert 'countyline_messages_total{channel="web"} 1.0' in told
        assert 'countyline_turn_seconds_count{channel="web"} 1.0' in told
        assert (
            'countyline_replies_total{channel="web",headline="false",kind="answer",'
            'language="en",topic="status"} 1.0' in told
        )

    run(test())
