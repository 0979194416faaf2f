"""A fresh database for each test: SQLite always, PostgreSQL where a server answers."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError

from countyline.database import open_engine

POSTGRESQL = os.environ.get(
    "COUNTYLINE_TEST_POSTGRESQL", "postgresql+psycopg://postgres@127.0.0.1:5432/test"
)


def in_schema(schema: str) -> str:
    """The server's address, for a schema of it.

    Whoever is killed there is a process of ours, never the server: nothing is lost because its
    log reaches the disk a moment after a commit. So no test waits for the disk.
    """
    options = f"-csearch_path={schema} -csynchronous_commit=off"
    address = make_url(POSTGRESQL).update_query_dict({"options": options})
    return address.render_as_string(hide_password=False)


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'var' / 'countyline.db'}"


@contextmanager
def schema_of_its_own() -> Iterator[str]:
    """Give the address of a schema without a table, dropped afterwards. Skips without a server."""
    server = create_engine(POSTGRESQL, connect_args={"connect_timeout": 3})
    schema = f"countyline_test_{secrets.token_hex(6)}"
    try:
        with server.begin() as connection:
            connection.execute(text(f"CREATE SCHEMA {schema}"))
    except OperationalError as error:
        pytest.skip(f"no PostgreSQL server answers at {make_url(POSTGRESQL)!r}: {error.orig}")
    yield in_schema(schema)
    with server.begin() as connection:
        connection.execute(text(f"DROP SCHEMA {schema} CASCADE"))
    server.dispose()


@pytest.fixture
def postgresql_url() -> Iterator[str]:
    with schema_of_its_own() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """An engine for a database without a table."""
    opened = open_engine(database_url)
    yield opened
    opened.dispose()
