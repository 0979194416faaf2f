"""What stands between the desk and Rasa for calls: the rest of an answer waits for “more”."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from countyline.calling.model import CHANNEL
from countyline.desk.brain import Brain
from countyline.desk.model import Reply, Turn
from countyline.desk.rest import with_rest_kept, without_rest


class CallingBrain:
    """Asks another brain. `clock` tells the real time, aware."""

    def __init__(self, brain: Brain, clock: Callable[[], datetime]) -> None:
        self._brain = brain
        self._clock = clock

    async def reply(self, turn: Turn, seconds: float) -> Reply:
        """Answer a turn within `seconds`. Raises BrainUnavailable or BrainTooSlow."""
        if turn.channel != CHANNEL:
            return await self._brain.reply(turn, seconds)
        asked = replace(turn, context=without_rest(turn.context))
        reply = await self._brain.reply(asked, seconds)
        return with_rest_kept(reply, turn, self._clock())
