"""Answers that are asked for while their message is still being written to disk.

Writing lasts until the disk has it, and the resident waits for the longer of the two, not for
both. Nothing is kept of an answer whose message could not be kept: whoever sends the message again
has it asked again, with the same id. A case that Rasa opened for it meanwhile stays, and is found
by that id.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, NamedTuple

from countyline.desk.model import Reply, Turn


class _Asked(NamedTuple):
    turn: Turn
    reply: asyncio.Task[Reply]


class Ahead:
    """What was asked for ahead, at most one turn a conversation. `ask` gives the reply to one."""

    def __init__(self, ask: Callable[[Turn], Coroutine[Any, Any, Reply]]) -> None:
        self._ask = ask
        self._asked: dict[str, _Asked] = {}

    def begin(self, turn: Turn) -> None:
        """Ask for the reply to a turn whose message is being written; `reply` or `drop` follows."""
        self._drop(turn.conversation)
        reply = asyncio.create_task(self._ask(turn), name=f"reply in {turn.conversation}")
        self._asked[turn.conversation] = _Asked(turn, reply)

    async def reply(self, turn: Turn) -> Reply:
        """Give the reply to a turn whose message is on disk, asked for ahead or now."""
        asked = self._asked.get(turn.conversation)
        if asked is None or asked.turn != turn:
            self._drop(turn.conversation)
            return await self._ask(turn)
        del self._asked[turn.conversation]
        return await asked.reply

    def drop(self, conversation: str, key: str) -> None:
        """Forget what was asked for because of one message of a conversation."""
        asked = self._asked.get(conversation)
        if asked is not None and asked.turn.key == key:
            self._drop(conversation)

    def drop_all(self) -> None:
        """Forget what was asked for."""
        for conversation in list(self._asked):
            self._drop(conversation)

    def _drop(self, conversation: str) -> None:
        if (asked := self._asked.pop(conversation, None)) is not None:
            asked.reply.cancel()
