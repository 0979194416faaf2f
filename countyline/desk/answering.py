"""How a turn gets its answer: from the brain, or, when that cannot be had, the headline.

A part that was just lost is being started again, so it is waited for; one that has been away for
long is not, since then every resident would wait in vain.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

import structlog

from countyline.desk.brain import Brain, BrainTooSlow, BrainUnavailable
from countyline.desk.model import Reply, Turn

logger = structlog.get_logger(__name__)

MakeHeadline = Callable[[Turn], Reply]
"""Gives the published headline for a turn."""


@dataclass(frozen=True)
class Patience:
    """How long residents wait, in seconds.

    An answer has to come within `longest`, or what `longest_on` has for its channel: a caller does
    not wait as long as a reader. A brain that is away and was last seen to work less than
    `hopeful` ago is expected back: it is asked again after `pause`, which doubles up to
    `longest_pause`, and readers wait as long for it, since a slow computer needs longer to start
    it again than anybody should wait for one that hangs. Once it was waited for in vain, it is
    asked but once by each turn until it gives a whole answer. Of turns that are due, `at_once` are
    asked at the same time; the others wait for their place, and their time counts from then on.
    """

    longest: float = 15.0
    at_once: int = 64
    hopeful: float = 25.0
    pause: float = 0.1
    longest_pause: float = 1.0
    longest_on: Mapping[str, float] = field(default_factory=lambda: {"voice": 8.0})

    def until_back(self, channel: str) -> float:
        """Give how long somebody on a channel waits for a brain that is away."""
        return self.longest_on.get(channel, max(self.hopeful, self.longest))

    def on(self, channel: str) -> float:
        """Give how long an answer may take on a channel."""
        return self.longest_on.get(channel, self.longest)


class Answering:
    """Answers turns, whatever fails.

    Args:
        brain: who understands and answers.
        headline: what is said when the brain does not.
        patience: how long to wait for it.
        monotonic: seconds that only go up.
        sleep: waits so many of them.
    """

    def __init__(
        self,
        brain: Brain,
        headline: MakeHeadline,
        patience: Patience | None = None,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._brain = brain
        self.headline = headline
        self._patience = patience or Patience()
        self._monotonic = monotonic
        self._sleep = sleep
        self._places = asyncio.Semaphore(self._patience.at_once)
        # A brain that was never asked may still be starting.
        self._last_well = monotonic()
        self._waited_in_vain = False

    async def reply(self, turn: Turn) -> Reply:
        """Give the reply to a turn. Raises nothing but cancellation."""
        async with self._places:
            reply = await self._asked(turn)
        return reply or self.headline(turn)

    async def _asked(self, turn: Turn) -> Reply | None:
        """Give what the brain makes of a turn, perhaps only a headline; None: nothing in time."""
        patience = self._patience
        deadline = self._monotonic() + patience.until_back(turn.channel)
        pause = patience.pause
        stand_in: Reply | None = None
        while (left := deadline - self._monotonic()) > 0:
            try:
                reply = await self._brain.reply(turn, min(left, patience.on(turn.channel)))
            except BrainTooSlow:
                break
            except BrainUnavailable:
                reply = None
            except Exception as error:  # whatever it is, the resident gets an answer
                logger.error("brain_failed", error=type(error).__name__)
                break
            if reply is not None and not reply.headline:
                self._waited_in_vain = False
                self.note_that_brain_is_well()
                return reply
            stand_in = reply or stand_in
            if not self._is_hopeful():
                return stand_in
            if self._monotonic() + pause >= deadline:
                break
            await self._sleep(pause)
            pause = min(pause * 2, patience.longest_pause)
        self._waited_in_vain = True
        return stand_in

    def note_that_brain_is_well(self) -> None:
        """Say that the brain and what is behind it were just seen to work."""
        self._last_well = self._monotonic()

    def _is_hopeful(self) -> bool:
        if self._waited_in_vain:
            return False
        return self._monotonic() - self._last_well < self._patience.hopeful
