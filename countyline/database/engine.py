"""Opening the database, and transactions on it: SQLite by default, PostgreSQL by URL.

A transaction is either for `reading` or for `writing`. Writers of any number of processes wait
for one another; readers wait for nobody. What the database does wrong is a `DatabaseUnavailable`.
"""

import sqlite3
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, ExceptionContext, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError

from countyline.problem import Problem

WAIT_SECONDS = 5
"""How long to wait for a lock or a connection before the database counts as unavailable."""

_SQLITE = {"sqlite", "sqlite+pysqlite"}
_POSTGRESQL = {"postgresql", "postgres", "postgresql+psycopg"}
_EXAMPLES = "sqlite:////path/to/countyline.db or postgresql://user@host/database"

_BEGIN = "countyline_sqlite_begin"
"""The execution option that holds what begins a transaction on SQLite."""

_ONLY_READS = "countyline_sqlite_only_reads"
"""Where a connection notes what it was last allowed: it is used again for the other."""

_READING = {_BEGIN: ("ON", "BEGIN"), "postgresql_readonly": True}
# A transaction that reads first and then writes fails at once when another writer was there in
# between, without waiting: SQLite must be told before the first statement.
_WRITING = {_BEGIN: ("OFF", "BEGIN IMMEDIATE")}
_OTHERWISE = ("OFF", "BEGIN")
_SNAPSHOT_ON_POSTGRESQL = {"isolation_level": "REPEATABLE READ", "stream_results": True}


class DatabaseUnavailable(Problem):
    """The database cannot be used now; its text says why, in one line without a period.

    Where the database told why, the text is its own words, without SQL and parameters. The cause
    is chained. What was asked for did not happen, or may have when the connection broke at the
    very end.
    """


def open_engine(url: str) -> Engine:
    """Give an engine for an SQLAlchemy URL; it connects at its first use.

    A missing folder of an SQLite file is made. PostgreSQL is reached through psycopg 3.

    Raises:
        DatabaseUnavailable: the URL cannot be used, or the folder cannot be made.
    """
    address = _read(url)
    try:
        if address.get_backend_name() == "postgresql":
            return _open_postgresql(address)
        return _open_sqlite(address)
    except (SQLAlchemyError, OSError, ImportError) as error:
        raise DatabaseUnavailable(_words_of(error)) from error


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Give a connection in one transaction that cannot write.

    Raises:
        DatabaseUnavailable: the database failed, also when it was asked to write.
    """
    with _transaction(engine, _READING) as connection:
        yield connection


@contextmanager
def snapshot(engine: Engine) -> Iterator[Connection]:
    """Give a connection in one transaction that reads the database as it is at its first question.

    Whatever others write meanwhile is not seen, and nobody waits for it; it may last minutes.
    Rows come as they are asked for.

    Raises:
        DatabaseUnavailable: the database failed.
    """
    on_postgresql = engine.dialect.name == "postgresql"
    options = {**_READING, **(_SNAPSHOT_ON_POSTGRESQL if on_postgresql else {})}
    with _transaction(engine, options) as connection:
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Give a connection in one transaction: all of it happens, or nothing when the body raises.

    On SQLite it waits until no other writer is there. On PostgreSQL rows are locked as they are
    written; lock what you read in order to write it (`with_for_update`).

    Raises:
        DatabaseUnavailable: the database failed, or other writers took too long.
    """
    with _transaction(engine, _WRITING) as connection:
        yield connection


@contextmanager
def _transaction(engine: Engine, options: Mapping[str, Any]) -> Iterator[Connection]:
    try:
        with engine.connect() as connection:
            connection.execution_options(**options)
            with connection.begin():
                yield connection
    except (SQLAlchemyError, sqlite3.Error) as error:
        raise DatabaseUnavailable(_words_of(error)) from error


def _read(url: str) -> URL:
    """Read the URL. It may hold a password, so no error repeats it."""
    try:
        address = make_url(url)
    except (ArgumentError, ValueError):
        # Not chained: the words of this cause hold the URL.
        raise DatabaseUnavailable(
            f"the database's address is no database URL, such as {_EXAMPLES}"
        ) from None
    name = address.drivername
    if name in _POSTGRESQL:
        return address.set(drivername="postgresql+psycopg")
    if name in _SQLITE:
        return address
    backend, _, driver = name.partition("+")
    if {backend} & (_SQLITE | _POSTGRESQL):
        raise DatabaseUnavailable(f"{backend} is not used through {driver}: write {backend}://")
    raise DatabaseUnavailable(
        f"data are kept in SQLite or PostgreSQL, not in {backend}: write a URL such as {_EXAMPLES}"
    )


def _open_postgresql(address: URL) -> Engine:
    engine = create_engine(
        address,
        hide_parameters=True,
        pool_pre_ping=True,
        connect_args={"connect_timeout": WAIT_SECONDS},
        pool_timeout=WAIT_SECONDS,
    )
    event.listen(engine, "connect", _set_up_postgresql)
    event.listen(engine, "handle_error", _forget_the_row)
    return engine


def _set_up_postgresql(connection: Any, _record: Any) -> None:
    # Without it a row that another session holds is waited for without limit.
    connection.execute(f"SET lock_timeout = '{WAIT_SECONDS}s'")
    connection.commit()


def _open_sqlite(address: URL) -> Engine:
    file = address.database
    if file and file != ":memory:" and not file.startswith("file:"):
        Path(file).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(address, hide_parameters=True, connect_args={"timeout": WAIT_SECONDS})
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _set_up_sqlite(connection: Any, _record: Any) -> None:
    # Python's sqlite3 begins transactions late and never before DDL; `_begin_sqlite` does it.
    connection.isolation_level = None
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


def _begin_sqlite(connection: Connection) -> None:
    only_reads, begin = connection.get_execution_options().get(_BEGIN, _OTHERWISE)
    # Straight to the driver: SQLAlchemy's way there takes as long as a whole question.
    driver: Any = connection.connection.driver_connection
    if connection.info.get(_ONLY_READS) != only_reads:
        driver.execute(f"PRAGMA query_only = {only_reads}")
        connection.info[_ONLY_READS] = only_reads
    driver.execute(begin)


def _forget_the_row(context: ExceptionContext) -> None:
    """Cut PostgreSQL's errors to their first line: the next ones quote the row, so the resident."""
    line = _words_of(context.original_exception)
    context.original_exception.args = (line,)
    if context.sqlalchemy_exception is not None:
        context.sqlalchemy_exception.args = (line,)


def _words_of(error: BaseException) -> str:
    """Return the database's own words, in one line, without SQL."""
    cause = error.orig if isinstance(error, DBAPIError) and error.orig else error
    return (str(cause).strip() or type(cause).__name__).splitlines()[0]
