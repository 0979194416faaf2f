"""The tables of the intake: what was handed over, the transcripts, and their questions.

A change here needs a migration, see `countyline.database.migrations`.
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
)

from countyline.cases.schema import cases
from countyline.database.tables import UtcDateTime, metadata

transcript_batches = Table(
    "transcript_batches",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("source", String(200), nullable=False),
    Column("received_at", UtcDateTime, nullable=False),
    Column("complete", Boolean, nullable=False),
    Column("taken", Integer, nullable=False),
    Column("known", Integer, nullable=False),
    Column("bad_count", Integer, nullable=False),
    Column("bad", JSON, nullable=False),
)

transcripts = Table(
    "transcripts",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("digest", String(64), nullable=False),
    Column("batch", ForeignKey("transcript_batches.id"), nullable=False),
    Column("kind", String(10), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("language", String(8)),
    # The caller's words without secret numbers and without the number to call back.
    Column("text", Text, nullable=False),
    Column("contact", Text),
    Column("questions", JSON, nullable=False),
    Column("wants_call", Boolean, nullable=False),
    Column("too_many", Boolean, nullable=False),
    Column("state", String(10), nullable=False),
    Column("attempts", Integer, nullable=False),
    # Until then it is left to whoever took it.
    Column("free_at", UtcDateTime, nullable=False),
    Column("received_at", UtcDateTime, nullable=False),
    Column("done_at", UtcDateTime),
    Column("case_id", ForeignKey(cases.c.id)),
    CheckConstraint("kind IN ('call', 'voicemail')", name="kind"),
    CheckConstraint("state IN ('waiting', 'done')", name="state"),
    CheckConstraint("(state = 'done') = (done_at IS NOT NULL)", name="done_at"),
)

_is_waiting = transcripts.c.state == "waiting"
Index(
    "ix_transcripts_waiting",
    transcripts.c.free_at,
    sqlite_where=_is_waiting,
    postgresql_where=_is_waiting,
)
Index(None, transcripts.c.at)
Index(None, transcripts.c.batch)
Index(None, transcripts.c.case_id)

transcript_questions = Table(
    "transcript_questions",
    metadata,
    Column("transcript", ForeignKey("transcripts.id"), primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("text", Text, nullable=False),
    Column("outcome", String(10), nullable=False),
    Column("language", String(8), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("topic", String(40)),
    Column("aspect", String(40)),
    Column("subjects", JSON, nullable=False),
    Column("certainty", String(20)),
    Column("facts", JSON, nullable=False),
    Column("revision", Integer),
    Column("draft", Text),
    Column("reason", String(40)),
    CheckConstraint("outcome IN ('drafted', 'person', 'dropped')", name="outcome"),
)
"""What was asked, in order, and what the bot would have said to it then."""
