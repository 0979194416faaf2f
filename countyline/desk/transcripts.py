"""What was said in many conversations, read at once: for exports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from countyline.desk.schema import inbox, outbox

_OF_ANSWER = ("kind", "certainty", "facts", "revision", "degraded")
"""What an answer rested on."""


def transcripts(
    connection: Connection, conversations: Sequence[str]
) -> Mapping[str, list[dict[str, Any]]]:
    """Give what was said in each conversation, in order, as plain values.

    `delivered_at` is null where nobody knows that the text reached the resident; what residents
    say has none. A conversation that no desk kept has no entries.
    """
    found: dict[str, list[dict[str, Any]]] = {one: [] for one in conversations}
    for row in connection.execute(select(inbox).where(inbox.c.conversation.in_(conversations))):
        found[row.conversation].append(
            {
                "seq": row.seq,
                "author": "resident",
                "at": _iso(row.received_at),
                "language": row.language,
                "text": row.text,
            }
        )
    for row in connection.execute(select(outbox).where(outbox.c.conversation.in_(conversations))):
        found[row.conversation].append(
            {
                "seq": row.seq,
                "author": row.author,
                "at": _iso(row.written_at),
                "language": row.language,
                "text": row.text,
                "delivered_at": row.delivered_at and _iso(row.delivered_at),
                "answer": row.answer and {name: row.answer.get(name) for name in _OF_ANSWER},
            }
        )
    for entries in found.values():
        entries.sort(key=lambda entry: int(entry["seq"]))
    return found


def _iso(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")
