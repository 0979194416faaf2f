"""Fixtures: an empty database in the newest shape for each test, on SQLite and on PostgreSQL.

Making the tables takes longer than most tests. So they are made once in a run: an SQLite file is
copied, a PostgreSQL schema is emptied. Import the fixtures into a `conftest.py`.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from shutil import copyfile

import pytest
from sqlalchemy import create_engine, delete, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError

from countyline.database.engine import open_engine, writing
from countyline.database.migrating import upgrade
from countyline.database.tables import metadata
from tests.database.conftest import POSTGRESQL

# So that every table is known, whichever tests run.
for _part in (
    "cases.retention",
    "console.schema",
    "desk.schema",
    "following.schema",
    "ledger.schema",
    "notices.schema",
    "publishing.schema",
):
    import_module(f"countyline.{_part}")


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
    server = create_engine(POSTGRESQL, connect_args={"connect_timeout": 3})
    schema = f"countyline_test_{secrets.token_hex(6)}"
    try:
        with server.begin() as connection:
            connection.execute(text(f"CREATE SCHEMA {schema}"))
    except OperationalError as error:
        pytest.skip(f"no PostgreSQL server answers at {make_url(POSTGRESQL)!r}: {error.orig}")
    url = make_url(POSTGRESQL).update_query_dict({"options": f"-csearch_path={schema}"})
    written = url.render_as_string(hide_password=False)
    engine = open_engine(written)
    upgrade(engine)
    engine.dispose()
    yield written
    with server.begin() as connection:
        connection.execute(text(f"DROP SCHEMA {schema} CASCADE"))
    server.dispose()


@pytest.fixture
def postgresql_url(postgresql_schema: str) -> str:
    engine = open_engine(postgresql_schema)
    with writing(engine) as connection:
        # Row by row nothing can be deleted there.
        connection.execute(text("TRUNCATE ledger CASCADE"))
        for table in reversed(metadata.sorted_tables):
            connection.execute(delete(table))
    engine.dispose()
    return postgresql_schema


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> str:
    """The address of an empty database in the newest shape."""
    return str(request.getfixturevalue(f"{request.param}_url"))
