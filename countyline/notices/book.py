"""The notice book: which notices are due, who sends them, and what became of each.

A notice is made once for each case, kind and way, and waits in a queue (`queue.py`). A notice
that is no longer so, because somebody claimed the case or answered, is forgotten; should it be so
again, it is told again.

All methods wait for the database and raise DatabaseUnavailable. Times are real ones.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    Row,
    and_,
    delete,
    exists,
    func,
    select,
)

from countyline.cases.model import State as CaseState
from countyline.cases.schema import cases
from countyline.database.engine import reading, writing
from countyline.notices.model import Kind, Notice, State, Way
from countyline.notices.queue import (
    ATTEMPT,
    GIVE_UP_AFTER,
    Beside,
    NoticeQueue,
    Results,
    nothing_more,
)
from countyline.notices.schema import notices

__all__ = [
    "ATTEMPT",
    "GIVE_UP_AFTER",
    "Beside",
    "DueSince",
    "Listed",
    "NoticeBook",
    "Results",
    "nothing_more",
]

_MOST_MADE = 500

@dataclass(frozen=True, slots=True)
class DueSince:
    """Cases opened, or claimed, at these moments or earlier have waited too long; null: none."""

    unclaimed: datetime | None
    overdue: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A notice, or a reminder, as it is shown to whoever looks after the system.

    `about` is the case, or the entry of the status document; `kind` says what is told of it.
    """

    about: str
    kind: str
    way: Way
    state: State
    attempts: int
    made_at: datetime
    next_at: datetime
    error: str | None


class NoticeBook(NoticeQueue[Notice]):
    """Keeps notices. `clock` tells the real time."""

    def __init__(self, engine: Engine, clock: Callable[[], datetime]) -> None:
        super().__init__(engine, clock, notices, notices.c.case_id)

    def _told(self, connection: Connection, ids: Sequence[str]) -> list[Notice]:
        return _with_cases(connection, ids)

    def make(self, ways: Collection[Way], due: DueSince) -> int:
        """Make the notices that are due and not there; give how many were made."""
        now = self._clock()
        with reading(self._engine) as connection:
            found = [
                (case, kind, way)
                for kind, condition in _conditions(due, now).items()
                for way in ways
                for case in connection.scalars(_without_notice(condition, kind, way))
            ]
        if not found:
            return 0
        with writing(self._engine) as connection:
            # Another desk may make the same ones.
            insert = import_module(f"sqlalchemy.dialects.{connection.dialect.name}").insert
            new = insert(notices).on_conflict_do_nothing().returning(notices.c.id)
            made = [connection.scalar(new.values(_new(*one, now))) is not None for one in found]
        return sum(made)

    def forget_what_is_over(self) -> int:
        """Delete notices that are no longer so; give how many."""
        with reading(self._engine) as connection:
            over = list(connection.scalars(select(notices.c.id).where(_is_over())))
        if not over:
            return 0
        with writing(self._engine) as connection:
            gone = connection.execute(delete(notices).where(notices.c.id.in_(over), _is_over()))
        return gone.rowcount

    def listed(self) -> list[Listed]:
        """Give the notices that wait or failed, the oldest first."""
        query = (
            select(notices)
            .where(notices.c.state != State.SENT.value)
            .order_by(notices.c.made_at, notices.c.id)
        )
        with reading(self._engine) as connection:
            return [_listed(row) for row in connection.execute(query)]

    def count_unclaimed(self, due: DueSince) -> int:
        """Count the cases that nobody has claimed for too long."""
        if due.unclaimed is None:
            return 0
        query = select(func.count()).where(_is_open, cases.c.opened_at <= due.unclaimed)
        with reading(self._engine) as connection:
            return connection.scalar(query.select_from(cases)) or 0

_is_open = cases.c.state == CaseState.OPEN.value
_is_silent = and_(cases.c.state == CaseState.CLAIMED.value, cases.c.first_reply_at.is_(None))


def _conditions(due: DueSince, now: datetime) -> dict[Kind, ColumnElement[bool]]:
    """Give which cases each kind of notice is for."""
    found: dict[Kind, ColumnElement[bool]] = {
        Kind.NEW: and_(
            cases.c.state != CaseState.CLOSED.value, cases.c.opened_at > now - GIVE_UP_AFTER
        )
    }
    if due.unclaimed is not None:
        found[Kind.UNCLAIMED] = and_(_is_open, cases.c.opened_at <= due.unclaimed)
    if due.overdue is not None:
        found[Kind.OVERDUE] = and_(_is_silent, cases.c.claimed_at <= due.overdue)
    return found


def _without_notice(condition: ColumnElement[bool], kind: Kind, way: Way) -> Any:
    has_one = exists().where(
        notices.c.case_id == cases.c.id,
        notices.c.kind == kind.value,
        notices.c.way == way.value,
    )
    return (
        select(cases.c.id).where(condition, ~has_one).order_by(cases.c.opened_at).limit(_MOST_MADE)
    )


def _is_over() -> ColumnElement[bool]:
    def still(condition: ColumnElement[bool]) -> ColumnElement[bool]:
        return exists().where(cases.c.id == notices.c.case_id, condition)

    return ((notices.c.kind == Kind.UNCLAIMED.value) & ~still(_is_open)) | (
        (notices.c.kind == Kind.OVERDUE.value) & ~still(_is_silent)
    )


def _new(case: str, kind: Kind, way: Way, now: datetime) -> dict[str, Any]:
    return {
        "id": secrets.token_hex(12),
        "case_id": case,
        "kind": kind.value,
        "way": way.value,
        "state": State.WAITING.value,
        "attempts": 0,
        "made_at": now,
        "next_at": now,
    }


def _with_cases(connection: Connection, ids: Sequence[str]) -> list[Notice]:
    query = (
        select(
            cases,
            notices.c.id.label("notice"),
            notices.c.kind,
            notices.c.attempts,
        )
        .join(cases, cases.c.id == notices.c.case_id)
        .where(notices.c.id.in_(ids))
        .order_by(cases.c.opened_at, cases.c.id, notices.c.kind)
    )
    return [_notice(row) for row in connection.execute(query)]


def _notice(row: Row[Any]) -> Notice:
    return Notice(
        id=row.notice,
        kind=Kind(row.kind),
        case=row.id,
        state=row.state,
        reason=row.reason,
        sensitivity=row.sensitivity,
        topic=row.topic,
        subjects=tuple(row.subjects),
        language=row.language,
        channel=row.channel,
        opened_at=row.opened_at,
        claimed_by=row.claimed_by_name,
        attempts=row.attempts,
    )


def _listed(row: Row[Any]) -> Listed:
    return Listed(
        about=row.case_id,
        kind=row.kind,
        way=Way(row.way),
        state=State(row.state),
        attempts=row.attempts,
        made_at=row.made_at,
        next_at=row.next_at,
        error=row.error,
    )
