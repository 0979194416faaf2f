"""The voice core: what phone systems report comes in here, and what they are to say goes out.

A report is on disk before anything is said. A question is answered by the desk's ordinary turn,
for which this waits: briefly where the phone system asks again by itself, longer where it does
not, and never longer than callers do.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import replace

from countyline.calling.book import Asked, CallBook, Taken
from countyline.calling.model import (
    CHANNEL,
    MOST_ALTERNATIVES,
    CallRefused,
    Heard,
    Said,
)
from countyline.calling.schema import LONGEST_CALL, LONGEST_KEY
from countyline.desk.desk import Desk
from countyline.desk.limits import Limit, Limiter, TooMany
from countyline.desk.model import Accepted, Entry, Hint, Reply
from countyline.desk.threads import DatabaseThreads

MOMENT_SECONDS = 0.7
"""How long a phone system is held that asks again by itself; then the caller is told to wait."""
HELD_SECONDS = 6.0
"""How long one is held that does not ask again; then the headline is said."""
LONGEST_SECONDS = 12.0
"""How long a caller waits in all; the desk's own patience ends before."""

_MOST_KEYS = 32
_LOOK_EVERY_SECONDS = 1.0
"""Another desk may answer, whose bell does not ring here."""

_NAME = re.compile(r"[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?")
_NUMBER = re.compile(r"\+[1-9][0-9]{6,14}")
_KEYS = re.compile(r"[0-9*#]*")


class TooManyReports(CallRefused):
    """A call reports more than any call does; `retry_after` is in seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__("This call reports too often.")
        self.retry_after = retry_after


class VoiceCore:
    """Takes what phone systems report; it is a `countyline.calling.model.Calls`.

    Args:
        desk: keeps conversations and answers questions.
        threads: where the database is waited for.
        book: takes reports.
        headline: gives the published headline, as it is said.
        limit: how often a call may report.
        monotonic: seconds that only go up.
    """

    def __init__(
        self,
        desk: Desk,
        threads: DatabaseThreads,
        book: CallBook,
        *,
        headline: Callable[[Hint], Reply],
        limit: Limit,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._desk = desk
        self._threads = threads
        self._book = book
        self._headline = headline
        self._limit = limit
        self._limiter = Limiter()
        self._monotonic = monotonic

    async def take(self, heard: Heard) -> Said:
        """Keep a report, and tell what comes next. Raises CallRefused or DatabaseUnavailable."""
        heard = checked(heard)
        try:
            self._limiter.admit((self._limit, heard.call))
        except TooMany as limited:
            raise TooManyReports(limited.retry_after) from None
        taken = await self._taken(heard)
        if taken.asked is not None:
            taken = await self._answered(heard, taken, taken.asked)
        if taken.conversation is not None:
            self._desk.note_delivery(taken.conversation, taken.seq)
        assert taken.said is not None, "a report is told something in the end"
        return taken.said

    async def _taken(self, heard: Heard) -> Taken:
        held: list[Taken] = []

        def keep() -> tuple[str, Accepted] | None:
            taken = self._book.take(heard)
            held.append(taken)
            if taken.conversation is None or taken.accepted is None:
                return None
            return taken.conversation, taken.accepted

        await self._desk.take(CHANNEL, keep)
        return held[-1]

    async def _answered(self, heard: Heard, taken: Taken, asked: Asked) -> Taken:
        """Wait for the answer, or tell the caller to wait, or give what was published."""
        assert taken.conversation is not None, "what is asked is asked in a conversation"
        waited = asked.age.total_seconds()
        waits = heard.abilities.waits
        seconds = MOMENT_SECONDS if waits else HELD_SECONDS
        entry = await self._entry(taken.conversation, asked, seconds)
        if entry is None and waits and waited + seconds < LONGEST_SECONDS:
            return await self._threads.write(self._book.wait, heard.call, asked.report)
        answer = entry or self._headline(taken.language)
        return await self._threads.write(self._book.finish, heard.call, asked.report, answer)

    async def _entry(self, conversation: str, asked: Asked, seconds: float) -> Entry | None:
        """Wait for the answer to a message, at most so long."""
        until = self._monotonic() + seconds
        after, looked_at = asked.seq, 0.0
        with self._desk.listen(conversation) as listener:
            while True:
                said = listener.said_after(after)
                if said is None:
                    listener.looking()
                    looked_at = self._monotonic()
                    said = await self._desk.entries(conversation, after)
                for entry in said:
                    after = entry.seq
                    if entry.replies_to == asked.message:
                        return entry
                left = until - self._monotonic()
                if left <= 0 or self._desk.is_closing:
                    return None
                await listener.wait(min(left, _LOOK_EVERY_SECONDS))
                if self._monotonic() - looked_at >= _LOOK_EVERY_SECONDS:
                    listener.look_again()


def checked(heard: Heard) -> Heard:
    """Give a report without what makes no sense in it. Raises CallRefused."""
    for name, value, longest in (
        ("call", heard.call, LONGEST_CALL),
        ("key", heard.key, LONGEST_KEY),
    ):
        if len(value) > longest or not _NAME.fullmatch(value):
            raise CallRefused(
                f"The {name} must be 1 to {longest} printable characters, without blanks around."
            )
    if len(heard.keys) > _MOST_KEYS or not _KEYS.fullmatch(heard.keys):
        raise CallRefused(f"Keys are at most {_MOST_KEYS} of the digits, * and #.")
    is_number = heard.caller is not None and _NUMBER.fullmatch(heard.caller)
    return replace(
        heard,
        caller=heard.caller if is_number else None,
        alternatives=heard.alternatives[:MOST_ALTERNATIVES],
    )
