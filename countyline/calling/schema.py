"""The tables of calls.

`calls` ties a phone system's name of a call to its conversation, and holds where the call stands.
`call_reports` knows every report by its key within the call, with what it was answered with, so
that a repeat gets the same. A change here needs a migration, see `countyline.database.migrations`.
"""

from sqlalchemy import JSON, Column, ForeignKey, Integer, String, Table

from countyline.database.tables import UtcDateTime, metadata
from countyline.desk.schema import conversations

LONGEST_CALL = 160
LONGEST_KEY = 160
"""Characters of a call's name and of a report's key."""

calls = Table(
    "calls",
    metadata,
    Column("call", String(LONGEST_CALL), primary_key=True),
    Column("conversation", ForeignKey(conversations.c.id), nullable=False, unique=True),
    # The number that calls; null when it is withheld.
    Column("caller", String(20)),
    Column("state", JSON, nullable=False),
    Column("opened_at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime),
)

call_reports = Table(
    "call_reports",
    metadata,
    Column("call", ForeignKey("calls.call"), primary_key=True),
    Column("key", String(LONGEST_KEY), primary_key=True),
    Column("event", String(20), nullable=False),
    Column("received_at", UtcDateTime, nullable=False),
    # What Rasa was asked; null where nothing was.
    Column("asked", JSON(none_as_null=True)),
    # What the phone system was told; null until it is known, and `seq` with it.
    Column("said", JSON(none_as_null=True)),
    Column("seq", Integer),
)
