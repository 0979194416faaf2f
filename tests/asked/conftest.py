"""A house that talks, on either database."""

from tests.ledger.conftest import (
    clock,
    empty_sqlite,
    engine,
    office,
    postgresql_schema,
    postgresql_url,
    sqlite,
    sqlite_url,
    url,
)

__all__ = [
    "clock",
    "empty_sqlite",
    "engine",
    "office",
    "postgresql_schema",
    "postgresql_url",
    "sqlite",
    "sqlite_url",
    "url",
]
