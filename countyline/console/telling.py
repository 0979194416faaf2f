"""Telling staff: which ways are set, how they do, a test of all, and switching one off and on."""

from __future__ import annotations

from collections.abc import Sequence

from sanic.response import HTTPResponse, redirect
from sqlalchemy import Connection

from countyline.console.deeds import What, note
from countyline.console.frame import Notice, around, trouble
from countyline.console.gate import Visit
from countyline.console.lateness import alarm
from countyline.console.markup import page
from countyline.notices.assembling import Trial, in_one_line
from countyline.notices.book import Beside
from countyline.notices.model import Way

_DONE = {
    "on": "Done. What happens from now on is told this way again.",
    "off": "Done. Nothing more is told this way, until somebody switches it on.",
}
_ALL_WORK = Notice("done", "Every way took a test. Look whether it arrived.")
_NOT_ALL = Notice("alert", "Not every way took the test. What went wrong stands below.")
_NONE = Notice("alert", "Nothing was tried: no way is set.")


async def show_telling(
    visit: Visit, notice: Notice | None = None, trials: Sequence[Trial] = ()
) -> HTTPResponse:
    """Give the page; `trials` are what became of a test just now."""
    console = visit.console
    if notice is None and (done := _DONE.get(str(visit.request.args.get("done")))):
        notice = Notice("done", done)
    known, unclaimed = console.current.known(), await alarm(visit)
    values = {
        **around(visit.session, known, "Telling staff", "telling", notice, unclaimed=unclaimed),
        "ways": await console.threads.read(console.telling.ways),
        "trials": {trial.way: trial for trial in trials},
    }
    return page("telling.html", values)


async def try_ways(visit: Visit) -> HTTPResponse:
    """Send a test on every way that is set, and say what became of each."""
    console = visit.console
    trials = await console.telling.try_all()
    if not trials:
        return await show_telling(visit, _NONE)
    told, note_deed = in_one_line(trials), console.sessions.note_deed
    await console.threads.write(note_deed, visit.actor, What.NOTICES_TRIED, told)
    notice = _ALL_WORK if all(one.worked for one in trials) else _NOT_ALL
    return await show_telling(visit, notice, trials)


async def switch_on(visit: Visit, way: str) -> HTTPResponse:
    """Tell staff on a way again."""
    if way not in set(Way):
        return _no_such_way(visit)
    beside = _noted(visit, What.NOTICES_SWITCHED_ON, way)
    await visit.console.threads.write(visit.console.telling.switch_on, Way(way), beside)
    return redirect("/staff/telling?done=on", status=303)


async def switch_off(visit: Visit, way: str) -> HTTPResponse:
    """Tell staff nothing more on a way."""
    if way not in set(Way):
        return _no_such_way(visit)
    beside = _noted(visit, What.NOTICES_SWITCHED_OFF, way)
    await visit.console.threads.write(visit.console.telling.switch_off, Way(way), beside)
    return redirect("/staff/telling?done=off", status=303)


def _noted(visit: Visit, what: What, way: str) -> Beside:
    """Give what writes the deed down, within the transaction that does it."""

    def write(connection: Connection) -> None:
        note(connection, visit.console.clock(), visit.actor, what, way)

    return write


def _no_such_way(visit: Visit) -> HTTPResponse:
    return trouble(404, "There is no such way.", visit.session)
