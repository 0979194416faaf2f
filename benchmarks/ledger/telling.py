"""Tells residents thousands of things, by the real answer engine and the real conversation book.

Only Rasa is left out: what it made of each question was written down before.
"""

from __future__ import annotations

import asyncio
import itertools
import random
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Engine

from actions.service import AnswerService, Words
from actions.turn import Turn
from countyline.answers.context import Context
from countyline.answers.fallback import render_fallback
from countyline.answers.medium import medium_of
from countyline.answers.program import program_digest
from countyline.answers.question import Question
from countyline.answers.reply import Reply as Answered
from countyline.answers.wording import Wording
from countyline.answers.wording_files import load_sensitive_words, load_wording
from countyline.cases.store import CaseBook
from countyline.clock import FixedClock
from countyline.desk.book import ConversationBook
from countyline.desk.model import Inbound, Reply
from countyline.settings import PROJECT_ROOT
from countyline.status.file_publisher import FilePublisher
from countyline.status.model import StatusDocument
from countyline.status.publication_reader import PublicationReader
from countyline.status.revisions import JSON

SNAPSHOTS = ("2024-04-03", "2024-04-16", "2024-04-22")
CHANNELS = ("web", "sms", "voice")
TURNS = 3
"""Of a conversation: so answers also rest on what was said before."""

_EXAMPLES = PROJECT_ROOT / "examples" / "jackson-county-2024"
_QUESTION = TypeAdapter(Question)


class County:
    """A county that answers, with its publication of three revisions below a folder."""

    def __init__(self, folder: Path, engine: Engine, url: str) -> None:
        wording = load_wording(PROJECT_ROOT / "data")
        sensitive = load_sensitive_words(PROJECT_ROOT / "data")
        for snapshot in SNAPSHOTS:
            _publish(_EXAMPLES / f"{snapshot}.yml", folder / "publication", wording)
        self._reader = PublicationReader(folder / "publication")
        self._book = ConversationBook(engine, "benchmark", _real_time)
        self._moment = _real_time()
        self._service = AnswerService(
            self._reader,
            Words(wording, sensitive, program_digest(PROJECT_ROOT)),
            CaseBook(url, clock=_real_time),
            lambda _: FixedClock(self._moment),
            lambda: None,
            replay=False,
        )

    def tell(self, understood: list[Mapping[str, Any]], count: int, seed: int = 7) -> int:
        """Tell residents so many things; give how many rest on facts."""
        return asyncio.run(self._tell(understood, count, random.Random(seed)))

    async def _tell(
        self, understood: list[Mapping[str, Any]], count: int, chance: random.Random
    ) -> int:
        with_facts = 0
        for number, (channel, revision) in enumerate(_scenes()):
            published = self._reader.revision(revision)
            assert published is not None
            later = timedelta(minutes=chance.randrange(6 * 24 * 60))
            self._moment = published.document.sent + later
            conversation, _ = self._book.begin(channel, None)
            context = Context()
            for turn in range(TURNS):
                if number * TURNS + turn >= count:
                    return with_facts
                question = replace(
                    _QUESTION.validate_python(chance.choice(understood)),
                    channel=channel,
                    revision=revision,
                )
                answered = await self._answer(conversation, str(turn), question, context)
                context = answered.context
                with_facts += bool(answered.answer.facts)
                self._moment += timedelta(minutes=1)
        return with_facts

    async def _answer(
        self, conversation: str, key: str, question: Question, context: Context
    ) -> Answered:
        inbound = Inbound(conversation=conversation, key=key, text=question.text)
        kept = self._book.accept(inbound).turn
        assert kept is not None
        turn = Turn(f"{conversation}/{key}", conversation, "rest", question, context)
        answered = await self._service.reply(turn)
        answer = answered.answer
        text, *rest = self._service.messages(answer, medium_of(question.channel))
        self._book.answer(
            kept,
            Reply(
                text=text,
                language="es" if answer.language == "es" else "en",
                answer=answer.as_json(),
                card=answer.card.as_json(),
                context=answered.context.as_json(),
                headline=answer.degraded,
                rest=tuple(rest),
                basis=answered.basis,
            ),
        )
        return answered


def _scenes() -> Iterator[tuple[str, int]]:
    return itertools.cycle(itertools.product(CHANNELS, range(1, len(SNAPSHOTS) + 1)))


def _publish(source: Path, publication: Path, wording: Wording) -> None:
    def fallback(document: StatusDocument) -> JSON:
        return render_fallback(document, wording)

    publisher = FilePublisher(source, publication, _real_time, {"fallback.json": fallback})
    published = publisher.refresh()
    assert published.error is None, published.error


def _real_time() -> datetime:
    return datetime.now(UTC)
