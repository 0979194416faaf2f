"""A database with the tables in it, and a clock."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from countyline.database import open_engine
from tests.database.ready import empty_sqlite, postgresql_schema, postgresql_url, sqlite_url
from tests.database.ready import url as database_url
from tests.desk.scene import Clock

__all__ = ["database_url", "empty_sqlite", "postgresql_schema", "postgresql_url", "sqlite_url"]


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    opened = open_engine(database_url)
    yield opened
    opened.dispose()


@pytest.fixture
def clock() -> Clock:
    return Clock()
