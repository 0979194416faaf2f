"""The audit trail: what anybody did, by whom and when, the newest first.

What was done to cases stands in `case_events`, legal holds in `holds`, deletions by age in
`deletions`, what was done to drafts in `draft_events`, everything else in `staff_deeds`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sanic.response import HTTPResponse
from sqlalchemy import Connection, Engine, select

from countyline.cases.holding import holds
from countyline.cases.retention import deletions, in_numbers
from countyline.cases.schema import case_events
from countyline.cases.words import in_words
from countyline.console.deeds import MOST_DEEDS, newest
from countyline.console.frame import around
from countyline.console.gate import Visit
from countyline.console.lateness import alarm
from countyline.console.markup import page
from countyline.database.engine import reading
from countyline.publishing.drafts import newest_events


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the trail. `case` is null for what was not done to a case."""

    at: datetime
    who: str
    what: str
    case: str | None
    about: str


async def show_trail(visit: Visit) -> HTTPResponse:
    """Give the newest part of the trail."""
    console = visit.console
    lines = await console.threads.read(lines_of, console.engine)
    known, unclaimed = console.current.known(), await alarm(visit)
    values = {
        **around(visit.session, known, "Audit trail", "trail", unclaimed=unclaimed),
        "lines": lines,
        "most": MOST_DEEDS,
    }
    return page("trail.html", values)


def lines_of(engine: Engine) -> list[Line]:
    """Give the newest deeds of all kinds. Raises DatabaseUnavailable."""
    lines = [
        Line(deed.at, deed.actor_name, in_words(deed.what), None, _about(deed.about, deed.address))
        for deed in newest(engine)
    ]
    with reading(engine) as connection:
        for kind in (_of_drafts, _of_cases, _of_holds, _of_ended_holds, _of_deletions):
            lines += kind(connection)
    return sorted(lines, key=lambda line: line.at, reverse=True)[:MOST_DEEDS]


def _of_cases(connection: Connection) -> Iterator[Line]:
    asked = select(case_events).order_by(case_events.c.id.desc()).limit(MOST_DEEDS)
    for row in connection.execute(asked):
        # On the command line, people say who they are.
        who = row.actor_name or row.detail.get("by") or ""
        yield Line(row.at, who, in_words(row.what), row.case, told(row.detail))


def _of_drafts(connection: Connection) -> Iterator[Line]:
    for deed in newest_events(connection, MOST_DEEDS):
        about = f"draft {deed.draft}" + (f": {deed.about}" if deed.about else "")
        yield Line(deed.at, deed.who, deed.what, None, about)


def _of_holds(connection: Connection) -> Iterator[Line]:
    asked = select(holds).order_by(holds.c.placed_at.desc()).limit(MOST_DEEDS)
    for row in connection.execute(asked):
        yield Line(row.placed_at, row.placed_by, "held", row.case_id, row.reason)


def _of_ended_holds(connection: Connection) -> Iterator[Line]:
    ended = select(holds).where(holds.c.released_at.is_not(None))
    for row in connection.execute(ended.order_by(holds.c.released_at.desc()).limit(MOST_DEEDS)):
        yield Line(row.released_at, row.released_by, "hold ended", row.case_id, "")


def _of_deletions(connection: Connection) -> Iterator[Line]:
    asked = select(deletions).order_by(deletions.c.id.desc()).limit(MOST_DEEDS)
    for row in connection.execute(asked):
        about = f"older than {row.before:%Y-%m-%d}: {in_numbers(row.counts)}"
        about += "" if row.ended_at else "; not to its end"
        yield Line(row.started_at, row.by, "records deleted", None, about)


def told(detail: Mapping[str, Any]) -> str:
    """Write what an event of a case holds besides who and what."""
    parts = (("text", ""), ("outcome", ""), ("question", ""), ("to_name", "to "),
             ("had_name", "was with "), ("language", "in "))  # fmt: skip
    return "; ".join(f"{lead}{detail[name]}" for name, lead in parts if detail.get(name))


def _about(about: str | None, address: str | None) -> str:
    return " ".join(part for part in (about, address and f"from {address}") if part)
