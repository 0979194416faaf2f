"""The worker that tells staff: finds what is due, sends it, and tries again what was not taken.

One runs in each desk process. Whatever fails, it goes on: a way that does not work keeps neither
the other way nor the desk from working.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import ParamSpec, Protocol, TypeVar

import structlog

from countyline.database.watching import watch
from countyline.notices.book import DueSince, NoticeBook
from countyline.notices.model import Notice, NotSent, Outcome, Sender, Sent, Unwanted, Way
from countyline.notices.staff_time import StaffTime

LOOK_EVERY_SECONDS = 5.0
FIRST_PAUSE = timedelta(seconds=15)
LONGEST_PAUSE = timedelta(minutes=30)

_Arguments = ParamSpec("_Arguments")
_Result = TypeVar("_Result")

logger = structlog.get_logger(__name__)


class Threads(Protocol):
    """Runs what waits for the database, beside the event loop."""

    async def write(
        self,
        call: Callable[_Arguments, _Result],
        *args: _Arguments.args,
        **kwargs: _Arguments.kwargs,
    ) -> _Result:
        """Run a call that writes."""
        ...

    async def read(
        self,
        call: Callable[_Arguments, _Result],
        *args: _Arguments.args,
        **kwargs: _Arguments.kwargs,
    ) -> _Result:
        """Run a call that reads."""
        ...


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a case may wait within staff hours; null: without end."""

    unclaimed: timedelta | None
    overdue: timedelta | None

    def due_since(self, now: datetime, hours: StaffTime | None) -> DueSince:
        """Give since when cases have waited too long. Without staff hours every minute counts."""

        def since(wait: timedelta | None) -> datetime | None:
            if wait is None:
                return None
            return now - wait if hours is None else hours.since(now, wait)

        return DueSince(since(self.unclaimed), since(self.overdue))


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


class NoticeWorker:
    """Tells staff on the ways that are set.

    `clock` tells the real time, `hours` the staff hours in service, `chance` a number from 0 to 1.
    """

    def __init__(
        self,
        *,
        book: NoticeBook,
        threads: Threads,
        senders: Mapping[Way, Sender],
        patience: Patience,
        hours: Callable[[], StaffTime | None],
        clock: Callable[[], datetime],
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._book = book
        self._threads = threads
        self._senders = dict(senders)
        self._patience = patience
        self._hours = hours
        self._clock = clock
        self._chance = chance
        self._next_sending: dict[Way, datetime] = {}
        self.counts = Counts()

    async def run(self) -> None:
        """Look after the notices until cancelled."""
        await watch(
            self.look,
            LOOK_EVERY_SECONDS,
            logger,
            unavailable="notices_without_database",
            failed="notices_failed",
        )

    async def look(self) -> Counts:
        """Do once what is due now; give what was done. Raises DatabaseUnavailable."""
        done = Counts()
        wanted = await self._wanted()
        await self._threads.write(self._book.forget_what_is_over)
        # Before they are tried again: what is tried always has its next time ahead.
        await self._give_up(done)
        due = self._patience.due_since(self._clock(), await self._threads.read(self._hours))
        done.made = await self._threads.write(self._book.make, list(wanted), due)
        tasks = [self._send_all(way, sender, done) for way, sender in wanted.items()]
        failures = await asyncio.gather(*tasks, return_exceptions=True)
        self.counts.add(done)
        for failure in failures:
            if isinstance(failure, BaseException):
                raise failure
        return done

    async def _give_up(self, done: Counts) -> None:
        given_up = await self._threads.write(self._book.give_up)
        if given_up:
            logger.error("notices_given_up", cases=given_up)
        done.failed += len(given_up)

    async def _wanted(self) -> dict[Way, Sender]:
        return {
            way: sender
            for way, sender in self._senders.items()
            if not await self._threads.read(self._book.is_off, way, sender.address)
        }

    async def _send_all(self, way: Way, sender: Sender, done: Counts) -> None:
        """Send what is due on one way, until nothing is left or the receiver does not take it."""
        while self._may_send(way):
            taken = await self._threads.write(self._book.take, way, sender.most)
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
        self, way: Way, sender: Sender, taken: Sequence[Notice], outcome: Outcome, done: Counts
    ) -> None:
        cases = [one.case for one in taken]
        if isinstance(outcome, Sent):
            await self._threads.write(self._book.sent, taken)
            done.sent += len(taken)
            logger.info("notices_sent", way=way.value, cases=cases, but=outcome.but)
        elif isinstance(outcome, NotSent):
            pauses = [outcome.after or self._pause(one.attempts) for one in taken]
            await self._threads.write(self._book.not_sent, taken, outcome.why, pauses)
            done.not_sent += len(taken)
            logger.warning("notices_not_sent", way=way.value, cases=cases, why=outcome.why)
        elif isinstance(outcome, Unwanted):
            await self._threads.write(self._book.switch_off, way, sender.address)
            done.failed += len(taken)
            logger.error("notices_unwanted", way=way.value)

    def _pause(self, attempts: int) -> timedelta:
        """Twice as long after each attempt, and never the same for two of them."""
        longest = min(FIRST_PAUSE * (1 << min(attempts - 1, 10)), LONGEST_PAUSE)
        return longest * (0.5 + self._chance() / 2)
