"""Reminders about the status that must be reviewed, and the ledger's notes of what was deleted."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True)

_IN_SQLITE = """
CREATE TRIGGER ledger_notes_refuses_{deed} BEFORE {deed} ON ledger_notes
BEGIN SELECT RAISE(ABORT, 'the ledger is only added to'); END
"""
_IN_POSTGRESQL = """
CREATE TRIGGER ledger_notes_refuses_{deed} BEFORE {deed} ON ledger_notes
FOR EACH ROW EXECUTE FUNCTION ledger_refuse()
"""


def upgrade() -> None:
    """Make the tables."""
    _make_reminders()
    op.create_table(
        "ledger_notes",
        sa.Column("number", _NUMBER, nullable=False, autoincrement=False),
        sa.Column("salt", sa.String(32), nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_ledger_notes"),
        sa.ForeignKeyConstraint(["number"], ["ledger.number"], name="fk_ledger_notes_number"),
    )
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for deed in ("update", "delete"):
        op.execute((_IN_SQLITE if is_sqlite else _IN_POSTGRESQL).format(deed=deed))


def _make_reminders() -> None:
    op.create_table(
        "reminders",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("provenance", sa.String(100), nullable=False),
        sa.Column("review_by", _MOMENT, nullable=False),
        sa.Column("stage", sa.String(10), nullable=False),
        sa.Column("way", sa.String(10), nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("as_of", _MOMENT, nullable=False),
        sa.Column("facts", sa.JSON, nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("made_at", _MOMENT, nullable=False),
        sa.Column("next_at", _MOMENT, nullable=False),
        sa.Column("sent_at", _MOMENT),
        sa.Column("error", sa.String(200)),
        sa.PrimaryKeyConstraint("id", name="pk_reminders"),
        sa.UniqueConstraint(
            "provenance",
            "review_by",
            "stage",
            "way",
            name="uq_reminders_provenance_review_by_stage_way",
        ),
        sa.CheckConstraint("stage IN ('near', 'past')", name="ck_reminders_stage"),
        sa.CheckConstraint("way IN ('mail', 'webhook')", name="ck_reminders_way"),
        sa.CheckConstraint("state IN ('waiting', 'sent', 'failed')", name="ck_reminders_state"),
        sa.CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", name="ck_reminders_sent_at"),
    )
    op.create_index("ix_reminders_state_next_at", "reminders", ["state", "next_at"])
