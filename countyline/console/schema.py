"""The console's tables: staff members, their sessions, and what they did.

A change here needs a migration, see `countyline.database.migrations`.
"""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    String,
    Table,
    Text,
)

from countyline.database.tables import Number, UtcDateTime, metadata

staff = Table(
    "staff",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("login", String(64), nullable=False, unique=True),
    Column("name", String(200), nullable=False),
    Column("email", String(254)),
    Column("role", String(20), nullable=False),
    Column("password_digest", Text, nullable=False),
    # The password was given out by somebody else: the first thing to do is to change it.
    Column("password_is_once", Boolean, nullable=False),
    Column("added_at", UtcDateTime, nullable=False),
    Column("disabled_at", UtcDateTime),
    Column("signed_in_at", UtcDateTime),
    CheckConstraint("role IN ('agent', 'publisher', 'administrator')", name="role"),
)

staff_sessions = Table(
    "staff_sessions",
    metadata,
    Column("token_digest", String(64), primary_key=True),
    Column("staff", ForeignKey("staff.id"), nullable=False),
    Column("opened_at", UtcDateTime, nullable=False),
    Column("seen_at", UtcDateTime, nullable=False),
)

Index(None, staff_sessions.c.staff)

staff_deeds = Table(
    "staff_deeds",
    metadata,
    Column("id", Number, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    # Null: nobody who is signed in, such as whoever gave a wrong password.
    Column("actor", String(40)),
    Column("actor_name", String(200), nullable=False),
    Column("what", String(40), nullable=False),
    Column("about", String(200)),
    Column("address", String(64)),
)
"""What was done to accounts. What was done to cases stands in `case_events`."""

Index(None, staff_deeds.c.at)
