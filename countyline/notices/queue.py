"""What waits to be sent: taking it, noting what became of it, and which way is switched off.

The same for notices about cases and for reminders about the status: each has a table of its own
with the columns of this. To send something, a worker takes it: its next time is moved past the end
of the attempt. So several desks share the work, and what a killed worker had taken is taken again.

All methods wait for the database and raise DatabaseUnavailable. Times are real ones.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic

from sqlalchemy import Column, Connection, Engine, Table, and_, delete, func, select, update

from countyline.database.engine import reading, writing
from countyline.notices.model import State, Told, Way, one_line
from countyline.notices.schema import notices, reminders, ways_off

GIVE_UP_AFTER = timedelta(days=1)
"""How long it is tried; older cases are not told of as new either."""

ATTEMPT = timedelta(minutes=2)
"""How long a taken notice is left to whoever took it; longer than any sending lasts."""

_UNWANTED = "the receiver wants no more notices"

Beside = Callable[[Connection], None]
"""Writes something more in a transaction, such as who did it."""


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

    def __add__(self, other: Results) -> Results:
        """Give both together."""
        ends = [one for one in (self.last_sent_at, other.last_sent_at) if one is not None]
        return Results(
            self.sent + other.sent,
            self.waiting + other.waiting,
            self.failed + other.failed,
            max(ends, default=None),
            self.error or other.error,
        )


def nothing_more(_: Connection) -> None:
    """Write nothing more."""


class NoticeQueue(Generic[Told]):
    """Keeps what waits in a table. `clock` tells the real time."""

    def __init__(
        self, engine: Engine, clock: Callable[[], datetime], table: Table, about: Column[str]
    ) -> None:
        self._engine = engine
        self._clock = clock
        self._table = table
        self._about = about

    def _told(self, connection: Connection, ids: Sequence[str]) -> list[Told]:
        """Give what was taken, with all that is told of it."""
        raise NotImplementedError

    def give_up(self) -> list[str]:
        """Count notices as failed that could not be sent for too long; name what they are about."""
        now = self._clock()
        too_old = and_(
            self._table.c.state == State.WAITING.value,
            self._table.c.made_at <= now - GIVE_UP_AFTER,
            self._table.c.next_at <= now,
        )
        with reading(self._engine) as connection:
            if connection.scalar(select(self._table.c.id).where(too_old).limit(1)) is None:
                return []
        with writing(self._engine) as connection:
            failed = update(self._table).where(too_old).values(state=State.FAILED.value)
            return list(connection.scalars(failed.returning(self._about)))

    def take(self, way: Way, most: int) -> list[Told]:
        """Take what is to be sent now, the oldest first; nobody else gets it meanwhile."""
        now = self._clock()
        is_due = and_(
            self._table.c.way == way.value,
            self._table.c.state == State.WAITING.value,
            self._table.c.next_at <= now,
        )
        with reading(self._engine) as connection:
            if connection.scalar(select(self._table.c.id).where(is_due).limit(1)) is None:
                return []
        oldest = select(self._table.c.id).where(is_due)
        oldest = oldest.order_by(self._table.c.made_at, self._table.c.id)
        with writing(self._engine) as connection:
            mine = list(connection.scalars(oldest.limit(most).with_for_update(skip_locked=True)))
            connection.execute(
                update(self._table)
                .where(self._table.c.id.in_(mine))
                .values(attempts=self._table.c.attempts + 1, next_at=now + ATTEMPT)
            )
            return self._told(connection, mine)

    def sent(self, taken: Sequence[Told]) -> None:
        """Note that the receiver took them."""
        with writing(self._engine) as connection:
            connection.execute(
                update(self._table)
                .where(self._table.c.id.in_([one.id for one in taken]))
                .values(state=State.SENT.value, sent_at=self._clock(), error=None)
            )

    def not_sent(self, taken: Sequence[Told], why: str, pauses: Sequence[timedelta]) -> None:
        """Note why they could not be sent, and how long to wait before each is tried again."""
        now = self._clock()
        with writing(self._engine) as connection:
            for one, pause in zip(taken, pauses, strict=True):
                # Unless another desk has taken it since: then that one says what becomes of it.
                connection.execute(
                    update(self._table)
                    .where(
                        self._table.c.id == one.id,
                        self._table.c.state == State.WAITING.value,
                        self._table.c.attempts == one.attempts,
                    )
                    .values(error=one_line(why), next_at=now + pause)
                )

    def results(self, way: Way) -> Results:
        """Tell what became of the notices of a way."""
        of_way = self._table.c.way == way.value
        counted = (
            select(self._table.c.state, func.count(), func.max(self._table.c.sent_at))
            .where(of_way)
            .group_by(self._table.c.state)
        )
        why = (
            select(self._table.c.error)
            .where(of_way, self._table.c.error.is_not(None))
            .order_by(self._table.c.next_at.desc(), self._table.c.id)
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
            for table in (notices, reminders):
                connection.execute(
                    update(table)
                    .where(table.c.way == way.value, table.c.state == State.WAITING.value)
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
