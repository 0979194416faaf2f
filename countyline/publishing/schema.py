"""The table of drafts. A change here needs a migration, see `countyline.database.migrations`."""

from sqlalchemy import CheckConstraint, Column, Index, Integer, String, Table, Text

from countyline.database.tables import UtcDateTime, metadata

drafts = Table(
    "drafts",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("title", String(200), nullable=False),
    Column("text", Text, nullable=False),
    # Counts up with every save: who saves says which version was read.
    Column("version", Integer, nullable=False),
    # The revision that was in service when the draft began, or onto which it was brought.
    Column("base", Integer),
    Column("state", String(20), nullable=False),
    Column("begun_by", String(40)),
    Column("begun_by_name", String(200), nullable=False),
    Column("begun_at", UtcDateTime, nullable=False),
    Column("changed_by", String(40)),
    Column("changed_by_name", String(200), nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
    Column("submitted_by", String(40)),
    Column("submitted_by_name", String(200)),
    Column("submitted_at", UtcDateTime),
    Column("ended_by", String(40)),
    Column("ended_by_name", String(200)),
    Column("ended_at", UtcDateTime),
    # Why it was published without a second person.
    Column("reason", Text),
    Column("revision", Integer),
    CheckConstraint("state IN ('open', 'waiting', 'published', 'discarded')", name="state"),
)

Index(None, drafts.c.state)
