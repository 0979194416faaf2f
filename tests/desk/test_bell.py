"""A bell wakes whoever listens, and hands over what was said if that is all that changed."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

from countyline.desk.bell import Bell
from countyline.desk.model import Entry


def entry(seq: int) -> Entry:
    return Entry(
        seq=seq, author="bot", at=datetime(2024, 4, 3, tzinfo=UTC), text=str(seq), language="en"
    )


def test_what_was_never_looked_up_has_to_be() -> None:
    with Bell().listen("c") as listener:
        assert listener.said_after(0) is None
        listener.looking()
        assert listener.said_after(0) == []


def test_the_next_entries_are_handed_over_once() -> None:
    bell = Bell()
    with bell.listen("c") as listener:
        listener.looking()
        bell.tell("c", entry(3), entry(2))
        bell.tell("another", entry(4))
        assert listener.said_after(1) == [entry(2), entry(3)]
        assert listener.said_after(3) == []


def test_an_entry_that_was_read_already_is_not_handed_over() -> None:
    bell = Bell()
    with bell.listen("c") as listener:
        listener.looking()
        bell.tell("c", entry(2))
        bell.tell("c", entry(3))
        assert listener.said_after(2) == [entry(3)]


def test_a_gap_has_to_be_looked_up() -> None:
    bell = Bell()
    with bell.listen("c") as listener:
        listener.looking()
        bell.tell("c", entry(4))
        assert listener.said_after(2) is None
        # Until somebody looks.
        bell.tell("c", entry(3))
        assert listener.said_after(2) is None
        listener.looking()
        assert listener.said_after(4) == []


def test_a_ring_says_that_something_else_changed() -> None:
    bell = Bell()
    with bell.listen("c") as listener:
        listener.looking()
        bell.tell("c", entry(2))
        bell.ring("c")
        assert listener.said_after(1) is None


def test_what_could_not_be_looked_up_is_looked_up_again() -> None:
    bell = Bell()
    with bell.listen("c") as listener:
        listener.looking()
        listener.look_again()
        bell.tell("c", entry(2))
        assert listener.said_after(1) is None


def test_news_wake_whoever_waits() -> None:
    async def test() -> None:
        bell = Bell()
        with bell.listen("c") as listener:
            for wake in (bell.ring, bell.tell):
                waiting = asyncio.create_task(listener.wait(60))
                await asyncio.sleep(0)
                wake("c")
                await waiting
            assert bell.heard() == ["c"]
        assert bell.heard() == []

    asyncio.run(test())
