"""A database with the tables in it for each test, a house that talks and seals, a publication."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from countyline.running.publishing import publisher_of
from countyline.settings import Settings
from countyline.status.publication_reader import PublicationReader
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


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The Jackson County example, published."""
    made = Settings.from_environment({"COUNTYLINE_VAR": str(tmp_path_factory.mktemp("var"))})
    assert publisher_of(made).refresh().error is None
    return made


@pytest.fixture(scope="session")
def reader(settings: Settings) -> PublicationReader:
    return PublicationReader(settings.publication)
