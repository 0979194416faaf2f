"""Drafts of the status document."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "drafts",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("base", sa.Integer),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("begun_by", sa.String(40)),
        sa.Column("begun_by_name", sa.String(200), nullable=False),
        sa.Column("begun_at", _MOMENT, nullable=False),
        sa.Column("changed_by", sa.String(40)),
        sa.Column("changed_by_name", sa.String(200), nullable=False),
        sa.Column("changed_at", _MOMENT, nullable=False),
        sa.Column("submitted_by", sa.String(40)),
        sa.Column("submitted_by_name", sa.String(200)),
        sa.Column("submitted_at", _MOMENT),
        sa.Column("ended_by", sa.String(40)),
        sa.Column("ended_by_name", sa.String(200)),
        sa.Column("ended_at", _MOMENT),
        sa.Column("reason", sa.Text),
        sa.Column("revision", sa.Integer),
        sa.PrimaryKeyConstraint("id", name="pk_drafts"),
        sa.CheckConstraint(
            "state IN ('open', 'waiting', 'published', 'discarded')", name="ck_drafts_state"
        ),
    )
    op.create_index("ix_drafts_state", "drafts", ["state"])
