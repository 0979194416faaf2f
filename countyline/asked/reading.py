"""Read from the database what was asked between two moments, and the cases that were raised.

The database counts, since a program that read each message would be slower by far. Moments are
those that residents are told about: `offset` is what to add to the real time for them, and is not
zero in a replay or a drill.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    Integer,
    Row,
    Select,
    Subquery,
    and_,
    case,
    cast,
    exists,
    extract,
    func,
    select,
)
from sqlalchemy.dialects.postgresql import JSONB

from countyline.asked.model import Asked, Became, Calls, Raised
from countyline.calling.schema import calls
from countyline.cases.schema import cases
from countyline.database.engine import reading
from countyline.desk.schema import conversations, inbox, outbox, turns
from countyline.intake.schema import transcripts

_HOUR = 3600
_BY_KIND = {
    "answer": Became.ANSWERED,
    "clarify": Became.CLARIFIED,
    "handoff": Became.HANDED_OVER,
    "decline": Became.DECLINED,
    "smalltalk": Became.SMALL_TALK,
}


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the time that residents are told about: aware, `until` not included."""

    since: datetime
    until: datetime
    offset: timedelta = timedelta(0)

    @property
    def real_since(self) -> datetime:
        """When it begins on the real clock, in UTC: a zone's own hours are not added up."""
        return self.since.astimezone(UTC) - self.offset

    def holds(self, real: Any) -> ColumnElement[bool]:
        """Give the condition that a column of real moments lies in it."""
        return and_(real >= self.real_since, real < self.until.astimezone(UTC) - self.offset)

    def hours_into(self, real: Any, connection: Connection) -> ColumnElement[int]:
        """Give in which hour of it, counted from 0, a column of real moments lies."""
        seconds: ColumnElement[int] = extract("epoch", real)
        if connection.dialect.name == "postgresql":
            seconds = cast(func.floor(seconds), Integer)
        return (seconds - int(self.real_since.timestamp())) // _HOUR


def read_asked(connection: Connection, span: Span) -> Iterator[Asked]:
    """Give the messages to the desk, those that are alike together. Calls are among them."""
    for row in connection.execute(_counted_by_database(span, connection)):
        yield _asked(row)


def read_hours(connection: Connection, span: Span) -> dict[datetime, int]:
    """Count the messages to the desk in each hour, in UTC.

    Apart from what they are: with the hours there are a hundred times as many things to count.
    """
    each = (
        select(span.hours_into(inbox.c.received_at, connection).label("hour"))
        .join(turns, turns.c.message == inbox.c.id)
        .where(span.holds(inbox.c.received_at))
        .subquery()
    )
    counts = connection.execute(select(each.c.hour, func.count()).group_by(each.c.hour))
    begin = span.since.astimezone(UTC)
    return {begin + timedelta(hours=hour): count for hour, count in counts}


def read_raised(engine: Engine, span: Span) -> list[Raised]:
    """Give the cases that were raised, oldest first. Raises DatabaseUnavailable."""
    is_of_transcript = exists().where(transcripts.c.case_id == cases.c.id)
    query = (
        select(cases, is_of_transcript.label("is_of_transcript"))
        .where(span.holds(cases.c.opened_at))
        .order_by(cases.c.opened_at, cases.c.id)
    )
    with reading(engine) as connection:
        return [_raised(row) for row in connection.execute(query)]


def read_calls(connection: Connection, span: Span) -> Calls:
    """Count the calls that were held here; transcripts are counted with their questions."""
    has_asked = exists().where(turns.c.conversation == calls.c.conversation)
    query = select(func.count(), func.count().filter(~has_asked)).where(
        span.holds(calls.c.opened_at)
    )
    held, silent = connection.execute(query).one()
    return Calls(held=held, silent=silent)


def became_of(kind: str | None, certainty: str | None) -> Became | None:
    """Tell what became of a message by its answer; None when it says nothing of it."""
    if kind == "answer" and certainty == "unknown":
        return Became.UNKNOWN
    return _BY_KIND.get(kind or "")


def _counted_by_database(span: Span, connection: Connection) -> Select[Any]:
    said = _said(span, connection)
    kind, certainty = said.c.answer["kind"].as_string(), said.c.answer["certainty"].as_string()
    is_unknown = and_(kind == "answer", certainty == "unknown")
    known = select(
        said.c.channel,
        said.c.outcome,
        said.c.language,
        kind.label("kind"),
        certainty.label("certainty"),
        said.c.answer["degraded"].as_boolean().label("degraded"),
        # Lists as texts: so every database can tell which are equal.
        said.c.answer["topics"].as_string().label("topics"),
        said.c.answer["subjects"].as_string().label("subjects"),
        case((is_unknown, said.c.text)).label("text"),
    ).subquery()
    return select(*known.c, func.count().label("times")).group_by(*known.c)


def _said(span: Span, connection: Connection) -> Subquery:
    """Give every message with its answer, which PostgreSQL then reads once and not six times."""
    is_postgresql = connection.dialect.name == "postgresql"
    answer = cast(outbox.c.answer, JSONB) if is_postgresql else outbox.c.answer
    each = (
        select(
            conversations.c.channel,
            turns.c.outcome,
            func.coalesce(outbox.c.language, inbox.c.language).label("language"),
            inbox.c.text,
            answer.label("answer"),
        )
        .select_from(inbox)
        .join(turns, turns.c.message == inbox.c.id)
        .join(conversations, conversations.c.id == inbox.c.conversation)
        .join(outbox, outbox.c.turn == turns.c.message, isouter=True)
        .where(span.holds(inbox.c.received_at))
    )
    # OFFSET keeps PostgreSQL from writing the cast into each place that asks for the answer.
    return (each.offset(0) if is_postgresql else each).subquery()


def _asked(row: Row[Any]) -> Asked:
    became = _became(row)
    return Asked(
        channel=row.channel,
        language=row.language or "und",
        became=became,
        certainty=row.certainty,
        topics=_names(row.topics),
        subjects=_names(row.subjects),
        text=row.text if became is Became.UNKNOWN else None,
        count=row.times,
    )


def _became(row: Row[Any]) -> Became:
    if row.outcome is None:
        return Became.WAITING
    if row.outcome == "headline" or row.degraded:
        return Became.HEADLINE
    return became_of(row.kind, row.certainty) or Became.STAFF


@lru_cache(maxsize=1024)
def _names(written: str | None) -> tuple[str, ...]:
    return tuple(json.loads(written)) if written else ()


def _raised(row: Row[Any]) -> Raised:
    return Raised(
        at=row.opened_at,
        replied_at=row.first_reply_at,
        closed_at=row.closed_at,
        reason=row.reason,
        question=row.question,
        language=row.language,
        is_of_transcript=row.is_of_transcript,
    )
