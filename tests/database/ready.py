"""Fixtures: an empty database in the newest shape for each test, on SQLite and on PostgreSQL.

Making the tables takes longer than most tests. So they are made once in a run: an SQLite file is
copied, a PostgreSQL schema is emptied. Import the fixtures into a `conftest.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from shutil import copyfile

import pytest
from sqlalchemy import Engine, text

from countyline.database.engine import open_engine, writing
from countyline.database.migrating import upgrade
from tests.database.conftest import schema_of_its_own

# Neither foreign keys nor what guards the ledger are looked at, for this transaction.
_EMPTYING = """
SET LOCAL session_replication_role = replica;
DO $$ DECLARE name text; BEGIN
    FOR name IN SELECT tablename FROM pg_tables
        WHERE schemaname = current_schema() AND tablename <> 'alembic_version'
    LOOP EXECUTE format('DELETE FROM %%I', name); END LOOP;
END $$
"""


@cache
def _opened(url: str) -> Engine:
    return open_engine(url)


@pytest.fixture(scope="session")
def empty_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("database") / "empty.db"
    engine = open_engine(f"sqlite:///{path}")
    upgrade(engine)
    with engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT")
        connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
    engine.dispose()
    return path


@pytest.fixture
def sqlite_url(tmp_path: Path, empty_sqlite: Path) -> str:
    copyfile(empty_sqlite, tmp_path / "countyline.db")
    return f"sqlite:///{tmp_path / 'countyline.db'}"


@pytest.fixture(scope="session")
def postgresql_schema() -> Iterator[str]:
    with schema_of_its_own() as url:
        upgrade(_opened(url))
        yield url
        _opened(url).dispose()


@pytest.fixture
def postgresql_url(postgresql_schema: str) -> str:
    with writing(_opened(postgresql_schema)) as connection:
        connection.exec_driver_sql(_EMPTYING)
    return postgresql_schema


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> str:
    """The address of an empty database in the newest shape."""
    return str(request.getfixturevalue(f"{request.param}_url"))
