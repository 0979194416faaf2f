"""Keeps the generated tables of `docs/status-document.md` in step with the model and the topics.

Run `python -m countyline.status.documenting docs/status-document.md` after a change of either.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

from countyline.status.guide import FIELDS, fields_of, kind_of
from countyline.status.model import Part
from countyline.topics import PUBLISHABLE

_NAMES = {
    "StatusDocument": "The document",
    "WeeklyHours": "Weekly hours",
    "CaseByCase": "Case by case",
}


def renewed(page: str) -> str:
    """Give the page with its generated parts made anew."""
    for name, content in (("fields", field_tables()), ("topics", topic_list())):
        begin, end = f"<!-- {name}: generated -->", f"<!-- /{name} -->"
        before, _, rest = page.partition(begin)
        after = rest.partition(end)[2]
        page = f"{before}{begin}\n\n{content}\n\n{end}{after}"
    return page


def field_tables() -> str:
    """Write one table for each part of the document."""
    return "\n\n".join(_table(part) for part in FIELDS if part.__name__ != "Subject")


def topic_list() -> str:
    """Write every topic with its aspects."""
    rows = ["| write | when residents ask |", "|---|---|"]
    for topic, aspects in PUBLISHABLE.items():
        rows += [f"| `{topic}/{aspect}` | {meaning} |" for aspect, meaning in aspects.items()]
    return "\n".join(rows)


def _table(part: type[Part]) -> str:
    name = _NAMES.get(part.__name__, part.__name__)
    rows = [f"### {name}", "", "| field | needed | what it is | example |", "|---|---|---|---|"]
    for field, info in fields_of(part):
        told = FIELDS[part][field]
        needed = "yes" if info.is_required() else ""
        words = ", ".join(_words(kind_of(info)))
        meaning = f"{told.meaning} One of: {words}." if words else told.meaning
        rows.append(f"| `{field}` | {needed} | {meaning} | `{told.example}` |")
    return "\n".join(rows)


def _words(kind: Any) -> Iterator[str]:
    if get_origin(kind) is Literal and len(get_args(kind)) > 1:
        yield from (f"`{word}`" for word in get_args(kind))
    elif get_origin(kind) is tuple:
        yield from _words(get_args(kind)[0])


if __name__ == "__main__":
    target = Path(sys.argv[1])
    target.write_text(renewed(target.read_text(encoding="utf-8")), encoding="utf-8")
