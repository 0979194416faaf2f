"""A database with the tables in it for each test, and a desk whose wishes can come true."""

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
from tests.following.scene import County

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
def county(engine: Engine, clock: Clock) -> County:
    return County(engine, clock)
