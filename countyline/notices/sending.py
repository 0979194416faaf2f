"""Sending what waits in a queue on the ways that are set, and trying again what was not taken.

Whatever fails, it goes on: a way that does not work keeps neither the other way nor the desk from
working.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Generic

import structlog

from countyline.database.threads import Threads
from countyline.notices.model import NotSent, Outcome, Sender, Sent, Told, Unwanted, Way
from countyline.notices.queue import NoticeQueue

FIRST_PAUSE = timedelta(seconds=15)
LONGEST_PAUSE = timedelta(minutes=30)

logger = structlog.get_logger(__name__)


@dataclass(slots=True)
class Counts:
    """What the worker has done since it was started."""

    made: int = 0
    sent: int = 0
    not_sent: int = 0
    failed: int = 0

    def add(self, more: Counts) -> None:
        """Add what one look did."""
        for field in fields(self):
            setattr(self, field.name, getattr(self, field.name) + getattr(more, field.name))


class Sending(Generic[Told]):
    """Sends what waits. `chance` gives a number from 0 to 1, `clock` tells the real time."""

    def __init__(
        self,
        queue: NoticeQueue[Told],
        threads: Threads,
        senders: Mapping[Way, Sender[Told]],
        clock: Callable[[], datetime],
        chance: Callable[[], float],
    ) -> None:
        self._queue = queue
        self._threads = threads
        self._senders = dict(senders)
        self._clock = clock
        self._chance = chance
        self._next_sending: dict[Way, datetime] = {}

    async def wanted(self) -> dict[Way, Sender[Told]]:
        """Give the ways that are set and not switched off. Raises DatabaseUnavailable."""
        return {
            way: sender
            for way, sender in self._senders.items()
            if not await self._threads.read(self._queue.is_off, way, sender.address)
        }

    async def give_up(self, done: Counts) -> None:
        """Give up what could not be sent for too long. Raises DatabaseUnavailable."""
        given_up = await self._threads.write(self._queue.give_up)
        if given_up:
            logger.error("notices_given_up", about=given_up)
        done.failed += len(given_up)

    async def send_all(
        self, wanted: Mapping[Way, Sender[Told]], done: Counts
    ) -> list[BaseException]:
        """Send what is due, on every way at once; give what went wrong beside the receivers."""
        tasks = [self._send_all(way, sender, done) for way, sender in wanted.items()]
        found = await asyncio.gather(*tasks, return_exceptions=True)
        return [one for one in found if isinstance(one, BaseException)]

    async def _send_all(self, way: Way, sender: Sender[Told], done: Counts) -> None:
        """Send what is due on one way, until nothing is left or the receiver does not take it."""
        while self._may_send(way):
            taken = await self._threads.write(self._queue.take, way, sender.most)
            if not taken:
                return
            outcome = await sender.send(taken, self._clock())
            self._next_sending[way] = self._clock() + sender.pause
            await self._note(way, sender, taken, outcome, done)
            if not isinstance(outcome, Sent):
                return

    def _may_send(self, way: Way) -> bool:
        next_sending = self._next_sending.get(way)
        return next_sending is None or self._clock() >= next_sending

    async def _note(
        self, way: Way, sender: Sender[Told], taken: Sequence[Told], outcome: Outcome, done: Counts
    ) -> None:
        about = [one.about for one in taken]
        if isinstance(outcome, Sent):
            await self._threads.write(self._queue.sent, taken)
            done.sent += len(taken)
            logger.info("notices_sent", way=way.value, about=about, but=outcome.but)
        elif isinstance(outcome, NotSent):
            pauses = [outcome.after or self._pause(one.attempts) for one in taken]
            await self._threads.write(self._queue.not_sent, taken, outcome.why, pauses)
            done.not_sent += len(taken)
            logger.warning("notices_not_sent", way=way.value, about=about, why=outcome.why)
        elif isinstance(outcome, Unwanted):
            await self._threads.write(self._queue.switch_off, way, sender.address)
            done.failed += len(taken)
            logger.error("notices_unwanted", way=way.value)

    def _pause(self, attempts: int) -> timedelta:
        """Twice as long after each attempt, and never the same for two of them."""
        longest = min(FIRST_PAUSE * (1 << min(attempts - 1, 10)), LONGEST_PAUSE)
        return longest * (0.5 + self._chance() / 2)
