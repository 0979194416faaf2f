"""The desk's tables.

`inbox` and `outbox` hold what was said and never change, but for the time of delivery. `turns`
holds what becomes of a resident's message. `conversations` holds what the next turn builds on,
and which desk process works on it. A change here needs a migration.
"""

from sqlalchemy import (
    JSON,
    Boolean,
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

conversations = Table(
    "conversations",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("channel", String(40), nullable=False),
    Column("token_digest", String(64)),
    Column("owner", String(10), nullable=False),
    Column("language", String(8)),
    Column("context", JSON(none_as_null=True)),
    Column("last_seq", Integer, nullable=False),
    Column("busy_with", String(40)),
    Column("opened_at", UtcDateTime, nullable=False),
    Column("last_at", UtcDateTime, nullable=False),
    CheckConstraint("owner IN ('bot', 'offered', 'staff')", name="owner"),
)

_is_staffs = conversations.c.owner == "staff"
# Few at any time, and the desk looks at them every second.
Index(
    "ix_conversations_staff",
    conversations.c.id,
    sqlite_where=_is_staffs,
    postgresql_where=_is_staffs,
)

inbox = Table(
    "inbox",
    metadata,
    Column("id", Number, primary_key=True),
    Column("conversation", ForeignKey("conversations.id"), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("key", String(64), nullable=False),
    Column("text", Text, nullable=False),
    Column("capped", Boolean, nullable=False),
    Column("language", String(8)),
    Column("received_at", UtcDateTime, nullable=False),
    # What speech recognition said of a spoken message.
    Column("recognition", JSON(none_as_null=True)),
    UniqueConstraint("conversation", "key"),
    UniqueConstraint("conversation", "seq"),
)

turns = Table(
    "turns",
    metadata,
    Column("message", ForeignKey("inbox.id"), primary_key=True),
    Column("conversation", ForeignKey("conversations.id"), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("outcome", String(10)),
    Column("answered_at", UtcDateTime),
    # `person`: a staff member took the conversation before the bot had answered.
    CheckConstraint("outcome IN ('answered', 'headline', 'person')", name="outcome"),
    CheckConstraint("(outcome IS NULL) = (answered_at IS NULL)", name="answered_at"),
)

# A conversation is deleted by its id, with its turns.
Index(None, turns.c.conversation)

_waiting = turns.c.answered_at.is_(None)
Index(
    "ix_turns_waiting",
    turns.c.conversation,
    turns.c.message,
    sqlite_where=_waiting,
    postgresql_where=_waiting,
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", Number, primary_key=True),
    Column("conversation", ForeignKey("conversations.id"), nullable=False),
    Column("seq", Integer, nullable=False),
    # At most one reply a turn, whoever makes it and however often it is tried.
    Column("turn", ForeignKey("turns.message"), unique=True),
    Column("author", String(10), nullable=False),
    Column("text", Text, nullable=False),
    Column("language", String(8), nullable=False),
    Column("answer", JSON(none_as_null=True)),
    Column("card", JSON(none_as_null=True)),
    Column("written_at", UtcDateTime, nullable=False),
    Column("delivered_at", UtcDateTime),
    # At most one message a form that a staff member sent, however often it is sent.
    Column("key", String(64)),
    # What the text was made from, for the ledger alone: no channel shows it.
    Column("basis", JSON(none_as_null=True)),
    UniqueConstraint("conversation", "seq"),
    UniqueConstraint("conversation", "key"),
    CheckConstraint("author IN ('bot', 'staff')", name="author"),
)

watches = Table(
    "watches",
    metadata,
    Column("id", Number, primary_key=True),
    Column("conversation", ForeignKey("conversations.id"), nullable=False),
    Column("channel", String(40), nullable=False),
    # `reopening`: to be told when the subject is back. `changes`: to be sent corrections.
    Column("kind", String(10), nullable=False),
    Column("subject", String(80)),
    # How far the subject was back when it was said: see `countyline.answers.watching`.
    Column("back", Integer, nullable=False),
    Column("language", String(8), nullable=False),
    # The words of the wish.
    Column("wish", Text, nullable=False),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime),
    Column("how", String(10)),
    CheckConstraint("kind IN ('reopening', 'changes')", name="kind"),
    CheckConstraint("how IN ('told', 'withdrawn', 'stopped')", name="how"),
    CheckConstraint("(ended_at IS NULL) = (how IS NULL)", name="ended_at"),
)
"""What residents wish to be told later; what ended stays, as the proof of the wish."""

Index(None, watches.c.conversation)
_is_open = watches.c.ended_at.is_(None)
Index(
    "ix_watches_open",
    watches.c.subject,
    watches.c.id,
    sqlite_where=_is_open,
    postgresql_where=_is_open,
)

desks = Table(
    "desks",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("seen_at", UtcDateTime, nullable=False),
)
"""The desk processes that work on conversations, and when each last said that it lives."""
