"""A database with the tables in it, and the words."""

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
