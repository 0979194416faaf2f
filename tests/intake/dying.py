"""An intake that is killed, for the test of what it leaves behind.

Arguments: the database, how many minutes its clock is ahead, and a file of JSON lines.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, ParamSpec, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import Engine

from countyline.cases.model import CaseDraft, Reason
from countyline.cases.store import CaseBook
from countyline.database import open_engine
from countyline.desk.model import Reply, Turn
from countyline.intake.book import IntakeBook
from countyline.intake.reading import Format, read
from countyline.intake.worker import IntakeWorker
from tests.nursery import Child, nursery

_Arguments = ParamSpec("_Arguments")
_Result = TypeVar("_Result")
ZONE = ZoneInfo("America/Chicago")


KINDS = {
    "open": ("answer", "status", "confirmed"),
    "pay": ("answer", "how_to_pay", "confirmed"),
    "statue": ("answer", "other_service", "unknown"),
    "mumble": ("clarify", None, None),
    "ticket": ("handoff", "vehicle", None),
    "person": ("handoff", "person", None),
    "irs": ("decline", "out_of_scope", None),
    "weather": ("smalltalk", None, None),
    "fire": ("answer", "safety", "unknown"),
}
"""What the brain makes of a question that holds such a word."""


class BesideTheLoop:
    """Runs what waits for the database as the desk's threads do."""

    async def write(
        self,
        call: Callable[_Arguments, _Result],
        *args: _Arguments.args,
        **kwargs: _Arguments.kwargs,
    ) -> _Result:
        return await asyncio.to_thread(call, *args, **kwargs)

    read = write


class Brain:
    """Answers by the words of a question, and opens a case at a hand-off, as the bot does.

    `failures` are raised, or given in place of an answer, one after the other, before it answers.
    """

    def __init__(self, cases: CaseBook | None = None) -> None:
        self.cases = cases
        self.turns: list[Turn] = []
        self.failures: list[Exception | None] = []

    async def reply(self, turn: Turn, seconds: float) -> Reply:
        self.turns.append(turn)
        failure = self.failures.pop(0) if self.failures else None
        if isinstance(failure, Exception):
            raise failure
        word = next((word for word in KINDS if word in turn.text.lower()), "mumble")
        kind, topic, certainty = KINDS[word]
        case = None
        if kind == "handoff" and self.cases is not None:
            reason = Reason.ASKED_FOR_PERSON if topic == "person" else Reason.CASE_BY_CASE
            draft = CaseDraft(
                conversation=turn.conversation,
                turn=f"{turn.conversation}/{turn.key}",
                reason=reason,
                language="en",
                channel=turn.channel,
                question=turn.text,
                topic=topic,
            )
            opened = await asyncio.to_thread(self.cases.open, draft)
            case = {"id": opened.id, "state": opened.state.value}
        answer: dict[str, Any] = {
            "kind": kind,
            "topic": topic,
            "subjects": ["recorder_of_deeds"] if word == "open" else [],
            "facts": ["offices.recorder_of_deeds.closure"] if certainty == "confirmed" else [],
            "certainty": certainty,
            "revision": 1,
            "case": case,
        }
        return Reply(
            text=f"About {word}.",
            language=turn.language or "en",
            answer=answer,
            card=None,
            context={"topic": topic, "aspect": word, "language": "en", "choices": ["no"]},
            headline=False,
        )


def worker_of(
    engine: Engine, clock: Callable[[], datetime], brain: Brain | None = None
) -> IntakeWorker:
    url = engine.url.render_as_string(hide_password=False)
    cases = CaseBook(url, clock=clock)
    return IntakeWorker(IntakeBook(engine, clock), cases, brain or Brain(cases), BesideTheLoop())


def work_off(worker: IntakeWorker) -> None:
    """Do what is due now."""
    try:
        asyncio.run(asyncio.wait_for(worker.work_off(), 60))
    finally:
        worker.cases.dispose()


def start(url: str, minutes: int, file: Path) -> Child:
    """Start this file as a process of its own."""
    return nursery().start("tests.intake.dying", url, str(minutes), str(file))


def main(url: str, minutes: str, file: str) -> None:
    engine = open_engine(url)
    ahead = timedelta(minutes=int(minutes))

    def clock() -> datetime:
        return datetime.now(UTC) + ahead

    book = IntakeBook(engine, clock)
    with Path(file).open("rb") as source:
        for _ in book.add(book.begin("test"), read(source, Format.JSON_LINES, ZONE)):
            pass
    work_off(worker_of(engine, clock))
