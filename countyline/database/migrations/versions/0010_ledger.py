"""The ledger: its chain, its contents, and what keeps both from being changed."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True)

_RUNS = "EXISTS (SELECT 1 FROM deletions WHERE ended_at IS NULL)"
"""Deletion by age is the one door: it notes itself before it deletes."""

_IN_SQLITE = """
CREATE TRIGGER {name} BEFORE {deed} ON {table} {when}
BEGIN SELECT RAISE(ABORT, 'the ledger is only added to'); END
"""
_IN_POSTGRESQL = """
CREATE TRIGGER {name} BEFORE {deed} ON {table} FOR EACH ROW EXECUTE FUNCTION {function}()
"""
_REFUSE = """
CREATE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'the ledger is only added to'; END $$
"""
_REFUSE_UNLESS_DELETION_RUNS = f"""
CREATE FUNCTION ledger_refuse_unless_deletion_runs() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT {_RUNS} THEN RAISE EXCEPTION 'the ledger is only added to'; END IF;
    RETURN OLD;
END $$
"""
_GUARDED = (
    ("ledger", "UPDATE", False),
    ("ledger", "DELETE", False),
    ("ledger_contents", "UPDATE", False),
    ("ledger_contents", "DELETE", True),
)
"""Tables, what is refused in them, and whether deletion by age may do it."""


def upgrade() -> None:
    """Make the tables."""
    op.add_column("outbox", sa.Column("basis", sa.JSON))
    op.create_table(
        "ledger",
        sa.Column("number", _NUMBER, nullable=False, autoincrement=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_ledger"),
    )
    _make_contents()
    op.create_table(
        "ledger_awaited",
        sa.Column("number", _NUMBER, nullable=False, autoincrement=False),
        sa.Column("conversation", sa.String(40), nullable=False),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_ledger_awaited"),
        sa.ForeignKeyConstraint(
            ["number"], ["ledger.number"], name="fk_ledger_awaited_number"
        ),
        sa.ForeignKeyConstraint(
            ["conversation"], ["conversations.id"], name="fk_ledger_awaited_conversation"
        ),
    )
    op.create_index("ix_ledger_awaited_conversation", "ledger_awaited", ["conversation"])
    _guard()


def _make_contents() -> None:
    op.create_table(
        "ledger_contents",
        sa.Column("number", _NUMBER, nullable=False, autoincrement=False),
        sa.Column("salt", sa.String(32), nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("what", sa.String(10), nullable=False),
        sa.Column("conversation", sa.String(40), nullable=False),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("told_at", _MOMENT, nullable=False),
        sa.Column("written_at", _MOMENT, nullable=False),
        sa.Column("channel", sa.String(20), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("author", sa.String(10), nullable=False),
        sa.Column("kind", sa.String(20)),
        sa.Column("revision", sa.Integer),
        sa.Column("topics", sa.Text, nullable=False),
        sa.Column("about", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_ledger_contents"),
        sa.ForeignKeyConstraint(
            ["number"], ["ledger.number"], name="fk_ledger_contents_number"
        ),
        sa.ForeignKeyConstraint(
            ["conversation"], ["conversations.id"], name="fk_ledger_contents_conversation"
        ),
        sa.UniqueConstraint(
            "conversation", "seq", "what", name="uq_ledger_contents_conversation_seq_what"
        ),
        sa.CheckConstraint("what IN ('said', 'delivered')", name="ck_ledger_contents_what"),
    )
    op.create_index("ix_ledger_contents_told_at", "ledger_contents", ["told_at"])


def _guard() -> None:
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    if not is_sqlite:
        op.execute(_REFUSE)
        op.execute(_REFUSE_UNLESS_DELETION_RUNS)
    for table, deed, may_by_age in _GUARDED:
        function = "ledger_refuse" + ("_unless_deletion_runs" if may_by_age else "")
        when = f"WHEN NOT {_RUNS}" if may_by_age else ""
        name = f"{table}_refuses_{deed.lower()}"
        template = _IN_SQLITE if is_sqlite else _IN_POSTGRESQL
        op.execute(
            template.format(name=name, deed=deed, table=table, when=when, function=function)
        )
