"""The notice book: which notices are due, who sends them, and what became of each.

A notice is made once for each case, kind and way. To send it, a worker takes it: its next time
is moved past the end of the attempt. So several desks share the work, and what a killed worker
had taken is taken again. A notice that is no longer so, because somebody claimed the case or
answered, is forgotten; should it be so again, it is told again.

All methods wait for the database and raise DatabaseUnavailable. Times are real ones.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
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
    update,
)

from countyline.cases.model import State as CaseState
from countyline.cases.schema import cases
from countyline.database.engine import reading, writing
from countyline.notices.model import Kind, Notice, State, Way, one_line
from countyline.notices.schema import notices, ways_off

GIVE_UP_AFTER = timedelta(days=1)
"""How long it is tried; older cases are not told of as new either."""

ATTEMPT = timedelta(minutes=2)
"""How long a taken notice is left to whoever took it; longer than any sending lasts."""

_MOST_MADE = 500
_UNWANTED = "the receiver wants no more notices"

Beside = Callable[[Connection], None]
"""Writes something more in a transaction, such as who did it."""


@dataclass(frozen=True, slots=True)
class DueSince:
    """Cases opened, or claimed, at these moments or earlier have waited too long; null: none."""

    unclaimed: datetime | None
    overdue: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A notice as it is shown to whoever looks after the system."""

    case: str
    kind: Kind
    way: Way
    state: State
    attempts: int
    made_at: datetime
    next_at: datetime
    error: str | None


@dataclass(frozen=True, slots=True)
class Results:
    """What became of the notices of a way; `error` is why the newest of those that wait or failed
    were not sent, if it was tried.
    """

    sent: int = 0
    waiting: int = 0
    failed: int = 0
    last_sent_at: datetime | None = None
    error: str | None = None


def nothing_more(_: Connection) -> None:
    """Write nothing more."""


class NoticeBook:
    """Keeps notices. `clock` tells the real time."""

    def __init__(self, engine: Engine, clock: Callable[[], datetime]) -> None:
        self._engine = engine
        self._clock = clock

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

    def give_up(self) -> list[str]:
        """Count notices as failed that could not be sent for too long; name their cases."""
        now = self._clock()
        too_old = and_(
            notices.c.state == State.WAITING.value,
            notices.c.made_at <= now - GIVE_UP_AFTER,
            notices.c.next_at <= now,
        )
        with reading(self._engine) as connection:
            if connection.scalar(select(notices.c.id).where(too_old).limit(1)) is None:
                return []
        with writing(self._engine) as connection:
            failed = update(notices).where(too_old).values(state=State.FAILED.value)
            return list(connection.scalars(failed.returning(notices.c.case_id)))

    def take(self, way: Way, most: int) -> list[Notice]:
        """Take what is to be sent now, the oldest first; nobody else gets it meanwhile."""
        now = self._clock()
        is_due = and_(
            notices.c.way == way.value,
            notices.c.state == State.WAITING.value,
            notices.c.next_at <= now,
        )
        with reading(self._engine) as connection:
            if connection.scalar(select(notices.c.id).where(is_due).limit(1)) is None:
                return []
        oldest = select(notices.c.id).where(is_due).order_by(notices.c.made_at, notices.c.id)
        with writing(self._engine) as connection:
            mine = list(connection.scalars(oldest.limit(most).with_for_update(skip_locked=True)))
            connection.execute(
                update(notices)
                .where(notices.c.id.in_(mine))
                .values(attempts=notices.c.attempts + 1, next_at=now + ATTEMPT)
            )
            return _with_cases(connection, mine)

    def sent(self, taken: Sequence[Notice]) -> None:
        """Note that the receiver took them."""
        with writing(self._engine) as connection:
            connection.execute(
                update(notices)
                .where(notices.c.id.in_([one.id for one in taken]))
                .values(state=State.SENT.value, sent_at=self._clock(), error=None)
            )

    def not_sent(self, taken: Sequence[Notice], why: str, pauses: Sequence[timedelta]) -> None:
        """Note why they could not be sent, and how long to wait before each is tried again."""
        now = self._clock()
        with writing(self._engine) as connection:
            for one, pause in zip(taken, pauses, strict=True):
                # Unless another desk has taken it since: then that one says what becomes of it.
                connection.execute(
                    update(notices)
                    .where(
                        notices.c.id == one.id,
                        notices.c.state == State.WAITING.value,
                        notices.c.attempts == one.attempts,
                    )
                    .values(error=one_line(why), next_at=now + pause)
                )

    def listed(self) -> list[Listed]:
        """Give the notices that wait or failed, the oldest first."""
        query = (
            select(notices)
            .where(notices.c.state != State.SENT.value)
            .order_by(notices.c.made_at, notices.c.id)
        )
        with reading(self._engine) as connection:
            return [_listed(row) for row in connection.execute(query)]

    def results(self, way: Way) -> Results:
        """Tell what became of the notices of a way."""
        of_way = notices.c.way == way.value
        counted = (
            select(notices.c.state, func.count(), func.max(notices.c.sent_at))
            .where(of_way)
            .group_by(notices.c.state)
        )
        why = (
            select(notices.c.error)
            .where(of_way, notices.c.error.is_not(None))
            .order_by(notices.c.next_at.desc(), notices.c.id)
            .limit(1)
        )
        with reading(self._engine) as connection:
            found = {state: (count, at) for state, count, at in connection.execute(counted)}
            error = connection.scalar(why)
        sent, last_sent_at = found.get(State.SENT.value, (0, None))
        return Results(
            sent=sent,
            waiting=found.get(State.WAITING.value, (0, None))[0],
            failed=found.get(State.FAILED.value, (0, None))[0],
            last_sent_at=last_sent_at,
            error=error,
        )

    def count_unclaimed(self, due: DueSince) -> int:
        """Count the cases that nobody has claimed for too long."""
        if due.unclaimed is None:
            return 0
        query = select(func.count()).where(_is_open, cases.c.opened_at <= due.unclaimed)
        with reading(self._engine) as connection:
            return connection.scalar(query.select_from(cases)) or 0

    # A receiver that wants no more, or an administrator

    def switch_off(
        self, way: Way, address: str, why: str = _UNWANTED, beside: Beside = nothing_more
    ) -> None:
        """Send nothing more to this address; what waits for it has failed."""
        with writing(self._engine) as connection:
            connection.execute(delete(ways_off).where(ways_off.c.way == way.value))
            connection.execute(
                ways_off.insert().values(
                    way=way.value, address_digest=_digest(address), at=self._clock()
                )
            )
            connection.execute(
                update(notices)
                .where(notices.c.way == way.value, notices.c.state == State.WAITING.value)
                .values(state=State.FAILED.value, error=one_line(why))
            )
            beside(connection)

    def switch_on(self, way: Way, beside: Beside = nothing_more) -> None:
        """Send again."""
        with writing(self._engine) as connection:
            connection.execute(delete(ways_off).where(ways_off.c.way == way.value))
            beside(connection)

    def is_off(self, way: Way, address: str) -> bool:
        """Tell whether this address wants no more notices."""
        query = select(ways_off.c.address_digest).where(ways_off.c.way == way.value)
        with reading(self._engine) as connection:
            return connection.scalar(query) == _digest(address)


def _digest(address: str) -> str:
    # The address may hold a key of the receiver's.
    return hashlib.sha256(address.encode("utf-8", "surrogatepass")).hexdigest()


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
        case=row.case_id,
        kind=Kind(row.kind),
        way=Way(row.way),
        state=State(row.state),
        attempts=row.attempts,
        made_at=row.made_at,
        next_at=row.next_at,
        error=row.error,
    )
