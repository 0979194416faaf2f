"""Sealing: what the desk said becomes entries of the ledger, each once, shortly afterwards.

Nothing of it happens in a resident's turn. What is not sealed is found by comparing the outbox
with the ledger, so whoever is killed leaves nothing that would be missed, and an entry is unique
for its place in its conversation, so nothing is sealed twice. Any number of desks may seal at once:
they wait for one another, and the chain is one.

All methods wait for the database and raise DatabaseUnavailable. Times are real ones.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    Connection,
    Engine,
    Row,
    and_,
    bindparam,
    delete,
    func,
    insert,
    select,
    text,
    tuple_,
)

from countyline.database.engine import reading, writing
from countyline.desk.schema import conversations, inbox, outbox
from countyline.ledger.chain import (
    BEGINNING,
    SALT_BYTES,
    Anchor,
    anchor_at,
    canonical,
    digest_of,
    next_link,
)
from countyline.ledger.content import SAID, columns_of, content_of, delivery_of
from countyline.ledger.schema import ledger, ledger_awaited, ledger_contents

BATCH = 64
"""Entries of one transaction: on SQLite, residents' messages wait while it lasts."""

_OVERLAP = 1000
"""On PostgreSQL an entry may become visible later than so many with higher numbers."""

_WHOLE_EVERY_SECONDS = 3600.0
"""How often everything is looked at, and not what is new alone."""

_RECENT = 5000
"""So many of the last entries are asked each time whether they were delivered meanwhile."""

_LOCK = 0x4C4544474552
"""PostgreSQL's advisory lock under which the chain grows."""

_is_sealed = (
    select(ledger_contents.c.number)
    .where(
        ledger_contents.c.conversation == outbox.c.conversation,
        ledger_contents.c.seq == outbox.c.seq,
        ledger_contents.c.what == SAID,
    )
    .exists()
)
# Built once: building a statement costs more than running it.
_UNSEALED = (
    select(outbox, conversations.c.channel, inbox.c.text.label("question"))
    .join(conversations, conversations.c.id == outbox.c.conversation)
    .join(inbox, inbox.c.id == outbox.c.turn, isouter=True)
    .where(outbox.c.id > bindparam("after"), ~_is_sealed)
    .order_by(outbox.c.id)
    .limit(bindparam("most"))
)
_ARRIVED = (
    select(ledger_awaited, outbox.c.delivered_at)
    .join(
        outbox,
        and_(
            outbox.c.conversation == ledger_awaited.c.conversation,
            outbox.c.seq == ledger_awaited.c.seq,
        ),
    )
    .where(ledger_awaited.c.number > bindparam("after"), outbox.c.delivered_at.is_not(None))
    .order_by(ledger_awaited.c.number)
    .limit(bindparam("most"))
)
_NEWEST = (
    select(outbox.c.id, outbox.c.conversation, outbox.c.seq).order_by(outbox.c.id.desc()).limit(1)
)
_HEAD = select(ledger.c.number, ledger.c.hash).order_by(ledger.c.number.desc()).limit(1)
_ADD_LINKS = insert(ledger)
_ADD_CONTENTS = insert(ledger_contents)
_AWAIT = insert(ledger_awaited)


@dataclass(frozen=True, slots=True)
class _Prepared:
    """An entry that only lacks its place in the chain. `of` is what it tells the delivery of."""

    fields: dict[str, Any]
    digest: str
    is_awaited: bool
    of: int | None

    @property
    def place(self) -> tuple[str, int, str]:
        return (self.fields["conversation"], self.fields["seq"], self.fields["what"])


@dataclass(frozen=True, slots=True)
class Batch:
    """What is to be sealed together. `after` is where the next look at the outbox begins."""

    entries: Sequence[_Prepared]
    after: int


class Sealer:
    """Seals for one process.

    Args:
        engine: the database.
        clock: the real time, aware.
        offset: what to add to it for the time that residents are told about.
        monotonic: seconds that only go up.
    """

    def __init__(
        self,
        engine: Engine,
        clock: Callable[[], datetime],
        offset: Callable[[], timedelta],
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._engine = engine
        self._clock = clock
        self._offset = offset
        self._monotonic = monotonic
        self._after = 0
        self._newest: tuple[int, str, int] | None = None
        self._whole_at: float | None = None
        self._is_whole = False

    def seal(self, most: int = BATCH) -> int:
        """Seal what is new, at most so many entries; give how many."""
        batch = self.prepare(most)
        return self.append(batch) if batch.entries else 0

    def prepare(self, most: int = BATCH) -> Batch:
        """Find what is to be sealed next, without holding up anybody."""
        offset, sealed_at = self._offset(), self._clock()
        with reading(self._engine) as connection:
            newest = self._look_where(connection)
            rows = connection.execute(_UNSEALED, {"after": self._after, "most": most}).all()
            arrived = self._arrived(connection, most - len(rows))
        after = rows[-1].id if len(rows) == most else max(newest - _OVERLAP, 0)
        entries = [
            *(_prepared(content_of(row, offset, sealed_at), None) for row in rows),
            *(_prepared(delivery_of(row, sealed_at), row.number) for row in arrived),
        ]
        if len(entries) < most:
            self._is_whole = False
        if not entries:
            self._after = after
        return Batch(entries, after)

    def append(self, batch: Batch) -> int:
        """Add entries to the chain, unless somebody else did; give how many were looked at."""
        prepared = batch.entries
        with writing(self._engine) as connection:
            wait_for_others(connection)
            wanted = _not_there_yet(connection, prepared)
            head = head_of(connection)
            links, contents, awaited = [], [], []
            for one in wanted:
                link = next_link(head, one.digest)
                head = anchor_at(link)
                links.append({"number": link.number, "digest": link.digest, "hash": link.hash})
                contents.append({"number": link.number, **one.fields})
                if one.is_awaited:
                    conversation, seq, _ = one.place
                    awaited.append(
                        {"number": link.number, "conversation": conversation, "seq": seq}
                    )
            for statement, fields in (
                (_ADD_LINKS, links),
                (_ADD_CONTENTS, contents),
                (_AWAIT, awaited),
            ):
                if fields:
                    connection.execute(statement, fields)
            told = [one.of for one in prepared if one.of is not None]
            if told:
                gone = delete(ledger_awaited).where(ledger_awaited.c.number.in_(told))
                connection.execute(gone)
        # Only now: what was not kept is looked at again.
        self._after = batch.after
        return len(prepared)

    def head(self) -> Anchor:
        """Give the end of the chain."""
        with reading(self._engine) as connection:
            return head_of(connection)

    def _look_where(self, connection: Connection) -> int:
        """Choose where to begin: near the end, or at times from the beginning.

        Gives the number of the newest entry of the outbox.
        """
        now = self._monotonic()
        is_due = self._whole_at is None or now - self._whole_at >= _WHOLE_EVERY_SECONDS
        # A number that was deleted at the end is given out again.
        if is_due or (self._newest is not None and not _is_there(connection, self._newest)):
            self._whole_at, self._after, self._is_whole = now, 0, True
        newest = connection.execute(_NEWEST).one_or_none()
        self._newest = None if newest is None else (newest.id, newest.conversation, newest.seq)
        return 0 if newest is None else newest.id

    def _arrived(self, connection: Connection, most: int) -> Sequence[Row[Any]]:
        if most <= 0:
            return []
        after = 0 if self._is_whole else max(head_of(connection).count - _RECENT, 0)
        return connection.execute(_ARRIVED, {"after": after, "most": most}).all()


def head_of(connection: Connection) -> Anchor:
    """Give the end of the chain."""
    row = connection.execute(_HEAD).one_or_none()
    return BEGINNING if row is None else Anchor(row.number, row.hash)


def count_unsealed(connection: Connection, before: datetime) -> int:
    """Count what was said before a moment and is not in the ledger."""
    query = select(func.count()).select_from(outbox).where(outbox.c.written_at < before)
    return int(connection.execute(query.where(~_is_sealed)).scalar_one())


def _prepared(content: dict[str, Any], of: int | None) -> _Prepared:
    salt, written = secrets.token_hex(SALT_BYTES), canonical(content)
    return _Prepared(
        fields={"salt": salt, "content": written, **columns_of(content)},
        digest=digest_of(salt, written),
        is_awaited=content["what"] == SAID and content["delivered_at"] is None,
        of=of,
    )


def _not_there_yet(
    connection: Connection, prepared: Sequence[_Prepared]
) -> Sequence[_Prepared]:
    """Leave out what another desk has sealed, and what was deleted by age, meanwhile."""
    place = tuple_(
        ledger_contents.c.conversation, ledger_contents.c.seq, ledger_contents.c.what
    )
    known = connection.execute(
        select(ledger_contents.c.conversation, ledger_contents.c.seq, ledger_contents.c.what).where(
            place.in_([one.place for one in prepared])
        )
    )
    there = {tuple(row) for row in known}
    names = {one.fields["conversation"] for one in prepared}
    kept = set(
        connection.scalars(select(conversations.c.id).where(conversations.c.id.in_(names)))
    )
    return [
        one
        for one in prepared
        if one.place not in there and one.fields["conversation"] in kept
    ]


def _is_there(connection: Connection, row: tuple[int, str, int]) -> bool:
    number, conversation, seq = row
    query = select(outbox.c.conversation, outbox.c.seq).where(outbox.c.id == number)
    found = connection.execute(query).one_or_none()
    return found is not None and tuple(found) == (conversation, seq)


def wait_for_others(connection: Connection) -> None:
    """Let one process at a time add to the chain; on SQLite, whoever writes is the only one."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
