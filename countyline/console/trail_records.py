"""The audit trail as a kind of public record: who did what in the console and on the command line.

The address that somebody signed in from is left out: it would help whoever wants to break in.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from sqlalchemy import Connection, select

from countyline.console.schema import staff_deeds
from countyline.publishing.schema import draft_events
from countyline.records.contacts import Veil
from countyline.records.kinds import streamed
from countyline.records.model import Kind, Wanted, moment


def _deeds(connection: Connection, wanted: Wanted, veil: Veil) -> Iterator[Mapping[str, Any]]:
    query = select(staff_deeds).where(wanted.within(staff_deeds.c.at)).order_by(staff_deeds.c.id)
    for row in streamed(connection, query):
        yield {
            "at": moment(row.at),
            "by": row.actor_name,
            "what": row.what,
            "about": None if row.about is None else veil.text(row.about),
        }


def _drafts(connection: Connection, wanted: Wanted, veil: Veil) -> Iterator[Mapping[str, Any]]:
    at = draft_events.c.at
    query = select(draft_events).where(wanted.within(at)).order_by(draft_events.c.id)
    for row in streamed(connection, query):
        about = f"draft {row.draft}" + (f": {row.about}" if row.about else "")
        yield {
            "at": moment(row.at),
            "by": row.actor_name,
            "what": row.what,
            "about": veil.text(about),
        }


def _trail(connection: Connection, wanted: Wanted, veil: Veil) -> Iterator[Mapping[str, Any]]:
    yield from _deeds(connection, wanted, veil)
    yield from _drafts(connection, wanted, veil)


TRAIL: Final = Kind(
    "trail",
    "what staff did beside cases: accounts, exports, notices, drafts of the status",
    ("at", "by", "what", "about"),
    _trail,
    is_of_conversations=False,
)
