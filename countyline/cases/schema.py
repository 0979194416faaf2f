"""The table of cases, and how a database is made ready for it.

Until the project has migrations the table is made on first use. As soon as Alembic has taken a
database over (its table `alembic_version` is there) nothing is made or changed here. Its first
migration is this table as it stands; databases made before it are stamped with that migration.
Constraints are named by one convention, so that migrations can name them on every database.
"""

from datetime import UTC, datetime

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Column,
    Connection,
    DateTime,
    Dialect,
    Index,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.schema import CreateIndex, CreateTable
from sqlalchemy.types import TypeDecorator


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, in UTC in the database and out of it, also where there are no zones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Store UTC. A moment without a time zone is a ValueError."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone cannot be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give back UTC; SQLite keeps no zone."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "pk": "pk_%(table_name)s",
    }
)

cases = Table(
    "cases",
    metadata,
    Column("id", String(20), primary_key=True),
    Column("conversation", String(255), nullable=False),
    Column("turn", String(255), nullable=False),
    Column("reason", String(40), nullable=False),
    Column("topic", String(40)),
    Column("subjects", JSON, nullable=False),
    Column("language", String(8), nullable=False),
    Column("channel", String(40), nullable=False),
    Column("question", Text, nullable=False),
    Column("contact", Text),
    Column("state", String(10), nullable=False),
    Column("outcome", Text),
    Column("opened_at", UtcDateTime, nullable=False),
    Column("closed_at", UtcDateTime),
    Column("closed_by", Text),
    UniqueConstraint("conversation", "turn"),
    CheckConstraint("state IN ('open', 'claimed', 'closed')", name="state"),
    CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name="closed_at"),
)

Index(None, cases.c.state, cases.c.opened_at)

_LOCK = 0x434F554E5459
"""PostgreSQL's advisory lock under which the table is made: IF NOT EXISTS alone can race."""


def make_ready(connection: Connection) -> None:
    """Make the table where it is missing, unless migrations own the database."""
    if connection.dialect.has_table(connection, "alembic_version"):
        return
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
    connection.execute(CreateTable(cases, if_not_exists=True))
    for index in cases.indexes:
        connection.execute(CreateIndex(index, if_not_exists=True))
