"""What residents are told later: what they wished to hear of, and corrections."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables."""
    _make_watches()
    _make_corrections()


def _make_watches() -> None:
    op.create_table(
        "watches",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("conversation", sa.String(40), nullable=False),
        sa.Column("channel", sa.String(40), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("subject", sa.String(80)),
        sa.Column("back", sa.Integer, nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("wish", sa.Text, nullable=False),
        sa.Column("asked_at", _MOMENT, nullable=False),
        sa.Column("ended_at", _MOMENT),
        sa.Column("how", sa.String(10)),
        sa.PrimaryKeyConstraint("id", name="pk_watches"),
        sa.ForeignKeyConstraint(
            ["conversation"], ["conversations.id"], name="fk_watches_conversation"
        ),
        sa.CheckConstraint("kind IN ('reopening', 'changes')", name="ck_watches_kind"),
        sa.CheckConstraint("how IN ('told', 'withdrawn', 'stopped')", name="ck_watches_how"),
        sa.CheckConstraint("(ended_at IS NULL) = (how IS NULL)", name="ck_watches_ended_at"),
    )
    op.create_index("ix_watches_conversation", "watches", ["conversation"])
    is_open = sa.text("ended_at IS NULL")
    op.create_index(
        "ix_watches_open",
        "watches",
        ["subject", "id"],
        sqlite_where=is_open,
        postgresql_where=is_open,
    )


def _make_corrections() -> None:
    op.create_table(
        "corrections",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("facts", sa.JSON, nullable=False),
        sa.Column("words", sa.JSON, nullable=False),
        sa.Column("by", sa.String(40), nullable=False),
        sa.Column("by_name", sa.String(200), nullable=False),
        sa.Column("made_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_corrections"),
        sa.UniqueConstraint("key", name="uq_corrections_key"),
    )
    op.create_table(
        "correction_sendings",
        sa.Column("correction", _NUMBER, nullable=False),
        sa.Column("conversation", sa.String(40), nullable=False),
        sa.Column("channel", sa.String(40), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("told", sa.Text, nullable=False),
        sa.Column("told_at", _MOMENT, nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("seq", sa.Integer),
        sa.Column("ended_at", _MOMENT),
        sa.Column("ended_by", sa.String(200)),
        sa.PrimaryKeyConstraint("correction", "conversation", name="pk_correction_sendings"),
        sa.ForeignKeyConstraint(
            ["correction"], ["corrections.id"], name="fk_correction_sendings_correction"
        ),
        sa.ForeignKeyConstraint(
            ["conversation"], ["conversations.id"], name="fk_correction_sendings_conversation"
        ),
        sa.CheckConstraint(
            "state IN ('waiting', 'sent', 'spared', 'unwanted', 'to_call', 'called')",
            name="ck_correction_sendings_state",
        ),
        sa.CheckConstraint(
            "(ended_at IS NULL) = (state IN ('waiting', 'to_call'))",
            name="ck_correction_sendings_ended_at",
        ),
    )
    op.create_index(
        "ix_correction_sendings_conversation", "correction_sendings", ["conversation"]
    )
    is_waiting = sa.text("state = 'waiting'")
    op.create_index(
        "ix_correction_sendings_waiting",
        "correction_sendings",
        ["correction", "conversation"],
        sqlite_where=is_waiting,
        postgresql_where=is_waiting,
    )
