"""Asking the ledger: who was told what about a thing, between two times, under which revision."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, Engine, Row, Select, and_, or_, select

from countyline.database.engine import reading
from countyline.ledger.content import DELIVERED, SAID, read_moment
from countyline.ledger.schema import ledger, ledger_contents

PAGE = 500

WhichClock = Literal["told", "real"]
"""Whose time is asked for: that which residents were told about, or the real one. They differ only
in replays and drills.
"""

_delivery = ledger_contents.alias("delivery")
_ENTRIES = (
    select(
        ledger_contents.c.number,
        ledger_contents.c.content,
        ledger.c.hash,
        _delivery.c.written_at.label("arrived_at"),
    )
    .join(ledger, ledger.c.number == ledger_contents.c.number)
    .join(
        _delivery,
        and_(
            _delivery.c.conversation == ledger_contents.c.conversation,
            _delivery.c.seq == ledger_contents.c.seq,
            _delivery.c.what == DELIVERED,
        ),
        isouter=True,
    )
    .where(ledger_contents.c.what == SAID)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which entries; what is null or empty is no limit.

    `about` is the id of a subject or a fact, or a part of one between periods. `words` stand in
    what was told, in any case. `since` and `until` are aware; `until` is not included.
    """

    about: str | None = None
    topic: str | None = None
    words: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    clock: WhichClock = "told"
    revision: int | None = None
    channel: str | None = None
    language: str | None = None
    author: str | None = None
    conversation: str | None = None
    numbers: Sequence[int] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerEntry:
    """Something that was told.

    `told_at` is the moment that the resident was told about, `written_at` the real one;
    `delivered_at` is when it was first sent to the resident, null while nobody knows. `answer` is
    the record that it rests on, null for what is no answer. `basis` is what it was made from.
    """

    number: int
    hash: str
    conversation: str
    seq: int
    channel: str
    author: str
    language: str
    told_at: datetime
    written_at: datetime
    delivered_at: datetime | None
    question: str | None
    text: str
    answer: Mapping[str, Any] | None
    basis: Mapping[str, Any] | None

    def rests_on(self, name: str) -> Any:
        """Give a field of the record; null where there is no record."""
        return (self.answer or {}).get(name)


def entries(engine: Engine, wanted: Wanted) -> Iterator[LedgerEntry]:
    """Give the entries, the oldest first, reading page by page. Raises DatabaseUnavailable."""
    after = 0
    while True:
        query = _matching(wanted).where(ledger_contents.c.number > after)
        query = query.order_by(ledger_contents.c.number).limit(PAGE)
        with reading(engine) as connection:
            rows = connection.execute(query).all()
        yield from _told(rows, wanted)
        if len(rows) < PAGE:
            return
        after = rows[-1].number


def newest(engine: Engine, wanted: Wanted, most: int, before: int | None) -> list[LedgerEntry]:
    """Give at most so many entries, the newest first, of those before a number if one is given."""
    found: list[LedgerEntry] = []
    while len(found) < most:
        query = _matching(wanted)
        if before is not None:
            query = query.where(ledger_contents.c.number < before)
        query = query.order_by(ledger_contents.c.number.desc()).limit(PAGE)
        with reading(engine) as connection:
            rows = connection.execute(query).all()
        found += _told(rows, wanted)
        if len(rows) < PAGE:
            break
        before = rows[-1].number
    return found[:most]


def earlier_in_conversation(
    connection: Connection, entry: LedgerEntry, most: int = 20
) -> list[LedgerEntry]:
    """Give what the bot said before an entry in its conversation, the newest first."""
    query = (
        _ENTRIES.where(
            ledger_contents.c.conversation == entry.conversation,
            ledger_contents.c.seq < entry.seq,
            ledger_contents.c.author == "bot",
        )
        .order_by(ledger_contents.c.seq.desc())
        .limit(most)
    )
    return [_entry(row) for row in connection.execute(query).all()]


def asked_before(engine: Engine, question: str, language: str | None) -> LedgerEntry | None:
    """Give the newest answer of the answer engine to the very same question."""
    written = json.dumps(question, ensure_ascii=False)
    query = _ENTRIES.where(
        ledger_contents.c.author == "bot",
        ledger_contents.c.content.contains(written, autoescape=True),
    )
    if language is not None:
        query = query.where(ledger_contents.c.language == language)
    query = query.order_by(ledger_contents.c.number.desc()).limit(PAGE)
    with reading(engine) as connection:
        rows = connection.execute(query).all()
    found = (_entry(row) for row in rows)
    is_asked = (
        entry
        for entry in found
        if entry.question == question and (entry.basis or {}).get("by") == "answers"
    )
    return next(is_asked, None)


def time_in(text: str, zone: tzinfo) -> datetime:
    """Read a time, such as `2024-04-03T10:00`, in a zone unless it names another.

    Raises ValueError, also for years that no zone can be reckoned in.
    """
    at = datetime.fromisoformat(text)
    if not 1970 <= at.year <= 9000:
        raise ValueError("a year that nothing was told in")
    return at if at.tzinfo else at.replace(tzinfo=zone)


def _matching(wanted: Wanted) -> Select[Any]:
    contents = ledger_contents.c
    query = _ENTRIES
    for name in ("revision", "channel", "language", "author", "conversation"):
        value = getattr(wanted, name)
        if value is not None:
            query = query.where(contents[name] == value)
    if wanted.numbers:
        query = query.where(contents.number.in_(wanted.numbers))
    if wanted.topic:
        query = query.where(contents.topics.contains(f" {wanted.topic} ", autoescape=True))
    if wanted.about:
        query = query.where(_is_about(wanted.about))
    if wanted.words and (ascii_part := _longest_ascii(wanted.words)):
        # Narrows only: a database does not know that É is an é.
        query = query.where(contents.content.icontains(ascii_part, autoescape=True))
    at = contents.told_at if wanted.clock == "told" else contents.written_at
    if wanted.since is not None:
        query = query.where(at >= wanted.since)
    if wanted.until is not None:
        query = query.where(at < wanted.until)
    return query


def _is_about(name: str) -> ColumnElement[bool]:
    """Between spaces or periods: `recorder_of_deeds` is in `offices.recorder_of_deeds.closure`."""
    about = ledger_contents.c.about
    return or_(
        *(
            about.contains(f"{before}{name}{after}", autoescape=True)
            for before in " ."
            for after in " ."
        )
    )


def _longest_ascii(words: str) -> str:
    """Give the longest part that any database compares as Python does, and JSON writes so."""
    parts = re.findall(r"[ !#-\[\]-~]+", words)
    return max(parts, key=len, default="")


def _told(rows: Sequence[Row[Any]], wanted: Wanted) -> Iterator[LedgerEntry]:
    words = (wanted.words or "").casefold()
    for row in rows:
        entry = _entry(row)
        if words in entry.text.casefold():
            yield entry


def _entry(row: Any) -> LedgerEntry:
    content = json.loads(row.content)
    delivered_at = content["delivered_at"]
    return LedgerEntry(
        number=row.number,
        hash=row.hash,
        conversation=content["conversation"],
        seq=content["seq"],
        channel=content["channel"],
        author=content["author"],
        language=content["language"],
        told_at=read_moment(content["told_at"]),
        written_at=read_moment(content["written_at"]),
        delivered_at=read_moment(delivered_at) if delivered_at else row.arrived_at,
        question=content["question"],
        text=content["text"],
        answer=content["answer"],
        basis=content["basis"],
    )
