"""Entries of the ledger for others: as a table for a spreadsheet, as JSON lines, and to read."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from datetime import datetime, tzinfo
from typing import Any

from countyline.cases.exporting import harmless
from countyline.ledger.asking import LedgerEntry

COLUMNS = (
    "number",
    "told_at",
    "written_at",
    "delivered_at",
    "channel",
    "language",
    "author",
    "question",
    "text",
    "kind",
    "topics",
    "subjects",
    "facts",
    "certainty",
    "as_of",
    "revision",
    "degraded",
    "replay",
    "case",
    "conversation",
    "seq",
    "hash",
)
"""What is told of an entry, in this order; `docs/ledger.md` explains each."""

_OF_ANSWER = frozenset(
    ("kind", "topics", "subjects", "facts", "certainty", "as_of", "revision", "degraded", "replay")
)


def fields_of(entry: LedgerEntry, zone: tzinfo) -> dict[str, Any]:
    """Give an entry as plain values; times are ISO 8601 in a zone."""
    case = entry.rests_on("case") or {}
    fields: dict[str, Any] = {
        name: entry.rests_on(name) if name in _OF_ANSWER else getattr(entry, name, None)
        for name in COLUMNS
    }
    return {
        **fields,
        "told_at": _local(entry.told_at, zone),
        "written_at": _local(entry.written_at, zone),
        "delivered_at": entry.delivered_at and _local(entry.delivered_at, zone),
        "case": case.get("id"),
    }


def csv_lines(found: Iterable[LedgerEntry], zone: tzinfo) -> Iterator[str]:
    """Give entries as a table for spreadsheet programs, line by line, with a byte order mark."""
    yield "\ufeff" + _line(COLUMNS)
    for entry in found:
        yield _line(map(_cell, fields_of(entry, zone).values()))


def json_lines(found: Iterable[LedgerEntry], zone: tzinfo) -> Iterator[str]:
    """Give entries as JSON, one a line, each with what it was made from."""
    for entry in found:
        whole = {**fields_of(entry, zone), "basis": entry.basis}
        yield json.dumps(whole, ensure_ascii=False) + "\n"


def text_lines(found: Iterable[LedgerEntry], zone: tzinfo) -> Iterator[str]:
    """Give entries to read on a terminal."""
    for entry in found:
        yield _heading(entry, zone)
        if entry.question is not None:
            yield f"    asked: {_seen(entry.question)}\n"
        for line in entry.text.split("\n"):
            yield f"    told:  {_seen(line)}\n"
        facts = entry.rests_on("facts")
        if facts:
            yield f"    facts: {' '.join(facts)}\n"


def _heading(entry: LedgerEntry, zone: tzinfo) -> str:
    revision = entry.rests_on("revision")
    about = (
        str(entry.number),
        f"{entry.told_at.astimezone(zone):%a %Y-%m-%d %H:%M:%S}",
        entry.channel,
        entry.language,
        entry.author,
        f"revision {revision}" if revision is not None else "no revision",
        entry.rests_on("certainty"),
        "delivered" if entry.delivered_at else "not known to be delivered",
    )
    return "  ".join(part for part in about if part) + "\n"


def _seen(text: str) -> str:
    """Leave out what would move a terminal's cursor."""
    return "".join(one for one in text if one.isprintable())


def _local(at: datetime, zone: tzinfo) -> str:
    return at.astimezone(zone).isoformat(timespec="milliseconds")


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return harmless(" ".join(map(str, value)))
    return harmless(str(value))


def _line(cells: Iterable[str]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow(cells)
    return line.getvalue()
