"""What was said in a conversation, read from the inbox and the outbox as one."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row

from countyline.desk import statements as sql
from countyline.desk.model import Entry


def entries_between(
    connection: Connection, conversation: str, after: int, up_to: int
) -> list[Entry]:
    """Give what was said after `after`, in order, at most 500 entries at a time."""
    which = {"conversation": conversation, "after": after, "up_to": up_to}
    found = [_entry_in(row) for row in connection.execute(sql.MESSAGES_AFTER, which)]
    found += [_entry_out(row) for row in connection.execute(sql.REPLIES_AFTER, which)]
    return sorted(found, key=lambda entry: entry.seq)[: sql.MOST_ENTRIES]


def all_entries(connection: Connection, conversation: str, up_to: int) -> list[Entry]:
    """Give everything that was said up to `up_to`, in order."""
    found: list[Entry] = []
    while page := entries_between(
        connection, conversation, found[-1].seq if found else 0, up_to
    ):
        found += page
    return found


def _entry_in(row: Row[Any]) -> Entry:
    return Entry(
        seq=row.seq,
        author="resident",
        at=row.received_at,
        text=row.text,
        language=row.language,
        message=row.key,
    )


def _entry_out(row: Row[Any]) -> Entry:
    return Entry(
        seq=row.seq,
        author=row.author,
        at=row.written_at,
        text=row.text,
        language=row.language,
        replies_to=row.replies_to,
        answer=row.answer,
        card=row.card,
        delivered_at=row.delivered_at,
    )
