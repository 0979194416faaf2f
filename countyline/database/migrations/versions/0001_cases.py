"""The table of cases.

Databases made before there were migrations have it already, in this shape.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the table and its index where they are missing."""
    op.create_table(
        "cases",
        sa.Column("id", sa.String(20), nullable=False),
        sa.Column("conversation", sa.String(255), nullable=False),
        sa.Column("turn", sa.String(255), nullable=False),
        sa.Column("reason", sa.String(40), nullable=False),
        sa.Column("topic", sa.String(40)),
        sa.Column("subjects", sa.JSON, nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("channel", sa.String(40), nullable=False),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("contact", sa.Text),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("outcome", sa.Text),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True)),
        sa.Column("closed_by", sa.Text),
        sa.PrimaryKeyConstraint("id", name="pk_cases"),
        sa.UniqueConstraint("conversation", "turn", name="uq_cases_conversation_turn"),
        sa.CheckConstraint("state IN ('open', 'claimed', 'closed')", name="ck_cases_state"),
        sa.CheckConstraint(
            "(state = 'closed') = (closed_at IS NOT NULL)", name="ck_cases_closed_at"
        ),
        if_not_exists=True,
    )
    op.create_index("ix_cases_state_opened_at", "cases", ["state", "opened_at"], if_not_exists=True)
