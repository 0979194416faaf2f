"""A database with the tables in it for each test, or one without a table."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.database.conftest import schema_of_its_own
from tests.database.ready import empty_sqlite, postgresql_schema, postgresql_url, sqlite_url
from tests.database.ready import url as database_url

__all__ = ["database_url", "empty_sqlite", "postgresql_schema", "postgresql_url", "sqlite_url"]


@pytest.fixture(params=["sqlite", "postgresql"])
def fresh_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database without a table, which its first use makes."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'var' / 'countyline.db'}"
    else:
        with schema_of_its_own() as url:
            yield url
