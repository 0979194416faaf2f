"""Legal holds: cases that must not be deleted, with their whole conversation, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Column,
    Connection,
    Engine,
    ForeignKey,
    Index,
    String,
    Table,
    Text,
    insert,
    select,
    update,
)

from countyline.cases.ids import case_id_from
from countyline.cases.schema import cases
from countyline.cases.store import CaseNotFound
from countyline.database.engine import reading, writing
from countyline.database.tables import Number, UtcDateTime, metadata
from countyline.redaction import clean

LONGEST_NAME = 200

holds = Table(
    "holds",
    metadata,
    Column("id", Number, primary_key=True),
    Column("case_id", ForeignKey(cases.c.id), nullable=False),
    Column("reason", Text, nullable=False),
    Column("placed_by", String(LONGEST_NAME), nullable=False),
    Column("placed_at", UtcDateTime, nullable=False),
    Column("released_by", String(LONGEST_NAME)),
    Column("released_at", UtcDateTime),
    CheckConstraint("(released_at IS NULL) = (released_by IS NULL)", name="released_by"),
)
"""Holds in force and of before."""

in_force = holds.c.released_at.is_(None)
Index(
    "ix_holds_in_force",
    holds.c.case_id,
    unique=True,
    sqlite_where=in_force,
    postgresql_where=in_force,
)


class AlreadyHeld(Exception):
    """The case has a hold, which stands."""

    def __init__(self, case: str, by: str) -> None:
        super().__init__(f"Case {case} is held already, by {by}.")


class NotHeld(Exception):
    """The case has no hold."""

    def __init__(self, case: str) -> None:
        super().__init__(f"Case {case} is not held.")


@dataclass(frozen=True, slots=True)
class Hold:
    """A hold in force."""

    case: str
    reason: str
    placed_by: str
    placed_at: datetime


def hold(engine: Engine, case_id: str, reason: str, by: str, now: datetime) -> str:
    """Keep a case from being deleted; give its number.

    Raises CaseNotFound, AlreadyHeld or DatabaseUnavailable.
    """
    with writing(engine) as connection:
        case = _locked(connection, case_id)
        holder = connection.scalar(
            select(holds.c.placed_by).where(holds.c.case_id == case, in_force)
        )
        if holder is not None:
            raise AlreadyHeld(case, holder)
        new: dict[str, Any] = {
            "case_id": case,
            "reason": clean(reason).text,
            "placed_by": name_of(by),
            "placed_at": now,
        }
        connection.execute(insert(holds).values(new))
    return case


def release(engine: Engine, case_id: str, by: str, now: datetime) -> str:
    """End a hold; give the case's number. Raises CaseNotFound, NotHeld or DatabaseUnavailable."""
    with writing(engine) as connection:
        case = _locked(connection, case_id)
        ended = connection.execute(
            update(holds)
            .where(holds.c.case_id == case, in_force)
            .values(released_by=name_of(by), released_at=now)
        )
        if ended.rowcount == 0:
            raise NotHeld(case)
    return case


def all_holds(engine: Engine) -> list[Hold]:
    """Give the holds in force, the oldest first."""
    query = select(holds).where(in_force).order_by(holds.c.placed_at, holds.c.id)
    with reading(engine) as connection:
        return [
            Hold(row.case_id, row.reason, row.placed_by, row.placed_at)
            for row in connection.execute(query)
        ]


def name_of(by: str) -> str:
    """Give a name as it is kept."""
    return clean(by).text[:LONGEST_NAME]


def _locked(connection: Connection, case_id: str) -> str:
    """Give the number of a case that nobody deletes meanwhile."""
    number = case_id_from(case_id)
    query = select(cases.c.id).where(cases.c.id == number).with_for_update()
    case = connection.scalar(query) if number else None
    if case is None:
        raise CaseNotFound(case_id)
    return str(case)
