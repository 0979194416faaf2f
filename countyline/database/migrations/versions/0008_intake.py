"""Transcripts of calls and voicemails, their questions, and what became of them."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "transcript_batches",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("source", sa.String(200), nullable=False),
        sa.Column("received_at", _MOMENT, nullable=False),
        sa.Column("complete", sa.Boolean, nullable=False),
        sa.Column("taken", sa.Integer, nullable=False),
        sa.Column("known", sa.Integer, nullable=False),
        sa.Column("bad_count", sa.Integer, nullable=False),
        sa.Column("bad", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_transcript_batches"),
    )
    _make_transcripts()
    _make_questions()


def _make_transcripts() -> None:
    op.create_table(
        "transcripts",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("batch", sa.String(40), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("language", sa.String(8)),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("contact", sa.Text),
        sa.Column("questions", sa.JSON, nullable=False),
        sa.Column("wants_call", sa.Boolean, nullable=False),
        sa.Column("too_many", sa.Boolean, nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("free_at", _MOMENT, nullable=False),
        sa.Column("received_at", _MOMENT, nullable=False),
        sa.Column("done_at", _MOMENT),
        sa.Column("case_id", sa.String(20)),
        sa.PrimaryKeyConstraint("id", name="pk_transcripts"),
        sa.ForeignKeyConstraint(
            ["batch"], ["transcript_batches.id"], name="fk_transcripts_batch"
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_transcripts_case_id"),
        sa.CheckConstraint("kind IN ('call', 'voicemail')", name="ck_transcripts_kind"),
        sa.CheckConstraint("state IN ('waiting', 'done')", name="ck_transcripts_state"),
        sa.CheckConstraint(
            "(state = 'done') = (done_at IS NOT NULL)", name="ck_transcripts_done_at"
        ),
    )
    is_waiting = sa.text("state = 'waiting'")
    op.create_index(
        "ix_transcripts_waiting",
        "transcripts",
        ["free_at"],
        sqlite_where=is_waiting,
        postgresql_where=is_waiting,
    )
    for column in ("at", "batch", "case_id"):
        op.create_index(f"ix_transcripts_{column}", "transcripts", [column])


def _make_questions() -> None:
    op.create_table(
        "transcript_questions",
        sa.Column("transcript", sa.String(40), nullable=False),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("outcome", sa.String(10), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("topic", sa.String(40)),
        sa.Column("aspect", sa.String(40)),
        sa.Column("subjects", sa.JSON, nullable=False),
        sa.Column("certainty", sa.String(20)),
        sa.Column("facts", sa.JSON, nullable=False),
        sa.Column("revision", sa.Integer),
        sa.Column("draft", sa.Text),
        sa.Column("reason", sa.String(40)),
        sa.PrimaryKeyConstraint("transcript", "seq", name="pk_transcript_questions"),
        sa.ForeignKeyConstraint(
            ["transcript"], ["transcripts.id"], name="fk_transcript_questions_transcript"
        ),
        sa.CheckConstraint(
            "outcome IN ('drafted', 'person', 'dropped')", name="ck_transcript_questions_outcome"
        ),
    )
