"""Checking the ledger: does every entry follow from the one before, and say what it said.

What is found is the first fault of each kind of place, in words for whoever has to explain it.
Reads page by page, so any number of entries fits into memory.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, Row, and_, bindparam, func, select

from countyline.cases.retention import deletions
from countyline.database.engine import reading
from countyline.desk.schema import outbox
from countyline.ledger.chain import BEGINNING, Anchor, Link, anchor_at, digest_of, next_link
from countyline.ledger.content import SAID, columns_of, read_moment, record_of
from countyline.ledger.deleting import numbers_in
from countyline.ledger.schema import ledger, ledger_contents, ledger_notes
from countyline.ledger.sealing import count_unsealed

PAGE = 1000

LATE = timedelta(hours=1)
"""What is sealed so long after it was written is told of: the desk seals within seconds."""

_SOON = timedelta(minutes=1)

_DOES_NOT_FOLLOW = (
    "entry {} does not follow from the one before: it was changed, moved or put in, or the one "
    "before was taken away"
)
_NOT_THE_ANCHOR = "entry {} has another hash than the anchor: the ledger was written anew"
_NOT_AS_SAID = (
    "the conversation of entry {} was changed afterwards: the outbox does not hold what was said"
)

_COLUMNS = [column for column in ledger_contents.c if column.name != "number"]
_AFTER = (
    select(
        ledger,
        *_COLUMNS,
        ledger_notes.c.salt.label("note_salt"),
        ledger_notes.c.content.label("note_content"),
        outbox.c.text.label("said_text"),
        outbox.c.answer.label("said_answer"),
    )
    .join(ledger_contents, ledger_contents.c.number == ledger.c.number, isouter=True)
    .join(ledger_notes, ledger_notes.c.number == ledger.c.number, isouter=True)
    .join(
        outbox,
        and_(
            outbox.c.conversation == ledger_contents.c.conversation,
            outbox.c.seq == ledger_contents.c.seq,
            ledger_contents.c.what == SAID,
        ),
        isouter=True,
    )
    .where(ledger.c.number > bindparam("after"))
    .order_by(ledger.c.number)
    .limit(PAGE)
)
_WITHOUT_LINK = (
    select(func.min(ledger_contents.c.number))
    .join(ledger, ledger.c.number == ledger_contents.c.number, isouter=True)
    .where(ledger.c.number.is_(None))
)


@dataclass(frozen=True, slots=True)
class Fault:
    """The first entry that does not hold, and why."""

    number: int
    why: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a check.

    Attributes:
        head: the end of the chain, as far as it holds.
        fault: what does not hold; null when all does.
        deleted: entries whose content was deleted by age.
        unexplained: of these, how many no entry of the chain names; they went before deletions
            were entries, or by another hand. `first_unexplained` is the first of them.
        late: entries that were sealed long after they were written.
        unsealed: what was said more than a minute ago and is in no entry yet.
    """

    head: Anchor = BEGINNING
    fault: Fault | None = None
    deleted: int = 0
    late: int = 0
    unsealed: int = 0
    unexplained: int = 0
    first_unexplained: int | None = None


@dataclass
class _Walk:
    """A walk along the chain."""

    anchor: Anchor | None
    head: Anchor = BEGINNING
    gone: set[int] = field(default_factory=set)
    named: set[int] = field(default_factory=set)
    late: int = 0

    def step(self, row: Any) -> Fault | None:
        """Look at the next entry."""
        number = self.head.count + 1
        if row.number != number:
            if row.number < number:
                return Fault(number, _DOES_NOT_FOLLOW.format(row.number))
            return Fault(number, f"entry {number} is missing")
        link = Link(row.number, row.digest, row.hash)
        if next_link(self.head, row.digest) != link:
            return Fault(number, _DOES_NOT_FOLLOW.format(number))
        self.head = anchor_at(link)
        if self.anchor is not None and self.anchor.count == number and self.anchor != self.head:
            return Fault(number, _NOT_THE_ANCHOR.format(number))
        return self._what_it_holds(row)

    def _what_it_holds(self, row: Any) -> Fault | None:
        if getattr(row, "note_salt", None) is not None:
            return self._note(row)
        if row.salt is None:
            self.gone.add(row.number)
            return None
        return self._content(row)

    def _note(self, row: Any) -> Fault | None:
        """Read which contents were deleted."""
        try:
            if digest_of(row.note_salt, row.note_content) == row.digest:
                self.named.update(numbers_in(json.loads(row.note_content)["entries"]))
                return None
        except (AttributeError, KeyError, TypeError, ValueError):
            pass
        return Fault(row.number, f"the note of entry {row.number} was changed")

    def _content(self, row: Any) -> Fault | None:
        number = row.number
        try:
            is_same = digest_of(row.salt, row.content) == row.digest
            content = json.loads(row.content)
            columns = columns_of(content)
        except (AttributeError, KeyError, TypeError, ValueError):
            is_same = False
        if not is_same:
            return Fault(number, f"the content of entry {number} was changed")
        wrong = [name for name, value in columns.items() if getattr(row, name) != value]
        if wrong:
            return Fault(number, f"columns of entry {number} were changed: {', '.join(wrong)}")
        if content["what"] == SAID:
            self.late += _is_late(content)
            if row.said_text is not None and not _is_as_said(content, row):
                return Fault(number, _NOT_AS_SAID.format(number))
        return None


def checked(rows: Iterable[Any], anchor: Anchor | None = None) -> Verdict:
    """Check entries, given in the order of their numbers: each by itself and from the one before.

    A row has the chain's columns, those of the content (`salt` is null when that was deleted), and
    `said_text` and `said_answer` as the outbox has them.
    """
    walk = _Walk(anchor)
    fault = next((found for row in rows if (found := walk.step(row))), None)
    if fault is None and anchor is not None and anchor.count > walk.head.count:
        why = f"the end was cut off: the anchor knows {anchor.count} entries"
        fault = Fault(walk.head.count + 1, why)
    unexplained = walk.gone - walk.named
    return Verdict(
        walk.head,
        fault,
        len(walk.gone),
        walk.late,
        unexplained=len(unexplained),
        first_unexplained=min(unexplained, default=None),
    )


def verify(engine: Engine, now: datetime, anchor: Anchor | None = None) -> Verdict:
    """Check all entries, and that the chain goes on from an anchor that was kept.

    Raises DatabaseUnavailable.
    """
    verdict = checked(_rows(engine), anchor)
    if verdict.fault is not None:
        return verdict
    with reading(engine) as connection:
        return replace(
            verdict,
            fault=_fault_beside(connection, verdict),
            unsealed=count_unsealed(connection, now - _SOON),
        )


def _rows(engine: Engine) -> Iterator[Row[Any]]:
    after = -1
    while True:
        with reading(engine) as connection:
            page: Sequence[Row[Any]] = connection.execute(_AFTER, {"after": after}).all()
        yield from page
        if len(page) < PAGE:
            return
        after = page[-1].number


def _fault_beside(connection: Connection, verdict: Verdict) -> Fault | None:
    """Look at what no single entry shows."""
    count = verdict.head.count
    loose: int | None = connection.execute(_WITHOUT_LINK).scalar_one_or_none()
    if loose is not None and loose > count:
        return Fault(loose, f"entry {loose} has a content and no place in the chain")
    # Of what went before deletions were entries of the chain, only the counts are known.
    known = _deleted_by_age(connection) - (verdict.deleted - verdict.unexplained)
    if verdict.unexplained > known:
        why = (
            f"{verdict.deleted} contents are missing, and only "
            f"{verdict.deleted - verdict.unexplained + max(known, 0)} were deleted by age: "
            f"no deletion names entry {verdict.first_unexplained}"
        )
        return Fault(0, why)
    return None


def _deleted_by_age(connection: Connection) -> int:
    counts = connection.scalars(select(deletions.c.counts))
    return sum(int(one.get(ledger_contents.name, 0)) for one in counts)


def _is_late(content: Mapping[str, Any]) -> bool:
    written, sealed = read_moment(content["written_at"]), read_moment(content["sealed_at"])
    return sealed - written > LATE


def _is_as_said(content: Mapping[str, Any], row: Any) -> bool:
    is_same_text: bool = content["text"] == row.said_text
    return is_same_text and content["answer"] == record_of(row.said_answer)
