"""The desk's tables: conversations, inbox, turns, outbox, desks."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables."""
    _make_conversations()
    _make_inbox()
    _make_turns()
    _make_outbox()
    op.create_table(
        "desks",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("seen_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_desks"),
    )


def _make_conversations() -> None:
    op.create_table(
        "conversations",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("channel", sa.String(40), nullable=False),
        sa.Column("token_digest", sa.String(64)),
        sa.Column("owner", sa.String(10), nullable=False),
        sa.Column("language", sa.String(8)),
        sa.Column("context", sa.JSON),
        sa.Column("last_seq", sa.Integer, nullable=False),
        sa.Column("busy_with", sa.String(40)),
        sa.Column("opened_at", _MOMENT, nullable=False),
        sa.Column("last_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_conversations"),
        sa.CheckConstraint("owner IN ('bot', 'offered', 'staff')", name="ck_conversations_owner"),
    )


def _make_inbox() -> None:
    op.create_table(
        "inbox",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("conversation", sa.String(40), nullable=False),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("capped", sa.Boolean, nullable=False),
        sa.Column("language", sa.String(8)),
        sa.Column("received_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_inbox"),
        sa.ForeignKeyConstraint(
            ["conversation"], ["conversations.id"], name="fk_inbox_conversation"
        ),
        sa.UniqueConstraint("conversation", "key", name="uq_inbox_conversation_key"),
        sa.UniqueConstraint("conversation", "seq", name="uq_inbox_conversation_seq"),
    )


def _make_turns() -> None:
    op.create_table(
        "turns",
        sa.Column("message", _NUMBER, nullable=False, autoincrement=False),
        sa.Column("conversation", sa.String(40), nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("outcome", sa.String(10)),
        sa.Column("answered_at", _MOMENT),
        sa.PrimaryKeyConstraint("message", name="pk_turns"),
        sa.ForeignKeyConstraint(["message"], ["inbox.id"], name="fk_turns_message"),
        sa.ForeignKeyConstraint(
            ["conversation"], ["conversations.id"], name="fk_turns_conversation"
        ),
        sa.CheckConstraint("outcome IN ('answered', 'headline')", name="ck_turns_outcome"),
        sa.CheckConstraint(
            "(outcome IS NULL) = (answered_at IS NULL)", name="ck_turns_answered_at"
        ),
    )
    waiting = sa.text("answered_at IS NULL")
    op.create_index(
        "ix_turns_waiting",
        "turns",
        ["conversation", "message"],
        sqlite_where=waiting,
        postgresql_where=waiting,
    )


def _make_outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("conversation", sa.String(40), nullable=False),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("turn", _NUMBER),
        sa.Column("author", sa.String(10), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("answer", sa.JSON),
        sa.Column("card", sa.JSON),
        sa.Column("written_at", _MOMENT, nullable=False),
        sa.Column("delivered_at", _MOMENT),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
        sa.ForeignKeyConstraint(
            ["conversation"], ["conversations.id"], name="fk_outbox_conversation"
        ),
        sa.ForeignKeyConstraint(["turn"], ["turns.message"], name="fk_outbox_turn"),
        sa.UniqueConstraint("turn", name="uq_outbox_turn"),
        sa.UniqueConstraint("conversation", "seq", name="uq_outbox_conversation_seq"),
        sa.CheckConstraint("author IN ('bot', 'staff')", name="ck_outbox_author"),
    )
