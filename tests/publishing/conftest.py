"""A database with the tables in it, and a clock."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from countyline.database import open_engine, upgrade
from tests.database.conftest import database_url, postgresql_url, sqlite_url
from tests.desk.scene import Clock

__all__ = ["database_url", "postgresql_url", "sqlite_url"]


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    opened = open_engine(database_url)
    upgrade(opened)
    yield opened
    opened.dispose()


@pytest.fixture
def clock() -> Clock:
    return Clock()
