"""What residents wish to be told later: kept with the answer, ended with what ends it.

A wish is written in the transaction of its answer, so it is there exactly when the resident was
promised something. What ended is kept: that somebody asked to be written to must be shown later.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, Select, bindparam, insert, select, update

from countyline.desk.model import Reply, Turn
from countyline.desk.schema import watches

KEPT_ON = frozenset({"web", "sms"})
"""The channels on which a resident can be told something later."""

WATCH = "watch:"
"""Begins the id of the choice to be told when something reopens."""

Ending = Literal["told", "withdrawn", "stopped"]

AGREED_ON = frozenset({"sms"})
"""Where a wish is the agreement to be written to, which outlasts what it wished for."""

LONGEST_SUBJECT = 80
MOST_OPEN = 12
"""Wishes of one conversation that wait at once."""

_OPEN = select(watches.c.kind, watches.c.subject).where(
    watches.c.conversation == bindparam("conversation"), watches.c.ended_at.is_(None)
)


def note_wishes(connection: Connection, turn: Turn, reply: Reply, now: datetime) -> None:
    """Write down what a reply promises, or end what its message takes back.

    The conversation must be locked.
    """
    if turn.channel not in KEPT_ON:
        return
    if reply.wish == "withdrawn":
        theirs = {turn.conversation, *reply.wish_of}
        end_agreement(connection, watches.c.conversation.in_(theirs), "withdrawn", now)
        return
    wanted: list[tuple[str, str | None, int]]
    wanted = [("reopening", subject, back) for subject, back in _watched(reply)]
    if reply.wish == "if_changes":
        wanted.append(("changes", None, 0))
    if not wanted:
        return
    which = {"conversation": turn.conversation}
    known = {(row.kind, row.subject) for row in connection.execute(_OPEN, which)}
    for kind, subject, back in wanted:
        if (kind, subject) in known or len(known) >= MOST_OPEN:
            continue
        known.add((kind, subject))
        connection.execute(
            insert(watches).values(
                conversation=turn.conversation,
                channel=turn.channel,
                kind=kind,
                subject=subject,
                back=back,
                language="es" if reply.language == "es" else "en",
                wish=turn.text,
                asked_at=now,
            )
        )


def end_wishes(
    connection: Connection,
    which: ColumnElement[bool],
    how: Ending,
    now: datetime,
) -> None:
    """End the wishes that fit and are not ended yet."""
    is_open = watches.c.ended_at.is_(None)
    connection.execute(update(watches).where(which, is_open).values(ended_at=now, how=how))


def end_agreement(
    connection: Connection,
    which: ColumnElement[bool],
    how: Ending,
    now: datetime,
) -> None:
    """End the wishes that fit, and what those by text that were told had agreed to besides."""
    end_wishes(connection, which, how, now)
    connection.execute(
        update(watches)
        .where(which, watches.c.how == "told", watches.c.channel.in_(AGREED_ON))
        .values(ended_at=now, how=how)
    )


def of_conversations(conversations: Select[Any]) -> ColumnElement[bool]:
    """Give the condition that a wish was said in one of some conversations."""
    return watches.c.conversation.in_(conversations)


def _watched(reply: Reply) -> list[tuple[str, int]]:
    return [
        (subject, back)
        for one in reply.watches
        if isinstance(one, Mapping)
        and isinstance(subject := one.get("subject"), str)
        and 0 < len(subject) <= LONGEST_SUBJECT
        and isinstance(back := one.get("back"), int)
    ]
