"""What the tests of notices share: a clock, cases, a worker, senders that do as told."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import Engine, select, update

from countyline.cases.schema import cases
from countyline.database import reading, writing
from countyline.notices.book import DueSince, NoticeBook
from countyline.notices.model import Kind, Notice, Outcome, Sender, Sent, Way
from countyline.notices.schema import notices
from countyline.notices.staff_time import StaffTime
from countyline.notices.worker import NoticeWorker, Patience
from tests.notices.dying import BesideTheLoop

_Result = TypeVar("_Result")

START = datetime(2024, 4, 3, 15, tzinfo=UTC)
LONG_ENOUGH = 30.0
"""Seconds after which a test hangs, rather than waits."""
NOTHING_LATE = DueSince(None, None)
EVERY_MINUTE = Patience(timedelta(minutes=30), timedelta(minutes=60))
PUBLIC = "https://chat.example.gov"


def run(test: Coroutine[Any, Any, _Result]) -> _Result:
    return asyncio.run(asyncio.wait_for(test, LONG_ENOUGH))


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self, now: datetime = START) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **duration: float) -> None:
        self.now += timedelta(**duration)


@dataclass
class Told:
    """A sender that takes notes, and answers with the next of its outcomes, or that it was sent."""

    outcomes: list[Outcome] = field(default_factory=list)
    most: int = 1
    pause: timedelta = timedelta(0)
    address: str = "somewhere"
    got: list[list[Notice]] = field(default_factory=list)

    async def send(self, notices: Sequence[Notice], now: datetime, /) -> Outcome:
        self.got.append(list(notices))
        return self.outcomes.pop(0) if self.outcomes else Sent()

    @property
    def cases(self) -> list[tuple[str, str]]:
        return [(one.case, one.kind.value) for sending in self.got for one in sending]


def worker(
    engine: Engine,
    clock: Callable[[], datetime],
    senders: Mapping[Way, Sender[Notice]],
    patience: Patience = EVERY_MINUTE,
    hours: StaffTime | None = None,
) -> NoticeWorker:
    return NoticeWorker(
        book=NoticeBook(engine, clock),
        threads=BesideTheLoop(),
        senders=senders,
        patience=patience,
        hours=lambda: hours,
        clock=clock,
        chance=lambda: 1.0,
    )


def add_case(engine: Engine, case: str, opened_at: datetime = START, **changes: Any) -> str:
    fields: dict[str, Any] = {
        "id": case,
        "conversation": f"c-{case}",
        "turn": "m-1",
        "reason": "case_by_case",
        "topic": "vehicle",
        "subjects": ["tag_office"],
        "language": "es",
        "channel": "web",
        "question": "me multaron, soy Ana, 816-555-0100",
        "contact": "ana@example.com",
        "state": "open",
        "opened_at": opened_at,
    }
    with writing(engine) as connection:
        connection.execute(cases.insert().values(fields | changes))
    return case


def claim(engine: Engine, case: str, at: datetime) -> None:
    change(
        engine,
        case,
        state="claimed",
        claimed_by="s-1",
        claimed_by_name="Maria Lee",
        claimed_at=at,
        lease_until=at + timedelta(minutes=10),
    )


def release(engine: Engine, case: str) -> None:
    nobody = dict.fromkeys(("claimed_by", "claimed_by_name", "claimed_at", "lease_until"))
    change(engine, case, state="open", **nobody)


def change(engine: Engine, case: str, **values: Any) -> None:
    with writing(engine) as connection:
        connection.execute(update(cases).where(cases.c.id == case).values(values))


def kept(engine: Engine) -> dict[tuple[str, str, str], str]:
    """The state of each notice by case, kind and way."""
    with reading(engine) as connection:
        rows = connection.execute(select(notices)).all()
    return {(row.case_id, row.kind, row.way): row.state for row in rows}


def notice(**changes: Any) -> Notice:
    fields: dict[str, Any] = {
        "id": "n-1",
        "kind": Kind.NEW,
        "case": "4F-27",
        "state": "open",
        "reason": "case_by_case",
        "sensitivity": "ticket",
        "topic": "vehicle",
        "subjects": ("tag_office",),
        "language": "es",
        "channel": "web",
        "opened_at": START,
        "claimed_by": None,
        "attempts": 1,
    }
    return Notice(**fields | changes)
