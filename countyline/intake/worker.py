"""Works transcripts off: takes them, asks, opens cases, and notes what became of each.

It can be killed at any moment: what was not noted is taken again, and asking again, opening the
case again and noting it again change nothing.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

import structlog

from countyline.cases.store import CaseBook, CasesUnavailable
from countyline.database.engine import DatabaseUnavailable
from countyline.database.threads import Threads
from countyline.desk.brain import Brain, BrainTooSlow, BrainUnavailable
from countyline.intake.asking import OnlyTheHeadline, ask_all, case_for, note_for, without_answers
from countyline.intake.book import Done, IntakeBook
from countyline.intake.model import Asked, Waiting

SIDE_BY_SIDE = 4
"""How many transcripts are asked about at the same time: residents who wait come first."""
MOST_ATTEMPTS = 5
"""So often a transcript is tried; then a person gets it."""
PAUSE = timedelta(seconds=5)
"""How long a transcript waits after it was tried in vain, times the attempts."""
LOOK_EVERY_SECONDS = 5.0

logger = structlog.get_logger(__name__)


@dataclass
class IntakeWorker:
    """Works transcripts off, several side by side. `done` counts those that it finished."""

    book: IntakeBook
    cases: CaseBook
    brain: Brain
    threads: Threads
    done: int = 0
    _ahead: deque[Waiting] = field(default_factory=deque)

    async def run(self) -> None:
        """Work off whatever comes, until cancelled. Whatever fails, it goes on."""
        complained = False
        while True:
            try:
                await self.work_off()
                complained = False
            except (DatabaseUnavailable, CasesUnavailable, BrainUnavailable) as error:
                if not complained:
                    logger.error("intake_waits", error=type(error).__name__)
                complained = True
            except Exception as error:  # transcripts wait on disk, and are tried again
                logger.error("intake_failed", error=type(error).__name__)
            await asyncio.sleep(LOOK_EVERY_SECONDS)

    async def work_off(self) -> None:
        """Do what is due now, until nothing is.

        Raises DatabaseUnavailable, CasesUnavailable, or BrainUnavailable when nobody answers.
        """
        hands = [asyncio.create_task(self._work()) for _ in range(SIDE_BY_SIDE)]
        try:
            await asyncio.gather(*hands)
        finally:
            for hand in hands:
                hand.cancel()
            await asyncio.gather(*hands, return_exceptions=True)
            self._ahead.clear()

    async def _work(self) -> None:
        while (waiting := await self._next()) is not None:
            await self._end(waiting)

    async def _next(self) -> Waiting | None:
        if not self._ahead:
            self._ahead.extend(await self.threads.write(self.book.take, SIDE_BY_SIDE * 2))
        return self._ahead.popleft() if self._ahead else None

    async def _end(self, waiting: Waiting) -> None:
        try:
            asked = await ask_all(self.brain, waiting)
        except BrainUnavailable:
            await self._put_back(waiting, PAUSE, waiting.attempts)
            raise
        except (BrainTooSlow, OnlyTheHeadline):
            attempts = waiting.attempts + 1
            if attempts < MOST_ATTEMPTS:
                await self._put_back(waiting, PAUSE * attempts, attempts)
                return
            asked = without_answers(waiting)
        await self._note(waiting, asked)

    async def _put_back(self, waiting: Waiting, pause: timedelta, attempts: int) -> None:
        await self.threads.write(self.book.put_back, waiting.id, pause, attempts=attempts)

    async def _note(self, waiting: Waiting, asked: Sequence[Asked]) -> None:
        draft = case_for(waiting, asked)
        case = None
        if draft is not None:
            opened = await self.threads.write(self.cases.open, draft)
            case = opened.id
            # The bot may have opened it at a hand-off, without them.
            for contact in (waiting.contact or "").split("; "):
                await self.threads.write(self.cases.leave_contact, case, contact)
        done = Done(asked, case, note_for(waiting, asked) if case else None)
        if await self.threads.write(self.book.finish, waiting.id, done):
            self.done += 1
