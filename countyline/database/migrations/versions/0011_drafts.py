"""Drafts of the status document, and what was done to them."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "drafts",
        sa.Column("id", sa.String(12), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("base", sa.Integer),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("begun_by", sa.String(40), nullable=False),
        sa.Column("begun_at", _MOMENT, nullable=False),
        sa.Column("changed_by", sa.String(40), nullable=False),
        sa.Column("changed_by_name", sa.String(200), nullable=False),
        sa.Column("changed_at", _MOMENT, nullable=False),
        sa.Column("submitted_by", sa.String(40)),
        sa.Column("revision", sa.Integer),
        sa.PrimaryKeyConstraint("id", name="pk_drafts"),
        sa.CheckConstraint(
            "state IN ('open', 'waiting', 'published', 'discarded')", name="ck_drafts_state"
        ),
    )
    op.create_table(
        "draft_events",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("draft", sa.String(12), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("actor", sa.String(40), nullable=False),
        sa.Column("actor_name", sa.String(200), nullable=False),
        sa.Column("what", sa.String(20), nullable=False),
        sa.Column("about", sa.Text),
        sa.PrimaryKeyConstraint("id", name="pk_draft_events"),
        sa.ForeignKeyConstraint(["draft"], ["drafts.id"], name="fk_draft_events_draft"),
    )
    op.create_index("ix_draft_events_draft", "draft_events", ["draft"])
    op.create_index("ix_draft_events_at", "draft_events", ["at"])
