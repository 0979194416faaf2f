"""The tables of the ledger.

`ledger` is the chain: nothing in it ever changes or goes. `ledger_contents` holds what was said,
and goes with its conversation when that is deleted by age; its columns beside `content` repeat
what stands there, so that it can be asked for. `ledger_awaited` are the entries of which nobody
knew that they had reached the resident; what becomes known is an entry of its own. Triggers of the
migration keep anything else from being changed by mistake. A change here needs a migration, see
`countyline.database.migrations`.
"""

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from countyline.database.tables import Number, UtcDateTime, metadata
from countyline.desk.schema import conversations

ledger = Table(
    "ledger",
    metadata,
    Column("number", Number, primary_key=True, autoincrement=False),
    Column("digest", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
)

ledger_contents = Table(
    "ledger_contents",
    metadata,
    Column("number", ForeignKey(ledger.c.number), primary_key=True, autoincrement=False),
    Column("salt", String(32), nullable=False),
    Column("content", Text, nullable=False),
    Column("what", String(10), nullable=False),
    Column("conversation", ForeignKey(conversations.c.id), nullable=False),
    Column("seq", Integer, nullable=False),
    # On the clock that residents are told about.
    Column("told_at", UtcDateTime, nullable=False),
    Column("written_at", UtcDateTime, nullable=False),
    Column("channel", String(20), nullable=False),
    Column("language", String(8), nullable=False),
    Column("author", String(10), nullable=False),
    Column("kind", String(20)),
    Column("revision", Integer),
    # Words between spaces: topics; ids of subjects and of facts.
    Column("topics", Text, nullable=False),
    Column("about", Text, nullable=False),
    UniqueConstraint("conversation", "seq", "what"),
    CheckConstraint("what IN ('said', 'delivered')", name="what"),
)

Index(None, ledger_contents.c.told_at)

ledger_notes = Table(
    "ledger_notes",
    metadata,
    Column("number", ForeignKey(ledger.c.number), primary_key=True, autoincrement=False),
    Column("salt", String(32), nullable=False),
    Column("content", Text, nullable=False),
)
"""What the ledger tells of itself: which contents were deleted by age. These never go."""

ledger_awaited = Table(
    "ledger_awaited",
    metadata,
    Column("number", ForeignKey(ledger.c.number), primary_key=True, autoincrement=False),
    Column("conversation", ForeignKey(conversations.c.id), nullable=False),
    Column("seq", Integer, nullable=False),
)

Index(None, ledger_awaited.c.conversation)
