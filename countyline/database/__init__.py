"""The database: how it is opened, how it gets its tables, and the one metadata they share."""

from countyline.database.engine import DatabaseUnavailable, open_engine, reading, writing
from countyline.database.migrating import DatabaseTooNew, upgrade

__all__ = [
    "DatabaseTooNew",
    "DatabaseUnavailable",
    "open_engine",
    "reading",
    "upgrade",
    "writing",
]
