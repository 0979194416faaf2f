"""The tables of cases and of what was done to them.

A change here needs a migration, see `countyline.database.migrations`.
"""

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from countyline.database.tables import Number, UtcDateTime, metadata

cases = Table(
    "cases",
    metadata,
    Column("id", String(20), primary_key=True),
    Column("conversation", String(255), nullable=False),
    Column("turn", String(255), nullable=False),
    Column("reason", String(40), nullable=False),
    Column("topic", String(40)),
    Column("subjects", JSON, nullable=False),
    Column("language", String(8), nullable=False),
    Column("channel", String(40), nullable=False),
    Column("question", Text, nullable=False),
    Column("contact", Text),
    Column("state", String(10), nullable=False),
    Column("outcome", Text),
    Column("opened_at", UtcDateTime, nullable=False),
    Column("closed_at", UtcDateTime),
    Column("closed_by", Text),
    Column("claimed_by", String(64)),
    Column("claimed_by_name", Text),
    Column("claimed_at", UtcDateTime),
    Column("lease_until", UtcDateTime),
    Column("first_reply_at", UtcDateTime),
    Column("revision", Integer),
    Column("facts", JSON(none_as_null=True)),
    Column("aspect", String(80)),
    Column("sensitivity", String(40)),
    UniqueConstraint("conversation", "turn"),
    CheckConstraint("state IN ('open', 'claimed', 'closed')", name="state"),
    CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name="closed_at"),
    CheckConstraint("(state = 'claimed') = (claimed_by IS NOT NULL)", name="claimed_by"),
    CheckConstraint("(claimed_by IS NULL) = (claimed_by_name IS NULL)", name="claimed_by_name"),
    CheckConstraint("(claimed_by IS NULL) = (claimed_at IS NULL)", name="claimed_at"),
    CheckConstraint("(claimed_by IS NULL) = (lease_until IS NULL)", name="lease_until"),
)

Index(None, cases.c.state, cases.c.opened_at)

_is_claimed = cases.c.state == "claimed"
# A conversation has one owner, so one of its cases at most is claimed.
Index(
    "uq_cases_claimed",
    cases.c.conversation,
    unique=True,
    sqlite_where=_is_claimed,
    postgresql_where=_is_claimed,
)

case_events = Table(
    "case_events",
    metadata,
    Column("id", Number, primary_key=True),
    Column("case", ForeignKey("cases.id"), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("actor", String(64)),
    Column("actor_name", Text),
    Column("what", String(20), nullable=False),
    Column("detail", JSON, nullable=False),
    CheckConstraint("(actor IS NULL) = (actor_name IS NULL)", name="actor"),
)
"""What was done to cases: rows are added and never changed."""

Index(None, case_events.c.case, case_events.c.id)
