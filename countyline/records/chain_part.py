"""The part of the ledger's chain that an export holds, so that its receiver can check it.

All links from the first entry to the last are there, also of entries that are not given out: their
digests tell nothing. An entry comes with its salt only when its content is given out to the letter:
with the salt, what was hidden could be found by trying.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, func, select

from countyline.ledger.chain import BEFORE_THE_FIRST, Anchor, canonical
from countyline.ledger.schema import ledger, ledger_contents, ledger_notes
from countyline.ledger.sealing import head_of
from countyline.records.choosing import of_wanted
from countyline.records.contacts import Veil
from countyline.records.kinds import streamed
from countyline.records.model import Kind, Wanted

COLUMNS = ("number", "digest", "hash", "state", "salt", "content")

WHOLE: Final = "whole"
REDACTED: Final = "redacted"
DELETED: Final = "deleted"
NOTE: Final = "note"
NOT_WANTED: Final = "not_wanted"


@dataclass(frozen=True, slots=True)
class Part:
    """Where the part begins and ends; `previous` is the hash of the entry before its first.

    `first` and `last` are null when no entry is wanted. `head` is the end of the whole chain.
    """

    first: int | None
    last: int | None
    previous: str
    head: Anchor


def part_of(connection: Connection, wanted: Wanted) -> Part:
    """Find the part that holds all entries that are wanted."""
    ends = select(func.min(ledger_contents.c.number), func.max(ledger_contents.c.number))
    first, last = connection.execute(ends.where(_is_wanted(wanted))).one()
    before = select(ledger.c.hash).where(ledger.c.number == (first or 0) - 1)
    previous = connection.scalar(before) or BEFORE_THE_FIRST
    return Part(first, last, previous, head_of(connection))


def _is_wanted(wanted: Wanted) -> ColumnElement[bool]:
    is_in_time = wanted.within(ledger_contents.c.written_at)
    return is_in_time & of_wanted(ledger_contents.c.conversation, wanted)


def _entries(connection: Connection, wanted: Wanted, veil: Veil) -> Iterator[Mapping[str, Any]]:
    part = part_of(connection, wanted)
    if part.first is None:
        return
    query = (
        select(
            ledger,
            ledger_contents.c.salt,
            ledger_contents.c.content,
            ledger_notes.c.salt.label("note_salt"),
            ledger_notes.c.content.label("note"),
            _is_wanted(wanted).label("wanted"),
        )
        .join(ledger_contents, ledger_contents.c.number == ledger.c.number, isouter=True)
        .join(ledger_notes, ledger_notes.c.number == ledger.c.number, isouter=True)
        .where(ledger.c.number.between(part.first, part.last))
        .order_by(ledger.c.number)
    )
    for row in streamed(connection, query):
        link = {"number": row.number, "digest": row.digest, "hash": row.hash}
        yield {**link, **_told(row, veil)}


def _told(row: Any, veil: Veil) -> dict[str, Any]:
    if row.note_salt is not None:
        # Tells of a deletion, and of no resident.
        return {"state": NOTE, "salt": row.note_salt, "content": row.note}
    if row.salt is None:
        return {"state": DELETED, "salt": None, "content": None}
    if not row.wanted:
        return {"state": NOT_WANTED, "salt": None, "content": None}
    given = canonical(veil.anything(json.loads(row.content)))
    if given == row.content:
        return {"state": WHOLE, "salt": row.salt, "content": row.content}
    return {"state": REDACTED, "salt": None, "content": given}


LEDGER: Final = Kind(
    "ledger", "who was told what, on which facts, with its place in the chain", COLUMNS, _entries
)
