"""The database: how it is opened, how it gets its tables, and the one metadata they share."""

from countyline.database.engine import DatabaseUnavailable, open_engine, reading, writing
from countyline.database.migrating import DatabaseTooNew, newest, upgrade

__all__ = [
    "DatabaseTooNew",
    "DatabaseUnavailable",
    "newest",
    "open_engine",
    "reading",
    "upgrade",
    "writing",
]
