"""The case book: cases in a database, SQLite by default, PostgreSQL by URL.

A case that `open` has returned is on disk. Every change is a transaction of its own, so any
number of processes may use one database.
"""

import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from importlib import import_module
from typing import Any

from sqlalchemy import Connection, CursorResult, Engine, Select, select, update

from countyline.cases.ids import SHORTEST, Choose, case_id_from, draw_id
from countyline.cases.joining import Named, joined, key_of
from countyline.cases.model import Case, CaseDraft, Reason, State
from countyline.cases.rows import case_of, row_of
from countyline.cases.schema import cases
from countyline.database import DatabaseUnavailable, open_engine, reading, upgrade, writing
from countyline.redaction import clean

DRAWS = 4
"""How many case numbers of one length are tried before the number grows by a digit."""

LONGEST = 12
"""The most digits after the dash; nobody will see them."""


Cases = list[Case]
Begin = Callable[[Engine], AbstractContextManager[Connection]]
"""`reading` or `writing`."""


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


CLOSING = frozenset(
    {
        "state",
        "outcome",
        "closed_by",
        "closed_at",
        "claimed_by",
        "claimed_by_name",
        "claimed_at",
        "lease_until",
    }
)
"""The columns that change when a case is closed."""


def closed(case: Case, outcome: str, by: str, now: datetime) -> Case:
    """Give the case as it is once it is closed; nobody has it then."""
    return replace(
        case,
        state=State.CLOSED,
        outcome=clean(outcome).text,
        closed_by=clean(by).text,
        closed_at=now,
        claimed_by=None,
        claimed_by_name=None,
        claimed_at=None,
        lease_until=None,
    )


class CaseBook:
    """Opens and finds cases; the desk closes them, with their conversation.

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
        """Open a case, or return the one that the conversation has for it.

        That is the case of this turn, or one that is not closed and on the same matter, as
        `countyline.cases.joining` has it: its turn is then another one, and what was asked now is
        noted with it.
        """
        named = Named(draft.named_topic, draft.named_subjects)
        for case in self._drawn(draft):
            with self._transaction(writing) as connection:
                if kept := _joined_or_new(connection, case, named):
                    return kept
        raise CasesUnavailable("no case number is free")

    def open_in(self, connection: Connection, draft: CaseDraft) -> Case:
        """Do as `open` does, within a transaction of another part's."""
        named = Named(draft.named_topic, draft.named_subjects)
        for case in self._drawn(draft):
            if kept := _joined_or_new(connection, case, named):
                return kept
        raise CasesUnavailable("no case number is free")

    def _drawn(self, draft: CaseDraft) -> Iterator[Case]:
        """Give the case with one number after the other, until one of them is free."""
        case = _new_case(draft, self._clock())
        for attempt in range(DRAWS * (LONGEST - SHORTEST + 1)):
            yield replace(case, id=draw_id(SHORTEST + attempt // DRAWS, self._choose))

    def by_id(self, case_id: str) -> Case | None:
        """Return the case with this number, however it was typed, or None."""
        number = case_id_from(case_id)
        if number is None:
            return None
        return next(iter(self._read(select(cases).where(cases.c.id == number))), None)

    def of_conversation(self, conversation: str) -> Cases:
        """Return the cases of a conversation, the oldest first."""
        return self._read(select(cases).where(cases.c.conversation == key_of(conversation)))

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

    def _read(self, query: Select[Any]) -> Cases:
        with self._transaction(reading) as connection:
            rows = connection.execute(query.order_by(cases.c.opened_at, cases.c.id))
            return [case_of(row) for row in rows]

    def _write(self, statement: Any) -> CursorResult[Any]:
        with self._transaction(writing) as connection:
            return connection.execute(statement)

    @contextmanager
    def _transaction(self, begin: Begin) -> Iterator[Connection]:
        """One transaction; whatever the database does wrong becomes `CasesUnavailable`."""
        try:
            with begin(self._ready()) as connection:
                yield connection
        except DatabaseUnavailable as error:
            raise CasesUnavailable(str(error)) from error

    def _ready(self) -> Engine:
        with self._starting:
            if self._engine is None:
                engine = open_engine(self._url)
                try:
                    upgrade(engine)
                except BaseException:
                    engine.dispose()
                    raise
                self._engine = engine
            return self._engine


def leave_contact_in(connection: Connection, case_id: str, contact: str) -> None:
    """Do as `CaseBook.leave_contact` does, within a transaction. Raises CaseNotFound."""
    query = select(cases.c.contact).where(cases.c.id == case_id).with_for_update()
    row = connection.execute(query).one_or_none()
    if row is None:
        raise CaseNotFound(case_id)
    addition = clean(contact).text
    known = row.contact.split("; ") if row.contact else []
    if addition and addition not in known:
        both = "; ".join([*known, addition])
        connection.execute(update(cases).where(cases.c.id == case_id).values(contact=both))


def _joined_or_new(connection: Connection, case: Case, named: Named) -> Case | None:
    """Give the case that was there or is new; None when somebody has the number."""
    if earlier := joined(connection, case, named):
        return earlier
    # SQLite and PostgreSQL have the same clause; only the one in use is loaded.
    dialect = import_module(f"sqlalchemy.dialects.{connection.dialect.name}")
    new = dialect.insert(cases).values(row_of(case)).on_conflict_do_nothing()
    return case if connection.execute(new).rowcount == 1 else None


def _new_case(draft: CaseDraft, now: datetime) -> Case:
    return Case(
        id="",
        conversation=key_of(draft.conversation),
        turn=key_of(draft.turn),
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
        aspect=draft.aspect,
        sensitivity=draft.sensitivity,
    )
