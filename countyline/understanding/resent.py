"""A message that is sent again gets the same reply, and its turn does not run twice.

A desk that was killed while Rasa answered does not know what became of the turn; after its restart
it sends the message once more, with the same id. The turn goes on although nobody waits for it.
Replies are kept in memory alone, for a few minutes: when Rasa has forgotten one too, the turn runs
again, from the context that the desk sends along, and its case is still the one of before.
"""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable, Coroutine, Mapping, Sequence
from typing import Any, NamedTuple

Reply = Sequence[Mapping[str, Any]]
Clock = Callable[[], float]

MOST_REPLIES = 10_000
LONGEST_SECONDS = 600.0


class Sent(NamedTuple):
    """What makes a message the same one: another text under a used id is another message.

    So is one that builds on another context: a desk may ask while the message is being written,
    fail to keep it, and be sent it again when the conversation or what is published has moved on.
    """

    sender: str
    message_id: str
    text: str
    context: str = ""
    revision: int | None = None


class _Kept(NamedTuple):
    reply: Reply
    until: float


class Replies:
    """The turns that run, and the replies of the last ones. It belongs to one event loop."""

    def __init__(
        self,
        most: int = MOST_REPLIES,
        seconds: float = LONGEST_SECONDS,
        clock: Clock = time.monotonic,
    ) -> None:
        self._most = most
        self._seconds = seconds
        self._clock = clock
        self._running: dict[Sent, asyncio.Task[Reply]] = {}
        self._kept: OrderedDict[Sent, _Kept] = OrderedDict()

    async def reply(self, sent: Sent, take_turn: Callable[[], Coroutine[Any, Any, Reply]]) -> Reply:
        """Give the reply to a message, whose turn runs only if it neither runs nor is known.

        Args:
            sent: the message.
            take_turn: answers it. Whoever waits may go away: it runs to its end.
        """
        self._forget_the_old()
        if (kept := self._kept.get(sent)) is not None:
            return kept.reply
        running = self._running.get(sent)
        if running is None:
            running = self._running[sent] = asyncio.ensure_future(take_turn())
            running.add_done_callback(lambda done: self._ended(sent, done))
        return await asyncio.shield(running)

    def _ended(self, sent: Sent, turn: asyncio.Task[Reply]) -> None:
        del self._running[sent]
        # What failed or gave only the headline is worth another try.
        if turn.cancelled() or turn.exception() is not None or _is_degraded(turn.result()):
            return
        self._kept[sent] = _Kept(turn.result(), self._clock() + self._seconds)
        while len(self._kept) > self._most:
            self._kept.popitem(last=False)

    def _forget_the_old(self) -> None:
        now = self._clock()
        while self._kept and next(iter(self._kept.values())).until <= now:
            self._kept.popitem(last=False)


def _is_degraded(reply: Reply) -> bool:
    customs = (message.get("custom") for message in reply)
    answers = [custom.get("answer") for custom in customs if isinstance(custom, Mapping)]
    return any(isinstance(answer, Mapping) and bool(answer.get("degraded")) for answer in answers)
