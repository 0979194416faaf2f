"""What staff are told of cases, what must not be deleted, and what was."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables."""
    _make_notices()
    op.create_table(
        "ways_off",
        sa.Column("way", sa.String(10), nullable=False),
        sa.Column("address_digest", sa.String(64), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("way", name="pk_ways_off"),
    )
    _make_holds()
    op.create_table(
        "deletions",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("by", sa.String(200), nullable=False),
        sa.Column("before", _MOMENT, nullable=False),
        sa.Column("started_at", _MOMENT, nullable=False),
        sa.Column("ended_at", _MOMENT),
        sa.Column("counts", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_deletions"),
    )


def _make_notices() -> None:
    op.create_table(
        "notices",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("case_id", sa.String(20), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("way", sa.String(10), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("made_at", _MOMENT, nullable=False),
        sa.Column("next_at", _MOMENT, nullable=False),
        sa.Column("sent_at", _MOMENT),
        sa.Column("error", sa.String(200)),
        sa.PrimaryKeyConstraint("id", name="pk_notices"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_notices_case_id"),
        sa.UniqueConstraint("case_id", "kind", "way", name="uq_notices_case_id_kind_way"),
        sa.CheckConstraint("kind IN ('new', 'unclaimed', 'overdue')", name="ck_notices_kind"),
        sa.CheckConstraint("way IN ('mail', 'webhook')", name="ck_notices_way"),
        sa.CheckConstraint("state IN ('waiting', 'sent', 'failed')", name="ck_notices_state"),
        sa.CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", name="ck_notices_sent_at"),
    )
    op.create_index("ix_notices_state_next_at", "notices", ["state", "next_at"])


def _make_holds() -> None:
    op.create_table(
        "holds",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("case_id", sa.String(20), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("placed_by", sa.String(200), nullable=False),
        sa.Column("placed_at", _MOMENT, nullable=False),
        sa.Column("released_by", sa.String(200)),
        sa.Column("released_at", _MOMENT),
        sa.PrimaryKeyConstraint("id", name="pk_holds"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_holds_case_id"),
        sa.CheckConstraint(
            "(released_at IS NULL) = (released_by IS NULL)", name="ck_holds_released_by"
        ),
    )
    in_force = sa.text("released_at IS NULL")
    op.create_index(
        "ix_holds_in_force",
        "holds",
        ["case_id"],
        unique=True,
        sqlite_where=in_force,
        postgresql_where=in_force,
    )
