"""A database with the tables in it for each test, and a house that talks and seals."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from tests.desk.conftest import (
    clock,
    empty_sqlite,
    engine,
    postgresql_schema,
    postgresql_url,
    sqlite,
    sqlite_url,
    url,
)
from tests.desk.scene import Clock
from tests.ledger.scene import Office

__all__ = [
    "clock",
    "empty_sqlite",
    "engine",
    "postgresql_schema",
    "postgresql_url",
    "sqlite",
    "sqlite_url",
    "url",
]


@pytest.fixture
def office(engine: Engine, clock: Clock) -> Office:
    """On either database."""
    return Office(engine, clock)


@pytest.fixture
def sqlite_office(sqlite: Engine, clock: Clock) -> Office:
    return Office(sqlite, clock)
