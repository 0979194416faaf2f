"""A message that is sent again: the same reply, one turn."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from countyline.understanding.resent import Replies, Reply, Sent

ONE = Sent("ana", "m-1", "is the recorder open")


def replying(number: int, *, degraded: bool) -> Reply:
    answer = {"number": number, "degraded": degraded}
    return [{"text": f"Answer {number}"}, {"custom": {"answer": answer}}]


class Turns:
    """Counts the turns that ran; each goes on when the test lets it."""

    def __init__(self, degraded: int = 0) -> None:
        self.count = 0
        self.may_end = asyncio.Event()
        self._degraded = degraded

    async def take(self) -> Reply:
        self.count += 1
        number = self.count
        await self.may_end.wait()
        return replying(number, degraded=number <= self._degraded)


def run(test: Callable[[], Coroutine[Any, Any, None]]) -> None:
    asyncio.run(test())


def test_while_the_turn_runs_another_waits_for_the_same_reply() -> None:
    async def test() -> None:
        replies, turns = Replies(), Turns()
        waiting = [asyncio.ensure_future(replies.reply(ONE, turns.take)) for _ in range(3)]
        await asyncio.sleep(0)
        turns.may_end.set()
        assert await asyncio.gather(*waiting) == [replying(1, degraded=False)] * 3
        assert turns.count == 1

    run(test)


def test_afterwards_the_same_reply_is_given_again() -> None:
    async def test() -> None:
        replies, turns = Replies(), Turns()
        turns.may_end.set()
        first = await replies.reply(ONE, turns.take)
        assert await replies.reply(ONE, turns.take) == first
        assert turns.count == 1

    run(test)


@pytest.mark.parametrize(
    "other",
    [
        ONE._replace(sender="ben"),
        ONE._replace(message_id="m-2"),
        ONE._replace(text="?"),
        ONE._replace(context="{}"),
        ONE._replace(revision=2),
    ],
)
def test_another_message_gets_a_turn_of_its_own(other: Sent) -> None:
    async def test() -> None:
        replies, turns = Replies(), Turns()
        turns.may_end.set()
        first = await replies.reply(ONE, turns.take)
        assert await replies.reply(other, turns.take) != first

    run(test)


def test_a_degraded_reply_is_given_to_all_who_wait_and_then_tried_again() -> None:
    async def test() -> None:
        replies, turns = Replies(), Turns(degraded=1)
        waiting = [asyncio.ensure_future(replies.reply(ONE, turns.take)) for _ in range(2)]
        await asyncio.sleep(0)
        turns.may_end.set()
        assert await asyncio.gather(*waiting) == [replying(1, degraded=True)] * 2
        for _ in range(2):
            assert await replies.reply(ONE, turns.take) == replying(2, degraded=False)

    run(test)


def test_a_failure_is_not_remembered() -> None:
    async def failing() -> Reply:
        raise ValueError

    async def test() -> None:
        replies, turns = Replies(), Turns()
        turns.may_end.set()
        with pytest.raises(ValueError):
            await replies.reply(ONE, failing)
        assert await replies.reply(ONE, turns.take) == replying(1, degraded=False)

    run(test)


def test_a_turn_goes_on_when_its_caller_is_gone_and_can_be_picked_up() -> None:
    async def test() -> None:
        replies, turns = Replies(), Turns()
        gone = asyncio.ensure_future(replies.reply(ONE, turns.take))
        await asyncio.sleep(0)
        gone.cancel()
        with pytest.raises(asyncio.CancelledError):
            await gone
        picked_up = asyncio.ensure_future(replies.reply(ONE, turns.take))
        await asyncio.sleep(0)
        turns.may_end.set()
        assert await picked_up == replying(1, degraded=False)
        assert turns.count == 1

    run(test)


def test_replies_are_forgotten_after_their_time_and_when_there_are_too_many() -> None:
    async def test() -> None:
        now = 0.0
        replies, turns = Replies(most=2, seconds=10, clock=lambda: now), Turns()
        turns.may_end.set()
        await replies.reply(ONE, turns.take)
        now = 9.9
        await replies.reply(ONE, turns.take)
        assert turns.count == 1
        now = 10.0
        await replies.reply(ONE, turns.take)
        assert turns.count == 2
        for name in ("m-2", "m-3"):
            await replies.reply(ONE._replace(message_id=name), turns.take)
        await replies.reply(ONE, turns.take)
        assert turns.count == 5

    run(test)
