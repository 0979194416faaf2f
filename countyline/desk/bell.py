"""Wakes up whoever waits for news of a conversation, within this process.

Whoever rings may hand over what was said, if that is all that changed; then nobody need look it
up. What was said is in the book in any case.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from contextlib import suppress

from countyline.desk.model import Entry


class Bell:
    """One bell a conversation."""

    def __init__(self) -> None:
        self._listeners: defaultdict[str, set[Listener]] = defaultdict(set)

    def ring(self, conversation: str) -> None:
        """Wake up all who listen for the conversation: they have to look what changed."""
        for listener in self._listeners.get(conversation, ()):
            listener._hear(None)

    def tell(self, conversation: str, *said: Entry) -> None:
        """Wake up all who listen for the conversation: nothing changed but what was said here.

        Without an entry an answer is being made, or no longer.
        """
        for listener in self._listeners.get(conversation, ()):
            listener._hear(said)

    def ring_all(self) -> None:
        """Wake up everybody, such as at the end."""
        for conversation in self._listeners:
            self.ring(conversation)

    def listen(self, conversation: str) -> Listener:
        """Listen for news of a conversation, as a context manager."""
        return Listener(self, conversation)

    def heard(self) -> list[str]:
        """Name the conversations for which somebody listens."""
        return list(self._listeners)

    def _add(self, conversation: str, listener: Listener) -> None:
        self._listeners[conversation].add(listener)

    def _remove(self, conversation: str, listener: Listener) -> None:
        self._listeners[conversation].discard(listener)
        if not self._listeners[conversation]:
            del self._listeners[conversation]


class Listener:
    """Hears a bell. News that came since the last `wait` are not missed."""

    def __init__(self, bell: Bell, conversation: str) -> None:
        self._bell = bell
        self._conversation = conversation
        self._event = asyncio.Event()
        self._said: list[Entry] = []
        self._must_look = True

    def __enter__(self) -> Listener:
        self._bell._add(self._conversation, self)
        return self

    def __exit__(self, *_: object) -> None:
        self._bell._remove(self._conversation, self)

    async def wait(self, seconds: float) -> None:
        """Wait for news, at most `seconds`."""
        with suppress(TimeoutError):
            async with asyncio.timeout(max(seconds, 0)):
                await self._event.wait()
        self._event.clear()

    def said_after(self, seq: int) -> Sequence[Entry] | None:
        """Give what was said after `seq`, when that is all that changed; None: look it up.

        It is given once: the next call gives what came since.
        """
        said, self._said = self._said, []
        new = sorted((entry for entry in said if entry.seq > seq), key=lambda entry: entry.seq)
        is_next = [entry.seq for entry in new] == [*range(seq + 1, seq + 1 + len(new))]
        if not is_next:
            self._must_look = True
        return None if self._must_look else new

    def looking(self) -> None:
        """Say that everything is about to be looked up."""
        self._must_look = False

    def look_again(self) -> None:
        """Say that not everything could be looked up."""
        self._must_look = True

    def _hear(self, said: Sequence[Entry] | None) -> None:
        if said is None:
            self._must_look = True
        else:
            self._said.extend(said)
        self._event.set()
