"""What became of each entry that went out as texts: for the console and the command."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, or_, select

from countyline.texting.model import State
from countyline.texting.numbers import shown
from countyline.texting.schema import text_threads, texts

# Of an entry in several texts, the one that is worst off stands for all.
_WORST_FIRST = (
    State.FAILED,
    State.REFUSED,
    State.UNDELIVERED,
    State.SUPPRESSED,
    State.SENDING,
    State.QUEUED,
    State.ACCEPTED,
    State.SENT,
    State.DELIVERED,
)
_TROUBLED = [
    one.value for one in (State.FAILED, State.REFUSED, State.UNDELIVERED, State.SUPPRESSED)
]
MOST_LISTED = 500


@dataclass(frozen=True, slots=True)
class Delivery:
    """The fate of one entry: that of its worst text, with Twilio's code and why, if any."""

    state: State
    code: int | None = None
    why: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Troubled:
    """A text that waits or did not arrive, as whoever looks after the system sees it."""

    conversation: str
    to: str
    state: State
    attempts: int
    made_at: datetime
    next_at: datetime | None
    code: int | None
    error: str | None


def delivery_of(connection: Connection, conversation: str) -> Mapping[int, Delivery]:
    """Give what became of each entry of a conversation that went out as texts, by its `seq`."""
    found: dict[int, Delivery] = {}
    query = select(texts).where(texts.c.conversation == conversation).order_by(texts.c.id)
    for row in connection.execute(query):
        this = Delivery(State(row.state), row.error_code, row.error)
        before = found.get(row.seq)
        if before is None or _rank(this) < _rank(before):
            found[row.seq] = this
    return found


def troubled(connection: Connection) -> list[Troubled]:
    """Give the texts that wait though they were tried, or did not arrive, the newest first.

    At most `MOST_LISTED` of them.
    """
    waits = texts.c.state.in_([State.QUEUED.value, State.SENDING.value])
    query = (
        select(texts, text_threads.c.theirs)
        .join(text_threads, text_threads.c.conversation == texts.c.conversation)
        .where(or_(texts.c.state.in_(_TROUBLED), waits & (texts.c.attempts > 0)))
        .order_by(texts.c.id.desc())
        .limit(MOST_LISTED)
    )
    return [_troubled(row) for row in connection.execute(query)]


def counts(connection: Connection) -> Mapping[str, int]:
    """Count the texts by their state."""
    query = select(texts.c.state, func.count()).group_by(texts.c.state).order_by(texts.c.state)
    return {row[0]: row[1] for row in connection.execute(query)}


def _rank(delivery: Delivery) -> int:
    return _WORST_FIRST.index(delivery.state)


def _troubled(row: Row[Any]) -> Troubled:
    is_over = row.state in _TROUBLED
    return Troubled(
        conversation=row.conversation,
        to=shown(row.theirs),
        state=State(row.state),
        attempts=row.attempts,
        made_at=row.made_at,
        next_at=None if is_over else row.next_at,
        code=row.error_code,
        error=row.error,
    )
