"""Texts: whose number a conversation is, what came, what goes out, and who wants nothing."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables."""
    _make_threads()
    _make_inbox()
    _make_opt_outs()
    _make_texts()


def _make_threads() -> None:
    op.create_table(
        "text_threads",
        sa.Column("conversation", sa.String(40), nullable=False),
        sa.Column("ours", sa.String(20)),
        sa.Column("theirs", sa.String(20), nullable=False),
        sa.Column("is_current", sa.Boolean, nullable=False),
        sa.Column("queued_seq", sa.Integer, nullable=False),
        sa.Column("opened_at", _MOMENT, nullable=False),
        sa.Column("quiet_until", _MOMENT),
        sa.PrimaryKeyConstraint("conversation", name="pk_text_threads"),
        sa.ForeignKeyConstraint(
            ["conversation"], ["conversations.id"], name="fk_text_threads_conversation"
        ),
    )
    is_current = sa.text("is_current")
    op.create_index(
        "uq_text_threads_current",
        "text_threads",
        ["ours", "theirs"],
        unique=True,
        sqlite_where=is_current,
        postgresql_where=is_current,
    )
    op.create_index("ix_text_threads_theirs", "text_threads", ["theirs"])


def _make_inbox() -> None:
    op.create_table(
        "text_inbox",
        sa.Column("sid", sa.String(64), nullable=False),
        sa.Column("conversation", sa.String(40)),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("sender", sa.String(20), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("received_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("sid", name="pk_text_inbox"),
        sa.ForeignKeyConstraint(
            ["conversation"], ["conversations.id"], name="fk_text_inbox_conversation"
        ),
    )
    op.create_index(
        "ix_text_inbox_conversation_received_at", "text_inbox", ["conversation", "received_at"]
    )


def _make_opt_outs() -> None:
    op.create_table(
        "opt_outs",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("number", sa.String(20), nullable=False),
        sa.Column("began_at", _MOMENT, nullable=False),
        sa.Column("how", sa.String(20), nullable=False),
        sa.Column("ended_at", _MOMENT),
        sa.Column("ended_how", sa.String(20)),
        sa.PrimaryKeyConstraint("id", name="pk_opt_outs"),
        sa.CheckConstraint("(ended_at IS NULL) = (ended_how IS NULL)", name="ck_opt_outs_ended_at"),
    )
    in_force = sa.text("ended_at IS NULL")
    op.create_index(
        "uq_opt_outs_in_force",
        "opt_outs",
        ["number"],
        unique=True,
        sqlite_where=in_force,
        postgresql_where=in_force,
    )


def _make_texts() -> None:
    op.create_table(
        "texts",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("key", sa.String(32), nullable=False),
        sa.Column("conversation", sa.String(40), nullable=False),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("part", sa.Integer, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("segments", sa.Integer, nullable=False),
        sa.Column("is_confirmation", sa.Boolean, nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("sid", sa.String(64)),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("made_at", _MOMENT, nullable=False),
        sa.Column("next_at", _MOMENT, nullable=False),
        sa.Column("began_at", _MOMENT),
        sa.Column("ended_at", _MOMENT),
        sa.Column("error_code", sa.Integer),
        sa.Column("error", sa.String(200)),
        sa.PrimaryKeyConstraint("id", name="pk_texts"),
        sa.UniqueConstraint("key", name="uq_texts_key"),
        sa.UniqueConstraint("sid", name="uq_texts_sid"),
        sa.UniqueConstraint("conversation", "seq", "part", name="uq_texts_conversation_seq_part"),
        sa.ForeignKeyConstraint(
            ["conversation"], ["conversations.id"], name="fk_texts_conversation"
        ),
        sa.CheckConstraint(
            "state IN ('queued', 'sending', 'accepted', 'sent', 'delivered', 'undelivered', "
            "'failed', 'refused', 'suppressed')",
            name="ck_texts_state",
        ),
    )
    waiting = sa.text("state IN ('queued', 'sending')")
    for name, columns in (
        ("ix_texts_waiting", ["conversation", "id"]),
        ("ix_texts_due", ["next_at", "id"]),
    ):
        op.create_index(
            name, "texts", columns, sqlite_where=waiting, postgresql_where=waiting
        )
    op.create_table(
        "text_statuses",
        sa.Column("text", _NUMBER, nullable=False),
        sa.Column("sid", sa.String(64), nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("error_code", sa.Integer),
        sa.Column("at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("text", "sid", "status", name="pk_text_statuses"),
        sa.ForeignKeyConstraint(["text"], ["texts.id"], name="fk_text_statuses_text"),
    )
