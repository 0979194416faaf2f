"""Which conversation a pair of numbers is in."""

from __future__ import annotations

import zlib
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, bindparam, exists, insert, select, text, update

from countyline.cases.model import State as CaseState
from countyline.cases.schema import cases
from countyline.desk.book import ConversationBook
from countyline.desk.language import language_for
from countyline.desk.schema import conversations
from countyline.texting.model import CHANNEL
from countyline.texting.schema import text_threads

LONGEST_PAUSE = timedelta(hours=24)
"""After so long, and without a case that waits, the next text begins a new conversation."""

_LOCK = 0x54455854
"""Tells PostgreSQL's advisory locks of numbers from others."""

_has_case = exists().where(
    cases.c.conversation == conversations.c.id, cases.c.state != CaseState.CLOSED.value
)
# Built once: building a statement costs more than running it.
_CURRENT = (
    select(
        text_threads,
        conversations.c.last_at,
        conversations.c.language,
        conversations.c.context,
        _has_case.label("has_case"),
    )
    .join(conversations, conversations.c.id == text_threads.c.conversation)
    .where(
        text_threads.c.ours == bindparam("our_number"),
        text_threads.c.theirs == bindparam("their_number"),
        text_threads.c.is_current,
    )
    # Before the conversation is locked, as the collector does it: else two might wait for each
    # other.
    .with_for_update(of=text_threads)
)


def alone_with(connection: Connection, number: str) -> None:
    """Let no other transaction take a text of this number until this one ends."""
    # On SQLite, whoever writes is alone already.
    if connection.dialect.name == "postgresql":
        key = _LOCK << 32 | zlib.crc32(number.encode())
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": key})


def thread_for(
    connection: Connection, book: ConversationBook, ours: str, theirs: str, now: datetime
) -> Row[Any]:
    """Give the conversation that goes on, or begin one."""
    row = _current(connection, ours, theirs)
    if row is not None and (row.has_case or now - row.last_at <= LONGEST_PAUSE):
        return row
    language = language_for(row.context, None, row.language) if row is not None else None
    if row is not None:
        connection.execute(
            update(text_threads)
            .where(text_threads.c.conversation == row.conversation)
            .values(is_current=False)
        )
    conversation = book.begin_in(connection, CHANNEL, language)
    connection.execute(
        insert(text_threads).values(
            conversation=conversation,
            ours=ours,
            theirs=theirs,
            is_current=True,
            queued_seq=0,
            opened_at=now,
        )
    )
    begun = _current(connection, ours, theirs)
    assert begun is not None
    return begun


def _current(connection: Connection, ours: str, theirs: str) -> Row[Any] | None:
    which = {"our_number": ours, "their_number": theirs}
    return connection.execute(_CURRENT, which).one_or_none()
