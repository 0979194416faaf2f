"""The worker that tells staff of cases: finds what is due, and has it sent.

One runs in each desk process.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from countyline.database.threads import Threads
from countyline.database.watching import watch
from countyline.notices.book import DueSince, NoticeBook
from countyline.notices.model import Notice, Sender, Way
from countyline.notices.sending import FIRST_PAUSE, LONGEST_PAUSE, Counts, Sending
from countyline.notices.staff_time import StaffTime

__all__ = ["FIRST_PAUSE", "LONGEST_PAUSE", "Counts", "NoticeWorker", "Patience"]

LOOK_EVERY_SECONDS = 5.0

logger = structlog.get_logger(__name__)


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


class NoticeWorker:
    """Tells staff on the ways that are set.

    `clock` tells the real time, `hours` the staff hours in service, `chance` a number from 0 to 1.
    """

    def __init__(
        self,
        *,
        book: NoticeBook,
        threads: Threads,
        senders: Mapping[Way, Sender[Notice]],
        patience: Patience,
        hours: Callable[[], StaffTime | None],
        clock: Callable[[], datetime],
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._book = book
        self._threads = threads
        self._patience = patience
        self._hours = hours
        self._clock = clock
        self._sending = Sending(book, threads, senders, clock, chance)
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
        wanted = await self._sending.wanted()
        await self._threads.write(self._book.forget_what_is_over)
        # Before they are tried again: what is tried always has its next time ahead.
        await self._sending.give_up(done)
        due = self._patience.due_since(self._clock(), await self._threads.read(self._hours))
        done.made = await self._threads.write(self._book.make, list(wanted), due)
        failures = await self._sending.send_all(wanted, done)
        self.counts.add(done)
        for failure in failures:
            raise failure
        return done
