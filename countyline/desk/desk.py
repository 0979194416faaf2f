"""The desk: what channels use to keep conversations.

A channel takes a message with `accept`, which returns once it is on disk; the desk answers it.
What was said comes from `entries`, and `listen` tells when there is more.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import ParamSpec, TypeVar

import structlog

from countyline.database.engine import DatabaseUnavailable
from countyline.database.watching import watch
from countyline.desk.bell import Bell, Listener
from countyline.desk.book import ConversationBook, UnknownConversation
from countyline.desk.metrics import Metrics
from countyline.desk.model import Accepted, Conversation, Entry, Hint, Inbound, News, Turn
from countyline.desk.runner import TurnRunner
from countyline.desk.switchboard import Switchboard
from countyline.desk.threads import DatabaseThreads, shielded

__all__ = ["DatabaseUnavailable", "Desk"]

_Arguments = ParamSpec("_Arguments")
_Result = TypeVar("_Result")

_WATCH_EVERY_SECONDS = 1.0
_FAREWELL_SECONDS = 3.0

logger = structlog.get_logger(__name__)


class Desk:
    """Conversations, over the event loop."""

    def __init__(
        self,
        book: ConversationBook,
        threads: DatabaseThreads,
        runner: TurnRunner,
        bell: Bell,
        metrics: Metrics,
        *,
        switchboard: Switchboard,
    ) -> None:
        self._book = book
        self._threads = threads
        self._runner = runner
        self._bell = bell
        self._delivered: dict[str, int] = {}
        self._idle: set[str] = set()
        self._watching: asyncio.Task[None] | None = None
        self._switchboard = switchboard
        self.metrics = metrics
        self.is_closing = False

    # What channels do

    async def begin(self, channel: str, language: Hint | None) -> tuple[str, str]:
        """Begin a conversation; give its id and its token. Raises DatabaseUnavailable."""
        return await self._threads.write(self._book.begin, channel, language)

    async def open(self, conversation: str, token: str) -> Conversation:
        """Give a conversation to whoever has its token.

        Raises UnknownConversation or DatabaseUnavailable.
        """
        return await self._threads.read(self._book.open, conversation, token)

    async def accept(self, channel: str, inbound: Inbound) -> Accepted:
        """Take a message: when this returns it is on disk and will be answered.

        Raises UnknownConversation or DatabaseUnavailable; then it was not taken.
        """
        # Shielded as a whole: a client that hangs up must not part the message from its turn.
        return await shielded(self._accept(channel, inbound))

    async def _accept(self, channel: str, inbound: Inbound) -> Accepted:
        loop = asyncio.get_running_loop()

        def foresee(turn: Turn) -> None:
            loop.call_soon_threadsafe(self._runner.ask_ahead, turn)

        try:
            accepted = await self._threads.write(self._book.accept, inbound, foresee)
        except BaseException:
            self._runner.drop(inbound.conversation, inbound.key)
            raise
        self._begin_with(channel, inbound.conversation, accepted)
        return accepted

    async def take(
        self, channel: str, keep: Callable[[], tuple[str, Accepted] | None]
    ) -> Accepted | None:
        """Take a message with whatever a channel keeps together with it.

        `keep` waits for the database and gives the conversation and what the book's `accept_in`
        or `keep_in` gave; null when there is nothing to answer. Raises DatabaseUnavailable; then
        nothing was taken.
        """
        return await shielded(self._take(channel, keep))

    async def _take(
        self, channel: str, keep: Callable[[], tuple[str, Accepted] | None]
    ) -> Accepted | None:
        kept = await self._threads.write(keep)
        if kept is None:
            return None
        conversation, accepted = kept
        self._begin_with(channel, conversation, accepted)
        return accepted

    def _begin_with(self, channel: str, conversation: str, accepted: Accepted) -> None:
        if accepted.turn is not None:
            self._runner.begin(accepted.turn)
        if accepted.entry is not None:
            self._bell.tell(conversation, accepted.entry)
        elif accepted.is_new:
            self._bell.ring(conversation)
        if accepted.is_new:
            self.metrics.messages.labels(channel).inc()

    async def entries(self, conversation: str, after: int) -> list[Entry]:
        """Give what was said after `after`. Raises DatabaseUnavailable."""
        return await self._threads.read(self._book.entries, conversation, after)

    async def news(self, conversation: str, after: int) -> News:
        """Give what was said after `after`, and whose the conversation is.

        Raises DatabaseUnavailable.
        """
        return await self._threads.read(self._book.news, conversation, after)

    def is_answering(self, conversation: str) -> bool:
        """Tell whether an answer is being made here."""
        return self._runner.is_answering(conversation)

    def listen(self, conversation: str) -> Listener:
        """Listen for news of a conversation."""
        return self._bell.listen(conversation)

    def note_delivery(self, conversation: str, seq: int) -> None:
        """Note that everything up to `seq` went out to the resident; it is written down soon."""
        self._delivered[conversation] = max(seq, self._delivered.get(conversation, 0))

    # What staff do

    async def with_staff(
        self,
        act: Callable[_Arguments, _Result],
        *args: _Arguments.args,
        **kwargs: _Arguments.kwargs,
    ) -> _Result:
        """Run a method of the switchboard that changes something, to its end whoever hangs up.

        Raises what it raises, and DatabaseUnavailable.
        """
        return await self._threads.write(act, *args, **kwargs)

    def ring(self, *conversations: str) -> None:
        """Wake up all who listen for conversations: something changed in them."""
        for conversation in conversations:
            self._bell.ring(conversation)

    # Its life

    async def start(self) -> None:
        """Take up what was left waiting, and go on watching for it."""
        self._watching = asyncio.create_task(self._watch(), name="watch")

    async def stop(self) -> None:
        """End in order: no stream stays open, answers that are nearly there are kept."""
        self.is_closing = True
        self._bell.ring_all()
        if self._watching is not None:
            self._watching.cancel()
            with suppress(asyncio.CancelledError):
                await self._watching
        await self._runner.finish(_FAREWELL_SECONDS)
        with suppress(DatabaseUnavailable):
            await self._note_deliveries()
        with suppress(DatabaseUnavailable):
            await self._threads.write(self._book.leave)

    async def _watch(self) -> None:
        await watch(
            self._look_after,
            _WATCH_EVERY_SECONDS,
            logger,
            unavailable="database_unavailable",
            failed="watch_failed",
        )

    async def _look_after(self) -> None:
        if self._runner.is_busy:
            await self._threads.write(self._book.live)
        self.ring(*await self._threads.write(self._switchboard.run_out))
        for conversation in self._not_answering(await self._threads.read(self._book.abandoned)):
            await self._take_up(conversation)
        await self._take_up_what_was_missed()
        self.metrics.waiting.set(await self._threads.read(self._book.count_waiting))
        await self._note_deliveries()

    def _not_answering(self, conversations: list[str]) -> list[str]:
        return [one for one in conversations if not self._runner.is_answering(one)]

    async def _take_up(self, conversation: str) -> None:
        with suppress(UnknownConversation):
            turn = await self._threads.write(self._book.take_over, conversation)
            if turn is not None:
                logger.warning("turn_taken_up", conversation=conversation)
                self._runner.begin(turn)

    async def _take_up_what_was_missed(self) -> None:
        """Take up turns that are ours and that nobody answers here.

        A connection that breaks at the very end of a transaction leaves it on disk, and nobody
        knows. What is seen at one look only may just be beginning.
        """
        idle = self._not_answering(await self._threads.read(self._book.taken))
        for conversation in idle:
            if conversation in self._idle:
                await self._take_up(conversation)
        self._idle = set(idle)

    async def _note_deliveries(self) -> None:
        delivered, self._delivered = self._delivered, {}
        if not delivered:
            return
        try:
            await self._threads.write(self._book.delivered, delivered)
        except DatabaseUnavailable:
            for conversation, seq in delivered.items():
                self.note_delivery(conversation, seq)
            raise
