"""The tables of drafts and of what was done to them.

A change here needs a migration, see `countyline.database.migrations`.
"""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, String, Table, Text

from countyline.database.tables import Number, UtcDateTime, metadata

drafts = Table(
    "drafts",
    metadata,
    Column("id", String(12), primary_key=True),
    Column("title", String(200), nullable=False),
    # The status document that it would publish, as YAML.
    Column("text", Text, nullable=False),
    # Counts the changes: whoever saves names the one that they saw.
    Column("version", Integer, nullable=False),
    # The revision that it was made from; null when nothing was published yet.
    Column("base", Integer),
    Column("state", String(12), nullable=False),
    Column("begun_by", String(40), nullable=False),
    Column("begun_at", UtcDateTime, nullable=False),
    Column("changed_by", String(40), nullable=False),
    Column("changed_by_name", String(200), nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
    Column("submitted_by", String(40)),
    # The revision that it became.
    Column("revision", Integer),
    CheckConstraint("state IN ('open', 'waiting', 'published', 'discarded')", name="state"),
)

draft_versions = Table(
    "draft_versions",
    metadata,
    Column("draft", ForeignKey(drafts.c.id), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("text", Text, nullable=False),
    # The digest of the form that made it: one that is sent again is known by it.
    Column("form", String(64)),
)
"""What drafts said before, so that two changes of one text can be brought together."""

draft_events = Table(
    "draft_events",
    metadata,
    Column("id", Number, primary_key=True),
    Column("draft", ForeignKey(drafts.c.id), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("actor", String(40), nullable=False),
    Column("actor_name", String(200), nullable=False),
    Column("what", String(20), nullable=False),
    Column("about", Text),
)
"""What was done to drafts, by whom; part of the audit trail."""

Index(None, draft_events.c.draft)
Index(None, draft_events.c.at)
