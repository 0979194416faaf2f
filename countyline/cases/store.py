"""The case book: cases in a database, SQLite by default, PostgreSQL by URL.

A case that `open` has returned is on disk. Every change is one statement in a transaction of its
own, so any number of processes may use one database.
"""

import hashlib
import secrets
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

from sqlalchemy import (
    URL,
    Connection,
    CursorResult,
    Engine,
    Row,
    Select,
    create_engine,
    event,
    make_url,
    select,
    update,
)
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from countyline.cases.ids import SHORTEST, Choose, case_id_from, draw_id
from countyline.cases.model import Case, CaseDraft, Reason, State
from countyline.cases.schema import cases, make_ready
from countyline.redaction import clean

WAIT_SECONDS = 5
"""How long to wait for a lock or a connection before the cases count as unavailable."""

DRAWS = 4
"""How many case numbers of one length are tried before the number grows by a digit."""

LONGEST_KEY = 200
"""The longest name of a conversation or turn that is stored as it is."""

LONGEST = 12
"""The most digits after the dash; nobody will see them."""


Cases = list[Case]


class CasesUnavailable(Exception):
    """The case book cannot be read or written now; its text says why, the cause is chained.

    What was asked for did not happen, or may have when the connection broke at the very end:
    asking again is safe either way.
    """


class CaseNotFound(LookupError):
    """There is no case with this number."""

    def __init__(self, case_id: str) -> None:
        super().__init__(f"There is no case {case_id}.")


class CaseAlreadyClosed(Exception):
    """The case was closed before; its first outcome stands. `case` is the case as it is."""

    def __init__(self, case: Case) -> None:
        super().__init__(f"Case {case.id} is closed already.")
        self.case = case


class CaseBook:
    """Opens, finds and closes cases.

    `url` is an SQLAlchemy URL; a missing folder of an SQLite file is made. `clock` returns the
    real time, aware. `choose` picks a character of a case number. Nothing is opened before the
    first use. Every method raises `CasesUnavailable` when the database fails.

    The methods block: call them from a thread in asynchronous code.
    """

    def __init__(
        self, url: str, *, clock: Callable[[], datetime], choose: Choose = secrets.choice
    ) -> None:
        self._url = url
        self._clock = clock
        self._choose = choose
        self._engine: Engine | None = None
        self._starting = threading.Lock()

    def open(self, draft: CaseDraft) -> Case:
        """Open a case, or return the one that this conversation and turn already have."""
        case = _new_case(draft, self._clock())
        for attempt in range(DRAWS * (LONGEST - SHORTEST + 1)):
            case = replace(case, id=draw_id(SHORTEST + attempt // DRAWS, self._choose))
            if self._insert(case):
                return case
            # Somebody has the number, or this turn has its case.
            if earlier := self._of_turn(case.conversation, case.turn):
                return earlier
        raise CasesUnavailable("no case number is free")

    def by_id(self, case_id: str) -> Case | None:
        """Return the case with this number, however it was typed, or None."""
        number = case_id_from(case_id)
        if number is None:
            return None
        return next(iter(self._read(select(cases).where(cases.c.id == number))), None)

    def of_conversation(self, conversation: str) -> Cases:
        """Return the cases of a conversation, the oldest first."""
        return self._read(select(cases).where(cases.c.conversation == _key(conversation)))

    def list(self, *states: State) -> Cases:
        """Return the cases in one of `states` (none given: all), the oldest first."""
        query = select(cases)
        return self._read(
            query.where(cases.c.state.in_([state.value for state in states])) if states else query
        )

    def leave_contact(self, case_id: str, contact: str) -> Case:
        """Add a resident's phone number or e-mail address to a case; what is there stays.

        Raises CaseNotFound.
        """
        addition = clean(contact).text
        while True:
            case = self._get(case_id)
            known = case.contact.split("; ") if case.contact else []
            if not addition or addition in known:
                return case
            # Two processes may add at once: write only over what was read.
            contact = "; ".join([*known, addition])
            changed = self._write(
                update(cases)
                .where(cases.c.id == case.id, cases.c.contact.is_not_distinct_from(case.contact))
                .values(contact=contact)
            )
            if changed.rowcount == 1:
                return replace(case, contact=contact)

    def close(self, case_id: str, outcome: str, by: str) -> Case:
        """Close a case; `outcome` says what was done, `by` which staff member did it.

        Raises CaseNotFound, and CaseAlreadyClosed when somebody closed it before.
        """
        case = replace(
            self._get(case_id),
            state=State.CLOSED,
            outcome=clean(outcome).text,
            closed_by=clean(by).text,
            closed_at=self._clock().astimezone(UTC),
        )
        done = ("state", "outcome", "closed_by", "closed_at")
        changed = self._write(
            update(cases)
            .where(cases.c.id == case.id, cases.c.state != State.CLOSED.value)
            .values({name: value for name, value in _row_of(case).items() if name in done})
        )
        if changed.rowcount == 0:
            raise CaseAlreadyClosed(self._get(case.id))
        return case

    def dispose(self) -> None:
        """Close all connections; the next use opens new ones."""
        with self._starting:
            engine, self._engine = self._engine, None
        if engine is not None:
            engine.dispose()

    def _get(self, case_id: str) -> Case:
        case = self.by_id(case_id)
        if case is None:
            raise CaseNotFound(case_id)
        return case

    def _of_turn(self, conversation: str, turn: str) -> Case | None:
        of_turn = (cases.c.conversation == conversation) & (cases.c.turn == turn)
        return next(iter(self._read(select(cases).where(of_turn))), None)

    def _insert(self, case: Case) -> bool:
        """Store a new case, unless its number or its turn is taken."""
        with self._connection() as connection:
            # SQLite and PostgreSQL have the same clause; only the one in use is loaded.
            dialect = import_module(f"sqlalchemy.dialects.{connection.dialect.name}")
            new = dialect.insert(cases).values(_row_of(case)).on_conflict_do_nothing()
            return connection.execute(new).rowcount == 1

    def _read(self, query: Select[Any]) -> Cases:
        with self._connection() as connection:
            rows = connection.execute(query.order_by(cases.c.opened_at, cases.c.id))
            return [_case_of(row) for row in rows]

    def _write(self, statement: Any) -> CursorResult[Any]:
        with self._connection() as connection:
            return connection.execute(statement)

    @contextmanager
    def _connection(self) -> Iterator[Connection]:
        """One transaction; whatever the database does wrong becomes `CasesUnavailable`."""
        try:
            with self._ready().begin() as connection:
                yield connection
        except (SQLAlchemyError, sqlite3.Error, OSError, ImportError) as error:
            raise CasesUnavailable(_reason_of(error)) from error

    def _ready(self) -> Engine:
        with self._starting:
            if self._engine is None:
                engine = _engine_of(make_url(self._url))
                with engine.begin() as connection:
                    make_ready(connection)
                self._engine = engine
            return self._engine


def _backend_of(url: URL) -> str:
    backend = url.get_backend_name()
    if backend not in ("sqlite", "postgresql"):
        raise CasesUnavailable(f"cases are kept in SQLite or PostgreSQL, not in {backend}")
    return backend


def _engine_of(url: URL) -> Engine:
    # Parameters hold residents' words and contacts: they stay out of errors and logs.
    if _backend_of(url) == "postgresql":
        return create_engine(
            url,
            hide_parameters=True,
            pool_pre_ping=True,
            connect_args={"connect_timeout": WAIT_SECONDS},
        )
    if url.database and url.database != ":memory:" and not url.database.startswith("file:"):
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, hide_parameters=True, connect_args={"timeout": WAIT_SECONDS})
    event.listen(engine, "connect", _set_up_sqlite)
    return engine


def _set_up_sqlite(connection: Any, _record: Any) -> None:
    connection.execute("PRAGMA foreign_keys = ON")
    deadline = time.monotonic() + WAIT_SECONDS
    # SQLite does not wait for the lock that the change to WAL needs, so this does.
    while connection.execute("PRAGMA journal_mode").fetchone()[0] not in ("wal", "memory"):
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
    # Not "normal": in WAL mode that may lose the last case when the power fails.
    connection.execute("PRAGMA synchronous = FULL")


def _key(name: str) -> str:
    """Return `name` as it fits a column: a strange or an endless one by its digest."""
    if len(name) <= LONGEST_KEY and name.isprintable():
        return name
    return "sha256:" + hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()


def _new_case(draft: CaseDraft, now: datetime) -> Case:
    return Case(
        id="",
        conversation=_key(draft.conversation),
        turn=_key(draft.turn),
        reason=Reason(draft.reason),
        topic=draft.topic,
        subjects=tuple(draft.subjects),
        language=draft.language,
        channel=draft.channel,
        question=clean(draft.question).text,
        contact=clean(draft.contact).text or None,
        state=State.OPEN,
        outcome=None,
        opened_at=now.astimezone(UTC),
        closed_at=None,
        closed_by=None,
    )


def _row_of(case: Case) -> dict[str, Any]:
    row = {column.name: getattr(case, column.name) for column in cases.columns}
    return row | {
        "reason": case.reason.value,
        "state": case.state.value,
        "subjects": list(case.subjects),
    }


def _case_of(row: Row[Any]) -> Case:
    fields = dict(row._mapping)
    return Case(
        **fields
        | {
            "reason": Reason(fields["reason"]),
            "state": State(fields["state"]),
            "subjects": tuple(fields["subjects"]),
        }
    )


def _reason_of(error: Exception) -> str:
    """Return the database's own words, in one line, without SQL."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    return (str(cause).strip() or type(cause).__name__).splitlines()[0]
