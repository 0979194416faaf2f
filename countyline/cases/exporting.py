"""Cases for others: as a table for a spreadsheet, and as JSON with the whole conversation.

Cases come page by page, so that any number of them fits into memory and no transaction is long.
A case that changes while it is exported is given as it was when its page was read.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, Row, Select, and_, or_, select

from countyline.cases.holding import holds
from countyline.cases.model import Case
from countyline.cases.rows import case_of
from countyline.cases.schema import case_events, cases
from countyline.cases.summary import summary_of
from countyline.database.engine import reading

PAGE = 200

COLUMNS = (
    "case",
    "state",
    "reason",
    "sensitivity",
    "topic",
    "aspect",
    "subjects",
    "language",
    "channel",
    "question",
    "summary",
    "contact",
    "opened_at",
    "claimed_by",
    "claimed_at",
    "first_reply_at",
    "closed_at",
    "closed_by",
    "outcome",
    "revision",
    "facts",
    "held",
    "conversation",
)
"""What is told of a case, in this order; `docs/records.md` explains each."""

Transcripts = Callable[[Connection, Sequence[str]], Mapping[str, list[dict[str, Any]]]]
"""Gives what was said in conversations; this part of the program does not know the desk."""


Summarize = Callable[[Case], str]
"""Sums a case up, with the names of the status document."""


def summed_up(case: Case) -> str:
    """Sum a case up without the status document: subjects and facts by their ids."""
    return summary_of(case, {}, case.facts or ()).text


@dataclass(frozen=True, slots=True)
class Period:
    """Cases opened from `since` on and before `until`, both aware; null: without a limit."""

    since: datetime | None = None
    until: datetime | None = None


def csv_parts(
    engine: Engine, period: Period, summarize: Summarize = summed_up
) -> Iterator[str]:
    """Give the cases as a table, piece by piece, for spreadsheet programs.

    It begins with a byte order mark, by which they know that it is UTF-8.
    """
    yield "\ufeff" + _csv_line(COLUMNS)
    for page in _pages(engine, period, None, summarize):
        yield "".join(_csv_line(_cells(case)) for case in page)


def json_parts(
    engine: Engine, period: Period, transcripts: Transcripts, summarize: Summarize = summed_up
) -> Iterator[str]:
    """Give the cases as a JSON list, one case a line, each with its conversation and events."""
    separator = "[\n"
    for page in _pages(engine, period, transcripts, summarize):
        for case in page:
            yield separator + json.dumps(case, ensure_ascii=False)
            separator = ",\n"
    yield "[]\n" if separator == "[\n" else "\n]\n"


FORMULA_STARTS = frozenset("=+-@\t\r\n'＝＋－＠")


def harmless(text: str) -> str:
    """Give a text that no spreadsheet program takes for a formula.

    What would be one, also behind blanks, gets an apostrophe before it, and so does what begins
    with an apostrophe: taking away a first apostrophe gives every text back.
    """
    begins = text[:1] + text.lstrip()[:1]
    return f"'{text}" if FORMULA_STARTS & set(begins) else text


def _csv_line(cells: Iterable[str]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow(cells)
    return line.getvalue()


def _cells(case: Mapping[str, Any]) -> Iterator[str]:
    for name in COLUMNS:
        value = case[name]
        if value is None:
            yield ""
        elif isinstance(value, list):
            yield harmless(" ".join(map(str, value)))
        elif isinstance(value, bool):
            yield "yes" if value else "no"
        else:
            yield harmless(str(value))


def _pages(
    engine: Engine, period: Period, transcripts: Transcripts | None, summarize: Summarize
) -> Iterator[list[dict[str, Any]]]:
    """Give cases in the order in which they were opened."""
    last: Row[Any] | None = None
    while True:
        with reading(engine) as connection:
            rows = connection.execute(_page_after(last, period)).all()
            if not rows:
                return
            page = [told_of(row, summarize) for row in rows]
            if transcripts is not None:
                _add_what_was_said(connection, page, transcripts)
        yield page
        last = rows[-1]


def cases_to_tell() -> Select[Any]:
    """Give what asks for cases with what `told_of` needs of each."""
    is_held = select(holds.c.id).where(holds.c.case_id == cases.c.id, holds.c.released_at.is_(None))
    return select(cases, is_held.exists().label("held"))


def _page_after(last: Row[Any] | None, period: Period) -> Any:
    query = cases_to_tell()
    if period.since is not None:
        query = query.where(cases.c.opened_at >= period.since)
    if period.until is not None:
        query = query.where(cases.c.opened_at < period.until)
    if last is not None:
        is_later = or_(
            cases.c.opened_at > last.opened_at,
            and_(cases.c.opened_at == last.opened_at, cases.c.id > last.id),
        )
        query = query.where(is_later)
    return query.order_by(cases.c.opened_at, cases.c.id).limit(PAGE)


def told_of(row: Row[Any], summarize: Summarize = summed_up) -> dict[str, Any]:
    """Give what is told of a case, by `COLUMNS`, as plain values."""
    fields = dict(row._mapping) | {
        "case": row.id,
        "held": bool(row.held),
        "claimed_by": row.claimed_by_name,
        "summary": summarize(case_of(row)),
    }
    return {name: _plain(fields[name]) for name in COLUMNS}


def _add_what_was_said(
    connection: Connection, page: Sequence[dict[str, Any]], transcripts: Transcripts
) -> None:
    said = transcripts(connection, list({case["conversation"] for case in page}))
    done: dict[str, list[dict[str, Any]]] = {case["case"]: [] for case in page}
    events = select(case_events).where(case_events.c.case.in_(done)).order_by(case_events.c.id)
    for event in connection.execute(events):
        done[event.case].append(
            {
                "at": _plain(event.at),
                "what": event.what,
                "by": event.actor_name,
                "detail": {name: it for name, it in event.detail.items() if name != "key"},
            }
        )
    for case in page:
        case["entries"] = said.get(case["conversation"], [])
        case["events"] = done[case["case"]]


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds").replace("+00:00", "Z")
    return value
