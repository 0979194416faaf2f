"""Bringing a database to the newest shape, whoever else does the same at the same time."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, text

from countyline.database.engine import DatabaseUnavailable, open_engine, reading, writing

NEWEST = "0014"
"""The version of the last migration, known without loading Alembic; a test compares the two."""

_TABLE = "alembic_version"

_LOCK = 0x434F554E5459
"""PostgreSQL's advisory lock under which migrations run."""


class DatabaseTooNew(DatabaseUnavailable):
    """The database has a shape that this program does not know: a newer one was here before."""

    def __init__(self, version: str) -> None:
        super().__init__(
            f"the database has the shape {version}, which is newer than this program: "
            "update the program, or restore a backup from before"
        )
        self.version = version


@contextmanager
def newest(url: str) -> Iterator[Engine]:
    """Open the database at `url` in the newest shape, and let it go at the end.

    Raises as `open_engine` and `upgrade`.
    """
    engine = open_engine(url)
    try:
        upgrade(engine)
        yield engine
    finally:
        engine.dispose()


def upgrade(engine: Engine) -> None:
    """Bring the database to the newest shape, or leave it as it is when it has it.

    Any number of processes may call it at once, and call it again after one of them was killed:
    all migrations that are missing happen in one transaction.

    Raises:
        DatabaseTooNew: the database was changed by a newer program; nothing is done.
        DatabaseUnavailable: the database failed; nothing was done.
    """
    with reading(engine) as connection:
        versions = _versions(connection)
    if versions == {NEWEST}:
        return
    # Only now, and before the lock: loading Alembic takes half a second.
    from countyline.database import scripts

    _refuse_newer(versions, scripts.known_versions())
    with writing(engine) as connection:
        _wait_for_others(connection)
        # Whoever was here in between may have been a newer program.
        _refuse_newer(_versions(connection), scripts.known_versions())
        scripts.run(connection)


def _versions(connection: Connection) -> set[str]:
    """Return the version in one set; none before the first migration."""
    if not connection.dialect.has_table(connection, _TABLE):
        return set()
    return set(connection.scalars(text(f"SELECT version_num FROM {_TABLE}")))


def _refuse_newer(versions: set[str], known: frozenset[str]) -> None:
    if unknown := versions - known:
        raise DatabaseTooNew(max(unknown))


def _wait_for_others(connection: Connection) -> None:
    """Let one process migrate; on SQLite, whoever writes is the only one already."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
