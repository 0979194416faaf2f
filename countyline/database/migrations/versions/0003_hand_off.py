"""Hand-off to staff: who has a case, what was done to it, what staff said, and once only."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True)
_IS_CLAIMED = sa.text("state = 'claimed'")
_IS_STAFFS = sa.text("owner = 'staff'")
_OUTCOMES = "outcome IN ('answered', 'headline', 'person')"


def upgrade() -> None:
    """Change the tables."""
    _widen_cases()
    op.create_table(
        "case_events",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("case", sa.String(20), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("actor", sa.String(64)),
        sa.Column("actor_name", sa.Text),
        sa.Column("what", sa.String(20), nullable=False),
        sa.Column("detail", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_case_events"),
        sa.ForeignKeyConstraint(["case"], ["cases.id"], name="fk_case_events_case"),
        sa.CheckConstraint(
            "(actor IS NULL) = (actor_name IS NULL)", name="ck_case_events_actor"
        ),
    )
    op.create_index("ix_case_events_case_id", "case_events", ["case", "id"])
    op.create_index(
        "ix_conversations_staff",
        "conversations",
        ["id"],
        sqlite_where=_IS_STAFFS,
        postgresql_where=_IS_STAFFS,
    )
    if op.get_bind().dialect.name == "sqlite":
        _renew_turns_and_outbox()
    else:
        _change_turns_and_outbox()


def _widen_cases() -> None:
    # Nobody could claim one until now.
    op.execute("UPDATE cases SET state = 'open' WHERE state = 'claimed'")
    with op.batch_alter_table("cases") as cases:
        cases.add_column(sa.Column("claimed_by", sa.String(64)))
        cases.add_column(sa.Column("claimed_by_name", sa.Text))
        cases.add_column(sa.Column("claimed_at", _MOMENT))
        cases.add_column(sa.Column("lease_until", _MOMENT))
        cases.add_column(sa.Column("first_reply_at", _MOMENT))
        cases.add_column(sa.Column("revision", sa.Integer))
        cases.add_column(sa.Column("facts", sa.JSON))
        cases.create_check_constraint(
            "ck_cases_claimed_by", "(state = 'claimed') = (claimed_by IS NOT NULL)"
        )
        for name in ("claimed_by_name", "claimed_at", "lease_until"):
            cases.create_check_constraint(
                f"ck_cases_{name}", f"(claimed_by IS NULL) = ({name} IS NULL)"
            )
    op.create_index(
        "uq_cases_claimed",
        "cases",
        ["conversation"],
        unique=True,
        sqlite_where=_IS_CLAIMED,
        postgresql_where=_IS_CLAIMED,
    )


def _change_turns_and_outbox() -> None:
    op.drop_constraint("ck_turns_outcome", "turns", type_="check")
    op.create_check_constraint("ck_turns_outcome", "turns", _OUTCOMES)
    op.add_column("outbox", sa.Column("key", sa.String(64)))
    op.create_unique_constraint("uq_outbox_conversation_key", "outbox", ["conversation", "key"])


def _renew_turns_and_outbox() -> None:
    """Make both anew: SQLite changes no constraint in place, nor drops what is referred to.

    The new outbox refers to the new turns, so the old ones can go, the outbox first. A foreign
    key follows when its table gets another name.
    """
    op.create_table(
        "new_turns",
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
        sa.CheckConstraint(_OUTCOMES, name="ck_turns_outcome"),
        sa.CheckConstraint(
            "(outcome IS NULL) = (answered_at IS NULL)", name="ck_turns_answered_at"
        ),
    )
    op.create_table(
        "new_outbox",
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
        sa.Column("key", sa.String(64)),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
        sa.ForeignKeyConstraint(
            ["conversation"], ["conversations.id"], name="fk_outbox_conversation"
        ),
        sa.ForeignKeyConstraint(["turn"], ["new_turns.message"], name="fk_outbox_turn"),
        sa.UniqueConstraint("turn", name="uq_outbox_turn"),
        sa.UniqueConstraint("conversation", "seq", name="uq_outbox_conversation_seq"),
        sa.UniqueConstraint("conversation", "key", name="uq_outbox_conversation_key"),
        sa.CheckConstraint("author IN ('bot', 'staff')", name="ck_outbox_author"),
    )
    turns = "message, conversation, attempts, outcome, answered_at"
    op.execute(f"INSERT INTO new_turns ({turns}) SELECT {turns} FROM turns")
    outbox = (
        "id, conversation, seq, turn, author, text, language, answer, card, written_at, "
        "delivered_at"
    )
    op.execute(f"INSERT INTO new_outbox ({outbox}) SELECT {outbox} FROM outbox")
    op.drop_table("outbox")
    op.drop_table("turns")
    op.rename_table("new_turns", "turns")
    op.rename_table("new_outbox", "outbox")
    waiting = sa.text("answered_at IS NULL")
    op.create_index(
        "ix_turns_waiting", "turns", ["conversation", "message"], sqlite_where=waiting
    )
