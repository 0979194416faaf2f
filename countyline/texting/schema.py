"""The tables of texts.

`text_threads` is the only place that ties a conversation to a resident's number; the number also
stands in `opt_outs`, which outlive conversations. `text_inbox` knows every text that came by its
id at Twilio, so that a repeat is one. `texts` is the queue of what goes out and the record of what
became of it. A change here needs a migration, see `countyline.database.migrations`.
"""

from sqlalchemy import (
    BigInteger,
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

from countyline.database.tables import UtcDateTime, metadata
from countyline.desk.schema import conversations

_Number = BigInteger().with_variant(Integer, "sqlite")
"""SQLite counts up by itself in columns of the type INTEGER only."""

text_threads = Table(
    "text_threads",
    metadata,
    Column("conversation", ForeignKey(conversations.c.id), primary_key=True),
    # Null where a resident left the number elsewhere: then the county's sender is the setting's.
    Column("ours", String(20)),
    Column("theirs", String(20), nullable=False),
    Column("is_current", Boolean, nullable=False),
    Column("queued_seq", Integer, nullable=False),
    Column("opened_at", UtcDateTime, nullable=False),
    Column("quiet_until", UtcDateTime),
)

_is_current = text_threads.c.is_current
# One conversation at a time for a pair of numbers.
Index(
    "uq_text_threads_current",
    text_threads.c.ours,
    text_threads.c.theirs,
    unique=True,
    sqlite_where=_is_current,
    postgresql_where=_is_current,
)
Index(None, text_threads.c.theirs)

text_inbox = Table(
    "text_inbox",
    metadata,
    Column("sid", String(64), primary_key=True),
    Column("conversation", ForeignKey(conversations.c.id)),
    Column("kind", String(20), nullable=False),
    # The last digits only: whole numbers stand in `text_threads`.
    Column("sender", String(20), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("received_at", UtcDateTime, nullable=False),
)

Index(None, text_inbox.c.conversation, text_inbox.c.received_at)

opt_outs = Table(
    "opt_outs",
    metadata,
    Column("id", _Number, primary_key=True),
    Column("number", String(20), nullable=False),
    Column("began_at", UtcDateTime, nullable=False),
    Column("how", String(20), nullable=False),
    Column("ended_at", UtcDateTime),
    Column("ended_how", String(20)),
    CheckConstraint("(ended_at IS NULL) = (ended_how IS NULL)", name="ended_at"),
)

_is_in_force = opt_outs.c.ended_at.is_(None)
Index(
    "uq_opt_outs_in_force",
    opt_outs.c.number,
    unique=True,
    sqlite_where=_is_in_force,
    postgresql_where=_is_in_force,
)

texts = Table(
    "texts",
    metadata,
    Column("id", _Number, primary_key=True),
    # Tells a status callback which text it is of, also when nobody knows its id at Twilio yet.
    Column("key", String(32), nullable=False, unique=True),
    Column("conversation", ForeignKey(conversations.c.id), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("part", Integer, nullable=False),
    Column("body", Text, nullable=False),
    Column("segments", Integer, nullable=False),
    # The one confirmation that may still go to whoever opted out.
    Column("is_confirmation", Boolean, nullable=False),
    Column("state", String(12), nullable=False),
    Column("sid", String(64), unique=True),
    Column("attempts", Integer, nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
    # When it is due; of a text that is being sent: when nobody knows any more what became of it.
    Column("next_at", UtcDateTime, nullable=False),
    Column("began_at", UtcDateTime),
    Column("ended_at", UtcDateTime),
    Column("error_code", Integer),
    Column("error", String(200)),
    UniqueConstraint("conversation", "seq", "part"),
    CheckConstraint(
        "state IN ('queued', 'sending', 'accepted', 'sent', 'delivered', 'undelivered', "
        "'failed', 'refused', 'suppressed')",
        name="state",
    ),
)

_is_waiting = texts.c.state.in_(["queued", "sending"])
Index(
    "ix_texts_waiting",
    texts.c.conversation,
    texts.c.id,
    sqlite_where=_is_waiting,
    postgresql_where=_is_waiting,
)

Index(
    "ix_texts_due",
    texts.c.next_at,
    texts.c.id,
    sqlite_where=_is_waiting,
    postgresql_where=_is_waiting,
)

text_statuses = Table(
    "text_statuses",
    metadata,
    Column("text", ForeignKey(texts.c.id), primary_key=True),
    Column("sid", String(64), primary_key=True),
    Column("status", String(20), primary_key=True),
    Column("error_code", Integer),
    Column("at", UtcDateTime, nullable=False),
)
"""Every status that Twilio told of a text, each once."""
