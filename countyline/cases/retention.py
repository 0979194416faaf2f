"""Deletion by age: old conversations and closed cases, with all that hangs on them.

A conversation goes when nothing was said in it for so long, no member of staff has it, and all
its cases may go. A case may go when it was closed so long ago and no case of its conversation is
held. What refers to either goes before it; the foreign keys tell what that is, so a table that
is added later is not forgotten.

It happens in many small transactions, so that residents need not wait for it. Each also counts
what it deleted, so the record is right wherever it was interrupted, and running it again goes on.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import (
    JSON,
    Column,
    ColumnElement,
    Connection,
    Engine,
    Select,
    String,
    Table,
    and_,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)

from countyline.cases.holding import LONGEST_NAME, holds, in_force, name_of
from countyline.cases.model import State
from countyline.cases.schema import cases
from countyline.database.engine import DatabaseUnavailable, reading, writing
from countyline.database.tables import Number, UtcDateTime, metadata

BATCH = 50
"""How many conversations or cases one transaction deletes."""

BREATH_SECONDS = 0.02
"""The pause between two of them: SQLite's lock is not fair to those who wait for it."""

deletions = Table(
    "deletions",
    metadata,
    Column("id", Number, primary_key=True),
    Column("by", String(LONGEST_NAME), nullable=False),
    Column("before", UtcDateTime, nullable=False),
    Column("started_at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime),
    Column("counts", JSON, nullable=False),
)
"""What was deleted: how many rows of each table, by whom and when; `ended_at` is null when it was
interrupted. No texts."""

Counts = Mapping[str, int]
"""Rows by the name of their table."""

_WORDS = {
    "conversations": "conversations",
    "inbox": "messages of residents",
    "outbox": "answers",
    "cases": "closed cases",
    "transcripts": "transcripts of calls",
}

_other = cases.alias()


def in_numbers(counts: Counts) -> str:
    """Say how many rows it is about, of the tables that people know."""
    return ", ".join(f"{counts.get(table, 0)} {words}" for table, words in _WORDS.items())


@dataclass(frozen=True)
class OldRows:
    """A table of another part whose rows go by age, each by its `id`.

    `may_go` tells which ones, given the moment before which they must be.
    """

    table: Table
    may_go: Callable[[datetime], ColumnElement[bool]]


@dataclass(frozen=True, slots=True)
class _Run:
    """One run: its record in `deletions`, the rule, and who does it."""

    record: Any
    before: datetime
    by: str


class Witness(Protocol):
    """Writes down, where it cannot be undone, what is deleted; this part does not know where."""

    def wait(self, connection: Connection) -> None:
        """Wait for others who write there, before anything is locked."""
        ...

    def look(self, connection: Connection, conversations: Sequence[str]) -> list[int]:
        """Give the numbers of what goes with conversations, before it goes."""
        ...

    def note(
        self, connection: Connection, numbers: Sequence[int], facts: Mapping[str, Any]
    ) -> None:
        """Write down what went, in the transaction that deletes it."""
        ...


class Retention:
    """Deletes what is old. `conversations` is the desk's table, which this part does not know.

    `others` are tables whose rows belong to no conversation and to no case; what hangs on a case
    goes with it. `witness` writes down each transaction's deletions.
    """

    def __init__(
        self,
        engine: Engine,
        conversations: Table,
        clock: Callable[[], datetime],
        breath_seconds: float = BREATH_SECONDS,
        others: Sequence[OldRows] = (),
        *,
        witness: Witness | None = None,
    ) -> None:
        self._engine = engine
        self._conversations = conversations
        self._clock = clock
        self._breath_seconds = breath_seconds
        self._others = {one.table: one.may_go for one in others}
        self._witness = witness

    @property
    def _roots(self) -> Sequence[Table]:
        return (self._conversations, cases, *self._others)

    def count(self, before: datetime) -> Counts:
        """Count what `delete` would delete. Raises DatabaseUnavailable."""
        counts: Counter[str] = Counter()
        with reading(self._engine) as connection:
            for root in self._roots:
                ids = select(root.c.id).where(self._may_go(root, before))
                for table, condition in self._rows_of(root, ids):
                    query = select(func.count()).select_from(table).where(condition)
                    counts[table.name] += connection.scalar(query) or 0
        return dict(counts)

    def delete(self, before: datetime, by: str) -> Counts:
        """Delete what is older than `before`; give how many rows of each table.

        Raises DatabaseUnavailable; what was deleted until then is on record.
        """
        with writing(self._engine) as connection:
            record = connection.scalar(
                insert(deletions)
                .values(by=name_of(by), before=before, started_at=self._clock(), counts={})
                .returning(deletions.c.id)
            )
        counts: Counter[str] = Counter()
        run = _Run(record, before, name_of(by))
        for root in self._roots:
            self._delete_all(root, run, counts)
        with writing(self._engine) as connection:
            connection.execute(_of(record).values(ended_at=self._clock()))
        self._leave_nothing_behind()
        return dict(counts)

    def _delete_all(self, root: Table, run: _Run, counts: Counter[str]) -> None:
        last = ""
        while True:
            with writing(self._engine) as connection:
                if self._witness is not None:
                    self._witness.wait(connection)
                found = self._found(connection, root, run.before, last)
                if not found:
                    return
                gone = self._delete_witnessed(connection, root, run, found)
                connection.execute(_of(run.record).values(counts=dict(counts + gone)))
            counts.update(gone)
            last = found[-1]
            time.sleep(self._breath_seconds)

    def _delete_witnessed(
        self, connection: Connection, root: Table, run: _Run, found: Sequence[str]
    ) -> Counter[str]:
        witness = self._witness
        if witness is None:
            return self._delete(connection, root, run.before, found)
        # What is locked may go still, or has to stay since: only what went is written down.
        is_of_conversations = root is self._conversations
        before = set(witness.look(connection, found)) if is_of_conversations else set()
        gone = self._delete(connection, root, run.before, found)
        left = set(witness.look(connection, found)) if is_of_conversations else set()
        if any(gone.values()):
            facts = {
                "deletion": int(run.record),
                "by": run.by,
                "older_than": run.before.isoformat().replace("+00:00", "Z"),
                "at": self._clock().isoformat().replace("+00:00", "Z"),
                "rows": {name: count for name, count in sorted(gone.items()) if count},
            }
            witness.note(connection, sorted(before - left), facts)
        return gone

    def _found(self, connection: Connection, root: Table, before: datetime, last: str) -> list[str]:
        """Lock the next ones that may go; those that somebody works on are left."""
        query = (
            select(root.c.id)
            .where(root.c.id > last, self._may_go(root, before))
            .order_by(root.c.id)
            .limit(BATCH)
            .with_for_update(skip_locked=True, of=root)
        )
        return list(connection.scalars(query))

    def _delete(
        self, connection: Connection, root: Table, before: datetime, found: Sequence[str]
    ) -> Counter[str]:
        if connection.dialect.name == "sqlite":
            # Otherwise the words stay in the file until something else needs the room.
            connection.exec_driver_sql("PRAGMA secure_delete = ON")
        counts: Counter[str] = Counter()
        if root is self._conversations:
            # A hold may be placed at this moment: it waits for this lock, or this for it.
            connection.execute(
                select(cases.c.id).where(cases.c.conversation.in_(found)).with_for_update()
            )
        # Once more, now that nobody can change them any more.
        still = select(root.c.id).where(root.c.id.in_(found), self._may_go(root, before))
        ids = list(connection.scalars(still))
        if root is self._conversations:
            of_these = select(cases.c.id).where(cases.c.conversation.in_(ids))
            counts += self._delete_rows(connection, cases, list(connection.scalars(of_these)))
        return counts + self._delete_rows(connection, root, ids)

    def _delete_rows(self, connection: Connection, root: Table, ids: Sequence[str]) -> Counter[str]:
        return Counter(
            {
                table.name: connection.execute(delete(table).where(condition)).rowcount
                for table, condition in self._rows_of(root, ids)
            }
        )

    def _rows_of(
        self, root: Table, ids: Sequence[str] | Select[Any]
    ) -> Iterable[tuple[Table, ColumnElement[bool]]]:
        """Give the rows that hang on these, whatever table they are in, and these themselves.

        What refers to a table comes before it.
        """
        found: dict[Table, ColumnElement[bool]] = {root: root.c.id.in_(ids)}
        for table in metadata.sorted_tables:
            links = [
                key.parent.in_(
                    ids
                    if key.column is root.c.id
                    else select(key.column).where(found[key.column.table])
                )
                for key in sorted(table.foreign_keys, key=lambda key: key.parent.name)
                if key.column.table in found
            ]
            if links and table not in (self._conversations, cases):
                found[table] = or_(*links)
        return reversed(found.items())

    def _may_go(self, root: Table, before: datetime) -> ColumnElement[bool]:
        if root is cases:
            return _case_may_go(before)
        if root in self._others:
            return self._others[root](before)
        is_kept = or_(cases.c.state != State.CLOSED.value, cases.c.closed_at >= before)
        is_of_this = cases.c.conversation == root.c.id
        return and_(
            root.c.last_at < before,
            root.c.owner != "staff",
            ~select(cases.c.id).where(is_of_this, is_kept).exists(),
            ~_is_held(root.c.id),
        )

    def _leave_nothing_behind(self) -> None:
        """Empty SQLite's log of changes, which still holds what was deleted."""
        if self._engine.dialect.name != "sqlite":
            return
        with suppress(DatabaseUnavailable), self._engine.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")


def _case_may_go(before: datetime) -> ColumnElement[bool]:
    return and_(
        cases.c.state == State.CLOSED.value,
        cases.c.closed_at < before,
        ~_is_held(cases.c.conversation),
    )


def _is_held(conversation: ColumnElement[Any]) -> ColumnElement[bool]:
    """Tell whether any case of a conversation has a hold in force."""
    return (
        select(holds.c.id)
        .join(_other, _other.c.id == holds.c.case_id)
        .where(_other.c.conversation == conversation, in_force)
        .exists()
    )


def _of(record: Any) -> Any:
    return update(deletions).where(deletions.c.id == record)
