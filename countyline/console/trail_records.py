"""The audit trail as a kind of public record: who did what in the console and on the command line.

The address that somebody signed in from is left out: it would help whoever wants to break in.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from sqlalchemy import Connection, select

from countyline.console.schema import staff_deeds
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


TRAIL: Final = Kind(
    "trail",
    "what staff did beside cases: accounts, exports, notices",
    ("at", "by", "what", "about"),
    _deeds,
    is_of_conversations=False,
)
