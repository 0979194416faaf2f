"""A database with the tables in it, the words, and a Twilio that fails as it is told."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, delete

from benchmarks.texting.fake_twilio import FakeTwilio
from countyline.database.engine import open_engine, writing
from countyline.settings import PROJECT_ROOT
from countyline.texting.schema import opt_outs, text_inbox, text_statuses, text_threads, texts
from countyline.texting.words import Words, load_words
from tests.desk.conftest import (
    clock,
    empty_sqlite,
    postgresql_schema,
    postgresql_url,
    sqlite_url,
)

__all__ = ["clock", "empty_sqlite", "postgresql_schema", "postgresql_url", "sqlite_url"]


@pytest.fixture(scope="session")
def words() -> Words:
    return load_words(PROJECT_ROOT / "data")


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> str:
    """The address of a database without a text in it."""
    if request.param == "postgresql":
        engine = open_engine(request.getfixturevalue("postgresql_schema"))
        with writing(engine) as connection:
            for table in (text_statuses, texts, text_inbox, opt_outs, text_threads):
                connection.execute(delete(table))
        engine.dispose()
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    opened = open_engine(url)
    yield opened
    opened.dispose()


@pytest.fixture
def twilio() -> Iterator[FakeTwilio]:
    with FakeTwilio() as server:
        yield server
