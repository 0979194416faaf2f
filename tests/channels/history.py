"""A conversation with a past, written straight into the database."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import insert, update

from countyline.database.engine import writing
from countyline.desk.schema import conversations, inbox
from tests.channels.client import Talk
from tests.channels.site import Site


def write_past(site: Site, talk: Talk, first: int, last: int, text: str = "asked before") -> None:
    """Let the resident have said something as every entry from `first` to `last`."""
    now = datetime.now(UTC)
    entries = [
        {"conversation": talk.conversation, "seq": seq, "key": f"past-{seq}", "text": text,
         "capped": False, "language": None, "received_at": now}
        for seq in range(first, last + 1)
    ]  # fmt: skip
    with writing(site.engine) as connection:
        connection.execute(insert(inbox), entries)
        connection.execute(
            update(conversations)
            .where(conversations.c.id == talk.conversation)
            .values(last_seq=last, last_at=now)
        )
