"""Grouping questions by meaning for reports, each time by a process in Rasa's environment.

The encoder is there and not here. What it made of a question is kept under the digest of its
words, so that only new ones are encoded; where it cannot be asked, words decide.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import re
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import structlog

from countyline.asked.alike import alike
from countyline.asked.grouping import Grouped, by_places
from countyline.asked.model import Unanswered
from countyline.asked.words import carrying
from countyline.running.processes import environment_of_processes, rasa_python
from countyline.running.short_lived import GaveNoAnswer, TookTooLong, answer_of
from countyline.settings import Settings

MOST = 1000
"""Questions that are grouped by meaning, the most asked first; words decide of the others."""
LONGEST_SECONDS = 20.0
_VECTORS_KEPT = 8000
_RESULTS_KEPT = 8
_Places = Sequence[Sequence[int]]
logger = structlog.get_logger(__name__)


@dataclass
class GroupingByMeaning:
    """Groups by meaning where it can, one report at a time, else by words.

    `command` starts the process, in the folder `root`; its first word is a program's path.
    """

    command: tuple[str, ...]
    root: Path
    environment: Mapping[str, str]
    seconds: float = LONGEST_SECONDS
    most: int = MOST
    _vectors: OrderedDict[str, str] = field(default_factory=OrderedDict)
    _results: OrderedDict[str, _Places] = field(default_factory=OrderedDict)
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def of(self, unanswered: Sequence[Unanswered]) -> Grouped:
        """Group questions, the most asked of which come first."""
        first = unanswered[: self.most]
        async with self._turn:
            places = await self._places(first) if first else []
        if places is not None:
            try:
                return Grouped(by_places(unanswered, places), by_meaning=True)
            except ValueError:
                logger.error("grouping_failed", reason="its answer is none")
        return Grouped(alike(unanswered), by_meaning=False)

    async def _places(self, unanswered: Sequence[Unanswered]) -> _Places | None:
        texts = [" ".join(carrying(one.text)) for one in unanswered]
        understood = [understood_as(one) for one in unanswered]
        name = _digest(json.dumps([texts, understood]))
        if name not in self._results:
            digests = [_digest(text) for text in texts]
            vectors = [self._vectors.get(digest) for digest in digests]
            request = {"texts": texts, "vectors": vectors, "understood": understood}
            found = await self._run(request)
            if found is None:
                return None
            missing = [one for one, vector in zip(digests, vectors, strict=True) if vector is None]
            _keep(self._vectors, zip(missing, found["vectors"], strict=False), _VECTORS_KEPT)
            _keep(self._results, [(name, found["groups"])], _RESULTS_KEPT)
        self._results.move_to_end(name)
        return self._results[name]

    async def _run(self, request: Mapping[str, Any]) -> dict[str, Any] | None:
        try:
            found = await answer_of(
                self.command, request, self.seconds, folder=self.root, environment=self.environment
            )
        except FileNotFoundError:
            return None
        except TookTooLong:
            logger.warning("grouping_too_slow", seconds=self.seconds)
            return None
        except GaveNoAnswer as wrong:
            # Its name alone: what an error says after it may hold a resident's words.
            name = re.match(r"[\w.]*Error\b", "".join(wrong.errors.splitlines()[-1:]))
            logger.error("grouping_failed", code=wrong.code, reason=name[0] if name else "unknown")
            return None
        if not found.keys() >= {"groups", "vectors"}:
            logger.error("grouping_failed", reason="its answer is none")
            return None
        return found


def grouping_for(settings: Settings) -> GroupingByMeaning:
    """Give what groups, with Rasa's environment in this project's folder."""
    return GroupingByMeaning(
        (str(rasa_python(settings.root)), "-m", "countyline.running.grouping_by_meaning"),
        settings.root,
        environment_of_processes(settings, os.environ),
    )


def understood_as(one: Unanswered) -> str:
    """Name what was understood of a question; empty where nothing was."""
    return "" if one.topic is None else "/".join((one.topic, *sorted(one.subjects)))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _keep(kept: OrderedDict[str, Any], new: Any, most: int) -> None:
    kept.update(new)
    while len(kept) > most:
        kept.popitem(last=False)
