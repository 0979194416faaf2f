"""A fresh database for each test."""

from tests.database.conftest import database_url, postgresql_url, sqlite_url

__all__ = ["database_url", "postgresql_url", "sqlite_url"]
