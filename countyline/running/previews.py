"""Previews for the console, each worked out by a process of its own."""

from __future__ import annotations

import asyncio
import hashlib
import sys
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from secrets import token_hex
from typing import Any

import structlog

from countyline.console.previews import Preview, PreviewFailed, Trial
from countyline.desk.brain import Brain, BrainTooSlow, BrainUnavailable
from countyline.desk.model import Turn
from countyline.redaction import clean
from countyline.running.rehearsing import CHANNEL
from countyline.running.short_lived import GaveNoAnswer, TookTooLong, answer_of
from countyline.status.publication import Published
from countyline.status.publication_reader import PublicationReader

LONGEST_SECONDS = 60.0
_RASA_SECONDS = 15.0
_MOST_WAITING = 6
"""Previews that wait for their turn: each may take a minute, and who asks for more gets none."""
_KEPT = 4
_SAME_FOR_MINUTES = 10
_NOTHING = (
    "Nothing is published yet, so there is nothing to compare with. Publish a status document "
    "first: countyline publish."
)
_SLOW = (
    "The preview took longer than a minute and was stopped. This computer may be busy: try again "
    "in a moment, or run countyline preview on the command line."
)
_BUSY = (
    "Several previews are being worked out for others. Nothing is wrong with the draft: try again "
    "in a minute."
)
_BROKEN = "The preview could not be worked out. The log says why."
_NOT_UNDERSTOOD = (
    "The question could not be understood, since a part of Countyline is down or slow. The "
    "answers above do not need it."
)
logger = structlog.get_logger(__name__)


@dataclass
class PreviewsInProcess:
    """Compares with the revision in service; one preview at a time, the last few are kept.

    `now` gives the moment that residents are told about, aware.
    """

    reader: PublicationReader
    now: Callable[[], datetime]
    replay: bool
    brain: Brain | None
    seconds: float = LONGEST_SECONDS
    command: tuple[str, ...] = (sys.executable, "-m", "countyline.running.previewing")
    _kept: OrderedDict[tuple[object, ...], Preview] = field(default_factory=OrderedDict)
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    _waiting: int = 0

    async def of(self, text: str) -> Preview:
        """Give all that a text would alter. Raises PreviewFailed."""
        published, now = self._published(), self.now()
        moment = now.replace(minute=now.minute - now.minute % _SAME_FOR_MINUTES, second=0)
        digest = hashlib.sha256(text.encode()).hexdigest()
        key = (digest, published.digest, moment.replace(microsecond=0))
        if key in self._kept:
            return self._known(key)
        async with self._one_at_a_time():
            if key not in self._kept:
                found = await self._run(self._request(published, text, now))
                self._kept[key] = _preview(found, published.revision)
                while len(self._kept) > _KEPT:
                    self._kept.popitem(last=False)
            return self._known(key)

    def _known(self, key: tuple[object, ...]) -> Preview:
        self._kept.move_to_end(key)
        return self._kept[key]

    async def try_question(self, text: str, question: str, language: str) -> Trial:
        """Put one question to both. Raises PreviewFailed."""
        published = self._published()
        request = self._request(published, text, self.now())
        basis = await self._understood(question, language)
        async with self._one_at_a_time():
            found = await self._run({**request, "basis": basis})
        understood = found.get("understood")
        if not isinstance(understood, Mapping):
            raise PreviewFailed(_NOT_UNDERSTOOD)
        return Trial(
            aspect=understood["aspect"],
            subjects=understood["subjects"],
            by_names=understood["by_names"],
            is_confident=understood["confident"],
            channels=found["channels"],
        )

    @asynccontextmanager
    async def _one_at_a_time(self) -> AsyncIterator[None]:
        """Let each process end before the next one begins: residents need this computer too."""
        if self._waiting >= _MOST_WAITING:
            raise PreviewFailed(_BUSY)
        self._waiting += 1
        try:
            await self._turn.acquire()
        finally:
            self._waiting -= 1
        try:
            yield
        finally:
            self._turn.release()

    def _published(self) -> Published:
        published = self.reader.current()
        if published is None:
            raise PreviewFailed(_NOTHING)
        return published

    def _request(self, published: Published, text: str, now: datetime) -> dict[str, Any]:
        return {
            "before": published.document.model_dump(mode="json", by_alias=True),
            "text": text,
            "at": now.isoformat(),
            "replay": self.replay,
        }

    async def _understood(self, question: str, language: str) -> object:
        if self.brain is None:
            raise PreviewFailed(_NOT_UNDERSTOOD)
        cleaned = clean(question)
        turn = Turn(
            message=0,
            conversation="rehearsal",
            channel=CHANNEL,
            key=token_hex(8),
            text=cleaned.text,
            capped=cleaned.was_capped,
            language=language,
            context={},
            attempts=1,
        )
        try:
            return (await self.brain.reply(turn, _RASA_SECONDS)).basis
        except (BrainUnavailable, BrainTooSlow) as error:
            raise PreviewFailed(_NOT_UNDERSTOOD) from error

    async def _run(self, request: Mapping[str, Any]) -> dict[str, Any]:
        try:
            return await answer_of(self.command, request, self.seconds)
        except TookTooLong:
            logger.warning("preview_too_slow", seconds=self.seconds)
            raise PreviewFailed(_SLOW) from None
        except GaveNoAnswer as wrong:
            logger.error("preview_failed", code=wrong.code, reason=wrong.errors[-500:])
            raise PreviewFailed(_BROKEN) from wrong


def _preview(found: Mapping[str, Any], revision: int) -> Preview:
    if found["problems"]:
        return Preview(revision=revision, problems=found["problems"])
    return Preview(
        revision=revision,
        warnings=found["warnings"],
        is_equal=found["equal"],
        at=found["at"],
        days=found["days"],
        asked=found["asked"],
        only_dated=found["only_dated"],
        understood_otherwise=found["understood_otherwise"],
        altered=found["altered"],
    )
