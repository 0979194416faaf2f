"""Read from the database what was asked between two moments, and the cases that were raised.

Moments are real ones, also in a replay or a drill.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, Row, select

from countyline.asked.model import Asked, Became, Raised
from countyline.cases.schema import cases
from countyline.database.engine import reading
from countyline.desk.schema import conversations, inbox, outbox, turns

_AT_ONCE = 1000
_BY_KIND = {
    "answer": Became.ANSWERED,
    "clarify": Became.CLARIFIED,
    "handoff": Became.HANDED_OVER,
    "decline": Became.DECLINED,
    "smalltalk": Became.SMALL_TALK,
}


def read_asked(engine: Engine, since: datetime, until: datetime) -> Iterator[Asked]:
    """Give the messages of a period, which are aware moments, `until` not included.

    Raises DatabaseUnavailable.
    """
    query = (
        select(
            inbox.c.received_at,
            inbox.c.text,
            inbox.c.language.label("chosen"),
            conversations.c.channel,
            turns.c.outcome,
            outbox.c.language,
            outbox.c.answer,
        )
        .join(turns, turns.c.message == inbox.c.id)
        .join(conversations, conversations.c.id == inbox.c.conversation)
        .join(outbox, outbox.c.turn == turns.c.message, isouter=True)
        .where(inbox.c.received_at >= since, inbox.c.received_at < until)
        .order_by(inbox.c.id)
    )
    with reading(engine) as connection:
        yield from map(_asked, connection.execution_options(yield_per=_AT_ONCE).execute(query))


def read_raised(engine: Engine, since: datetime, until: datetime) -> list[Raised]:
    """Give the cases raised in a period, oldest first. Raises DatabaseUnavailable."""
    query = (
        select(cases)
        .where(cases.c.opened_at >= since, cases.c.opened_at < until)
        .order_by(cases.c.opened_at, cases.c.id)
    )
    with reading(engine) as connection:
        return [_raised(row) for row in connection.execute(query)]


def _asked(row: Any) -> Asked:
    answer: Mapping[str, Any] = row.answer or {}
    return Asked(
        at=row.received_at,
        text=row.text,
        channel=row.channel,
        language=row.language or row.chosen or "und",
        became=_became(row.outcome, answer),
        certainty=answer.get("certainty"),
        topics=tuple(answer.get("topics") or ()),
        subjects=tuple(answer.get("subjects") or ()),
    )


def _became(outcome: str | None, answer: Mapping[str, Any]) -> Became:
    if outcome is None:
        return Became.WAITING
    if outcome == "headline" or answer.get("degraded"):
        return Became.HEADLINE
    if answer.get("kind") == "answer" and answer.get("certainty") == "unknown":
        return Became.UNKNOWN
    return _BY_KIND.get(answer.get("kind", ""), Became.STAFF)


def _raised(row: Row[Any]) -> Raised:
    return Raised(
        at=row.opened_at,
        replied_at=row.first_reply_at,
        closed_at=row.closed_at,
        reason=row.reason,
        question=row.question,
        language=row.language,
        topic=row.topic,
        subjects=tuple(row.subjects),
    )
