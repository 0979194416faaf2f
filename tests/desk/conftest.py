"""A database with the tables in it for each test, a clock, a switchboard."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from countyline.database.engine import open_engine
from countyline.desk.switchboard import Switchboard
from tests.database.ready import (
    empty_sqlite,
    postgresql_schema,
    postgresql_url,
    sqlite_url,
    url,
)
from tests.desk.scene import Clock

__all__ = ["empty_sqlite", "postgresql_schema", "postgresql_url", "sqlite_url", "url"]


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    opened = open_engine(url)
    yield opened
    opened.dispose()


@pytest.fixture
def sqlite(sqlite_url: str) -> Iterator[Engine]:
    opened = open_engine(sqlite_url)
    yield opened
    opened.dispose()


@pytest.fixture
def postgresql(postgresql_url: str) -> Iterator[Engine]:
    opened = open_engine(postgresql_url)
    yield opened
    opened.dispose()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def switchboard(engine: Engine, clock: Clock) -> Switchboard:
    return Switchboard(engine, clock)
