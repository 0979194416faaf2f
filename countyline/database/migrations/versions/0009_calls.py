"""Calls: where each stands, what was reported of it, and what recognition said of a message."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables, and the column."""
    op.add_column("inbox", sa.Column("recognition", sa.JSON))
    op.create_table(
        "calls",
        sa.Column("call", sa.String(160), nullable=False),
        sa.Column("conversation", sa.String(40), nullable=False),
        sa.Column("caller", sa.String(20)),
        sa.Column("state", sa.JSON, nullable=False),
        sa.Column("opened_at", _MOMENT, nullable=False),
        sa.Column("ended_at", _MOMENT),
        sa.PrimaryKeyConstraint("call", name="pk_calls"),
        sa.UniqueConstraint("conversation", name="uq_calls_conversation"),
        sa.ForeignKeyConstraint(
            ["conversation"], ["conversations.id"], name="fk_calls_conversation"
        ),
    )
    op.create_table(
        "call_reports",
        sa.Column("call", sa.String(160), nullable=False),
        sa.Column("key", sa.String(160), nullable=False),
        sa.Column("event", sa.String(20), nullable=False),
        sa.Column("received_at", _MOMENT, nullable=False),
        sa.Column("asked", sa.JSON),
        sa.Column("said", sa.JSON),
        sa.Column("seq", sa.Integer),
        sa.PrimaryKeyConstraint("call", "key", name="pk_call_reports"),
        sa.ForeignKeyConstraint(["call"], ["calls.call"], name="fk_call_reports_call"),
    )
