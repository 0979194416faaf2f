"""The worker that sends texts: takes what is due, sends it beside the event loop, notes the fate.

One runs in each desk process. Whatever fails, it goes on, and what it had begun when it was killed
is looked for at Twilio before it is sent again.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Protocol, TypeVar

import structlog

from countyline.database.engine import DatabaseUnavailable
from countyline.desk.limits import Limit, Limiter, TooMany
from countyline.desk.metrics import Metrics
from countyline.desk.threads import DatabaseThreads
from countyline.texting.collecting import Collector
from countyline.texting.model import (
    Accepted,
    InDoubt,
    NotTaken,
    OutboundText,
    Outcome,
    Refused,
)
from countyline.texting.queue import TextQueue
from countyline.texting.twilio_sender import TwilioUnreachable

AT_ONCE = 8
"""How many texts are being sent at the same time."""
SEND_SECONDS = 20.0
"""How long a sending may last before it is in doubt; shorter than a text's lease."""

FIRST_PAUSE = timedelta(seconds=2)
LONGEST_PAUSE = timedelta(minutes=5)
DOUBT_PAUSE = timedelta(seconds=10)
"""How long Twilio gets to list a text that it may have taken."""

_LOOK_EVERY_SECONDS = 0.25
_TIDY_EVERY_LOOKS = 120

_Result = TypeVar("_Result")

logger = structlog.get_logger(__name__)


class TextSender(Protocol):
    """Sends texts, on a thread."""

    def send(self, text: OutboundText) -> Outcome:
        """Send a text. Raises nothing that comes from outside."""
        ...

    def sent_before(self, text: OutboundText) -> list[Accepted]:
        """Give what was sent of the same words since. Raises TwilioUnreachable."""
        ...


@dataclass(frozen=True, slots=True)
class Rates:
    """How many segments may go out in all, and to one number."""

    everybody: Limit
    number: Limit


@dataclass(frozen=True, slots=True)
class Pauses:
    """How long to wait: after a first failure, at most, and for Twilio to list a text."""

    first: timedelta = FIRST_PAUSE
    longest: timedelta = LONGEST_PAUSE
    doubt: timedelta = DOUBT_PAUSE

    def after(self, attempts: int, chance: float) -> timedelta:
        """Twice as long after each attempt, and never the same for two of them."""
        longest = min(self.first * (1 << min(attempts - 1, 10)), self.longest)
        return longest * (0.5 + chance / 2)


class TextWorker:
    """Sends what the desk has said. `is_alone`: no other desk can have this database open."""

    def __init__(
        self,
        *,
        queue: TextQueue,
        collector: Collector,
        sender: TextSender,
        threads: DatabaseThreads,
        rates: Rates,
        metrics: Metrics,
        is_alone: bool,
        pauses: Pauses | None = None,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._queue = queue
        self._collector = collector
        self._sender = sender
        self._threads = threads
        self._rates = rates
        self._metrics = metrics
        self._is_alone = is_alone
        self._pauses = pauses or Pauses()
        self._chance = chance
        self._limiter = Limiter()
        self._pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="texts")
        self._tasks: set[asyncio.Task[None]] = set()
        self._ended = asyncio.Event()
        self.is_reachable = True

    # Its life

    async def run(self) -> None:
        """Send until cancelled."""
        complained, looks = False, 0
        await self._begin()
        try:
            while True:
                try:
                    await self.look(is_tidying=looks % _TIDY_EVERY_LOOKS == 0)
                    complained, looks = False, looks + 1
                except DatabaseUnavailable as error:
                    if not complained:
                        logger.error("texts_without_database", reason=str(error))
                    complained = True
                except Exception as error:  # the worker must outlive whatever happens
                    logger.error("texts_failed", error=type(error).__name__)
                await self._go_on(_LOOK_EVERY_SECONDS)
        finally:
            await self.end()

    async def _go_on(self, seconds: float) -> None:
        """Until the next look, begin another sending whenever one has ended."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            self._ended.clear()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._ended.wait(), left)
                with suppress(DatabaseUnavailable):  # The next look complains.
                    await self._send_due()

    async def _begin(self) -> None:
        is_left = self._is_alone
        while is_left:
            try:
                await self._threads.write(self._queue.doubt_all)
                is_left = False
            except DatabaseUnavailable:
                await asyncio.sleep(1)

    async def end(self) -> None:
        """Leave what is being sent; the next desk looks for it."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._pool.shutdown(wait=False, cancel_futures=True)

    async def settle(self) -> None:
        """Wait until nothing is being sent."""
        while self._tasks:
            await asyncio.gather(*self._tasks)

    # What it does

    async def look(self, *, is_tidying: bool = True) -> None:
        """Do once what is due now; sendings go on after it. Raises DatabaseUnavailable."""
        if is_tidying:
            await self._tidy()
        else:
            await self._threads.write(self._collector.collect)
        for text in await self._threads.write(self._queue.take_doubtful, self._free):
            self._start(self._look_for(text))
        await self._send_due()

    async def _tidy(self) -> None:
        await self._threads.write(self._collector.collect_all)
        given_up = await self._threads.write(self._queue.give_up)
        if given_up:
            logger.error("texts_given_up", conversations=sorted(set(given_up)))
            self._metrics.texts.labels("failed").inc(len(given_up))
        self._metrics.texts_waiting.set(await self._threads.read(self._queue.count_waiting))
        self._metrics.opt_outs.set(await self._threads.read(self._queue.count_opt_outs))

    async def _send_due(self) -> None:
        while self._free:
            due = await self._threads.read(self._queue.due, self._free)
            admitted = [text.id for text in due if await self._admitted(text)]
            if not admitted:
                return
            taken = await self._threads.write(self._queue.take, admitted)
            suppressed = len(admitted) - len(taken)
            if suppressed:
                self._metrics.texts.labels("suppressed").inc(suppressed)
            for text in taken:
                self._start(self._send(text))

    @property
    def _free(self) -> int:
        return AT_ONCE - len(self._tasks)

    def _start(self, work: Any) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._note_end)

    def _note_end(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self._ended.set()

    async def _admitted(self, text: OutboundText) -> bool:
        """Count a text's segments against the rates, or leave it for later."""
        try:
            self._limiter.admit_many(
                text.segments, (self._rates.everybody, "all"), (self._rates.number, text.theirs)
            )
        except TooMany as limited:
            pause = timedelta(seconds=limited.retry_after)
            await self._threads.write(self._queue.postpone, [text.id], pause)
            return False
        return True

    async def _send(self, text: OutboundText) -> None:
        try:
            outcome = await self._on_thread(self._sender.send, text)
        except TimeoutError:
            outcome = InDoubt("Twilio did not answer in time")
        with suppress(DatabaseUnavailable):  # Then it is in doubt.
            await self._note(text, outcome)

    async def _note(self, text: OutboundText, outcome: Outcome) -> None:
        """Keep the fate of a text, and count it."""
        pause = self._pauses.after(text.attempts, self._chance())
        queue, write = self._queue, self._threads.write
        self._note_reach(outcome)
        if isinstance(outcome, Accepted):
            await write(queue.accepted, text, outcome.sid, outcome.segments)
            self._count("accepted", outcome.segments or text.segments)
        elif isinstance(outcome, Refused):
            note = queue.opted_out if outcome.has_opted_out else queue.refused
            await write(note, text, outcome.code, outcome.why)
            self._count("suppressed" if outcome.has_opted_out else "refused")
        elif isinstance(outcome, NotTaken):
            await write(queue.not_taken, text, outcome.why, outcome.code, outcome.after or pause)
            self._count("not_taken")
        else:
            later = max(pause, self._pauses.doubt)
            await write(queue.in_doubt, text, outcome.why, outcome.code, later)
            self._count("in_doubt")
        if not isinstance(outcome, Accepted):
            code = outcome.code
            logger.warning(
                "text_not_sent", conversation=text.conversation, why=outcome.why, code=code
            )

    def _note_reach(self, outcome: Outcome) -> None:
        if isinstance(outcome, Accepted | Refused):
            self.is_reachable = True
        elif isinstance(outcome, InDoubt):
            self.is_reachable = False
        else:
            self.is_reachable = outcome.was_reached

    async def _look_for(self, text: OutboundText) -> None:
        """Find out whether Twilio has a text that is in doubt; if not, it is sent again."""
        try:
            found = await self._on_thread(self._sender.sent_before, text)
        except (TwilioUnreachable, TimeoutError):
            self.is_reachable = False
            pause = self._pauses.after(text.attempts, self._chance())
            with suppress(DatabaseUnavailable):
                later = max(pause, self._pauses.doubt)
                await self._threads.write(
                    self._queue.in_doubt, text, "Twilio cannot be asked", None, later
                )
            return
        with suppress(DatabaseUnavailable):
            await self._settle(text, found)

    async def _settle(self, text: OutboundText, found: Sequence[Accepted]) -> None:
        sids = [one.sid for one in found]
        unknown = await self._threads.read(self._queue.unknown_of, sids)
        if not unknown:
            await self._threads.write(self._queue.not_found, text)
            return
        mine = next(one for one in found if one.sid == unknown[0])
        await self._threads.write(self._queue.accepted, text, mine.sid, mine.segments)
        self._count("accepted", mine.segments or text.segments)

    def _count(self, what: str, sent_segments: int = 0) -> None:
        self._metrics.texts.labels(what).inc()
        self._metrics.segments.inc(sent_segments)

    async def _on_thread(
        self, call: Callable[[OutboundText], _Result], text: OutboundText
    ) -> _Result:
        loop = asyncio.get_running_loop()
        return await asyncio.wait_for(loop.run_in_executor(self._pool, call, text), SEND_SECONDS)
