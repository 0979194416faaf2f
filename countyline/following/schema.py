"""The tables of corrections.

A correction is what a staff member decided to tell; a sending is one conversation that was told
the old fact. One row for both together: so a correction reaches a conversation at most once. A
change here needs a migration, see `countyline.database.migrations`.
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
    Text,
)

from countyline.database.tables import Number, UtcDateTime, metadata
from countyline.desk.schema import conversations

corrections = Table(
    "corrections",
    metadata,
    Column("id", Number, primary_key=True),
    # Of the form: however often it is sent, it is one correction.
    Column("key", String(64), nullable=False, unique=True),
    # The revision in which the facts changed.
    Column("revision", Integer, nullable=False),
    Column("facts", JSON, nullable=False),
    # What is said, in each language.
    Column("words", JSON, nullable=False),
    Column("by", String(40), nullable=False),
    Column("by_name", String(200), nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
)

correction_sendings = Table(
    "correction_sendings",
    metadata,
    Column("correction", ForeignKey("corrections.id"), primary_key=True),
    Column("conversation", ForeignKey(conversations.c.id), primary_key=True),
    Column("channel", String(40), nullable=False),
    Column("language", String(8), nullable=False),
    # What the resident was told that is so no more, and when, in the time they were told about.
    Column("told", Text, nullable=False),
    Column("told_at", UtcDateTime, nullable=False),
    Column("state", String(10), nullable=False),
    Column("seq", Integer),
    Column("ended_at", UtcDateTime),
    Column("ended_by", String(200)),
    CheckConstraint(
        "state IN ('waiting', 'sent', 'spared', 'unwanted', 'to_call', 'called')", name="state"
    ),
    CheckConstraint(
        "(ended_at IS NULL) = (state IN ('waiting', 'to_call'))", name="ended_at"
    ),
)

Index(None, correction_sendings.c.conversation)
_is_waiting = correction_sendings.c.state == "waiting"
Index(
    "ix_correction_sendings_waiting",
    correction_sendings.c.correction,
    correction_sendings.c.conversation,
    sqlite_where=_is_waiting,
    postgresql_where=_is_waiting,
)
