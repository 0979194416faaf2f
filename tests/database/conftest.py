"""A fresh database for each test: SQLite always, PostgreSQL where a server answers."""

import os
import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError

from countyline.database import open_engine

POSTGRESQL = os.environ.get(
    "COUNTYLINE_TEST_POSTGRESQL", "postgresql+psycopg://postgres@127.0.0.1:5432/test"
)


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'var' / 'countyline.db'}"


@pytest.fixture
def postgresql_url() -> Iterator[str]:
    """A schema of its own on the server, dropped afterwards."""
    engine = create_engine(POSTGRESQL, connect_args={"connect_timeout": 3})
    schema = f"countyline_test_{secrets.token_hex(6)}"
    try:
        with engine.begin() as connection:
            connection.execute(text(f"CREATE SCHEMA {schema}"))
    except OperationalError as error:
        pytest.skip(f"no PostgreSQL server answers at {make_url(POSTGRESQL)!r}: {error.orig}")
    yield (
        make_url(POSTGRESQL)
        .update_query_dict({"options": f"-csearch_path={schema}"})
        .render_as_string(hide_password=False)
    )
    with engine.begin() as connection:
        connection.execute(text(f"DROP SCHEMA {schema} CASCADE"))
    engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """An engine for a database without a table."""
    opened = open_engine(database_url)
    yield opened
    opened.dispose()
