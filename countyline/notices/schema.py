"""The tables of notices: what staff are told of cases and of the status, and which way is off.

A change here needs a migration, see `countyline.database.migrations`.
"""

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
)

from countyline.cases.schema import cases
from countyline.database.tables import UtcDateTime, metadata

notices = Table(
    "notices",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("case_id", ForeignKey(cases.c.id), nullable=False),
    Column("kind", String(10), nullable=False),
    Column("way", String(10), nullable=False),
    Column("state", String(10), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
    Column("next_at", UtcDateTime, nullable=False),
    Column("sent_at", UtcDateTime),
    Column("error", String(200)),
    UniqueConstraint("case_id", "kind", "way"),
    CheckConstraint("kind IN ('new', 'unclaimed', 'overdue')", name="kind"),
    CheckConstraint("way IN ('mail', 'webhook')", name="way"),
    CheckConstraint("state IN ('waiting', 'sent', 'failed')", name="state"),
    CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", name="sent_at"),
)

Index(None, notices.c.state, notices.c.next_at)

reminders = Table(
    "reminders",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("provenance", String(100), nullable=False),
    Column("review_by", UtcDateTime, nullable=False),
    Column("stage", String(10), nullable=False),
    Column("way", String(10), nullable=False),
    # What is told, as it was in service when the reminder was made.
    Column("revision", Integer, nullable=False),
    Column("as_of", UtcDateTime, nullable=False),
    Column("facts", JSON, nullable=False),
    Column("state", String(10), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
    Column("next_at", UtcDateTime, nullable=False),
    Column("sent_at", UtcDateTime),
    Column("error", String(200)),
    UniqueConstraint("provenance", "review_by", "stage", "way"),
    CheckConstraint("stage IN ('near', 'past')", name="stage"),
    CheckConstraint("way IN ('mail', 'webhook')", name="way"),
    CheckConstraint("state IN ('waiting', 'sent', 'failed')", name="state"),
    CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", name="sent_at"),
)

Index(None, reminders.c.state, reminders.c.next_at)

ways_off = Table(
    "ways_off",
    metadata,
    Column("way", String(10), primary_key=True),
    Column("address_digest", String(64), nullable=False),
    Column("at", UtcDateTime, nullable=False),
)
"""Ways whose receiver asked for no more. Another address is another receiver."""
