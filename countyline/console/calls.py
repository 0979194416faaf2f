"""What callers asked on a day: the top questions with their drafted answers, and the cases."""

from __future__ import annotations

from datetime import date

from sanic import Request
from sanic.response import HTTPResponse

from countyline.console.frame import around
from countyline.console.gate import Visit
from countyline.console.markup import page
from countyline.intake.day import day_of, newest_day, read_day

_SHOWN = 20
"""How many questions stand on the page; `countyline intake report` has them all."""


async def show_calls(visit: Visit) -> HTTPResponse:
    """Give the day that is asked for, else the last one on which anything came in."""
    console = visit.console
    known = console.current.known()
    day = _asked(visit.request) or await console.threads.read(
        newest_day, console.engine, known.zone
    )
    day = day or console.clock().astimezone(known.zone).date()
    found = await console.threads.read(read_day, console.engine, day, known.zone)
    values = {
        **around(visit.session, known, "Calls", "calls"),
        "day": found,
        "told": f"{day:%A, %B} {day.day}, {day.year}",
        "groups": found.groups[:_SHOWN],
        "more": max(len(found.groups) - _SHOWN, 0),
        "subjects": known.subjects,
        "revision": known.revision,
    }
    return page("calls.html", values)


def _asked(request: Request) -> date | None:
    try:
        return day_of(str(request.args.get("day") or ""))
    except ValueError:
        return None
