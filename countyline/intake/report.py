"""The day's report as text, CSV and JSON."""

from __future__ import annotations

import csv
import io
import json
import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from countyline.cases.exporting import harmless
from countyline.cases.summary import shortened
from countyline.intake.day import Day, Listed
from countyline.intake.grouping import Group

COLUMNS = (
    "count",
    "topic",
    "aspect",
    "subjects",
    "drafted",
    "for_person",
    "certainty",
    "revision",
    "language",
    "example",
    "draft",
    "cases",
)
LISTED_COLUMNS = (
    "transcript",
    "at",
    "kind",
    "contact",
    "case",
    "question",
    "outcome",
    "topic",
    "subjects",
    "language",
    "certainty",
    "revision",
    "draft",
)
_BYTE_ORDER_MARK = "\ufeff"
_WIDTH = 96


def as_text(day: Day, most: int) -> str:
    """Write the report for people at a terminal."""
    told = f"{day.day:%A, %B} {day.day.day}, {day.day.year}"
    head = f"{told}: {day.transcripts} transcripts, {day.cases} cases"
    if day.waiting:
        head += f", {day.waiting} still to be asked"
    lines = [f"{head}."]
    for rank, group in enumerate(day.groups[:most], 1):
        lines += ["", *_told(rank, group)]
    if len(day.groups) > most:
        lines += ["", f"{len(day.groups) - most} more; --most shows them."]
    return "\n".join(lines)


def as_csv(day: Day, most: int) -> str:
    """Write the report for spreadsheet programs."""
    rows = [
        {
            **asdict(group),
            "example": group.examples[0] if group.examples else "",
        }
        for group in day.groups[:most]
    ]
    return table(COLUMNS, rows)


def as_json(day: Day, most: int) -> str:
    """Write the report for programs."""
    told = {
        "day": day.day.isoformat(),
        "transcripts": day.transcripts,
        "waiting": day.waiting,
        "cases": day.cases,
        "groups": [asdict(group) for group in day.groups[:most]],
    }
    return json.dumps(told, ensure_ascii=False, indent=2)


def listed_as_csv(found: Iterable[Listed]) -> str:
    """Write a list of questions for spreadsheet programs."""
    return table(LISTED_COLUMNS, (asdict(one) for one in found))


def listed_as_json(found: Iterable[Listed]) -> str:
    """Write a list of questions for programs."""
    told = [asdict(one) | {"at": _zulu(one.at)} for one in found]
    return json.dumps(told, ensure_ascii=False, indent=2)


def table(columns: Sequence[str], rows: Iterable[dict[str, Any]]) -> str:
    """Write a table whose cells no spreadsheet program takes for formulas."""
    out = io.StringIO()
    out.write(_BYTE_ORDER_MARK)
    writer = csv.writer(out)
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_cell(row[name]) for name in columns])
    return out.getvalue()


def _told(rank: int, group: Group) -> list[str]:
    lines = [f"{rank:>3}. {group.count} × {title_of(group)}"]
    lines += [f"     asked: {shortened(example, _WIDTH - 12)}" for example in group.examples]
    if group.draft:
        draft = " ".join(group.draft.split())
        lines += textwrap.wrap(
            f"draft ({group.drafted}, revision {group.revision}): {draft}",
            _WIDTH,
            initial_indent="     ",
            subsequent_indent="       ",
        )
    if group.for_person:
        cases = ", ".join(group.cases[:5]) + (" …" if len(group.cases) > 5 else "")
        lines.append(f"     for a person: {group.for_person} ({cases})")
    return lines


def title_of(group: Group) -> str:
    """Name a group in words."""
    if group.topic is None:
        return "not understood"
    title = group.topic if group.aspect in (None, group.topic) else f"{group.topic}/{group.aspect}"
    return " ".join([title, *(f"[{subject}]" for subject in group.subjects)])


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return _zulu(value)
    if isinstance(value, tuple | list):
        return harmless(" ".join(map(str, value)))
    return harmless(str(value))


def _zulu(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")
