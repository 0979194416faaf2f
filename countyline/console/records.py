"""Public records for administrators: start an export, watch it, download it, delete it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from sanic.response import HTTPResponse, file_stream, redirect

from countyline.cases.words import in_words
from countyline.console.deeds import What
from countyline.console.frame import Notice, around, trouble
from countyline.console.gate import Visit
from countyline.console.lateness import alarm
from countyline.console.live import live_part
from countyline.console.markup import moment_in, page
from countyline.intake.day import day_of
from countyline.records.jobs import StillRunning
from countyline.records.model import Format

_DONE = {
    "started": "It has begun. This page shows how far it is.",
    "removed": "Done. The file is gone from this computer.",
}
_BUSY = Notice("alert", "Another export runs. Please wait until it is done.")
_DAYS = Notice("alert", "Please write both days, the first no later than the last.")
_DISK = Notice("alert", "Nothing was started: the disk takes no more. Please free some space.")
_GONE = "There is no such export, or it is not done."


async def show_records(
    visit: Visit, notice: Notice | None = None, filled: Mapping[str, str] | None = None
) -> HTTPResponse:
    """Give the page; `filled` is what was written into its form."""
    console = visit.console
    if notice is None and (done := _DONE.get(str(visit.request.args.get("done")))):
        notice = Notice("done", done)
    known, unclaimed = console.current.known(), await alarm(visit)
    today = console.clock().astimezone(known.zone).date().isoformat()
    values = {
        **around(visit.session, known, "Public records", "records", notice, unclaimed=unclaimed),
        "jobs": await console.threads.read(console.records.all),
        "filled": filled or {"first": today, "last": today, "format": Format.BOTH.value},
        "formats": _FORMATS,
    }
    return page("records.html", values)


_FORMATS = (
    (Format.BOTH.value, "tables and JSON lines"),
    (Format.CSV.value, "tables for spreadsheets"),
    (Format.JSONL.value, "JSON lines, for programs"),
)


async def records_part(visit: Visit) -> HTTPResponse:
    """Give the list alone, for the script that keeps it new."""
    console = visit.console
    values = {
        "jobs": await console.threads.read(console.records.all),
        "form_token": visit.session.form_token,
        "moment": moment_in(console.current.known().zone),
    }
    return live_part(visit.request, "records_part.html", values)


async def start_export(visit: Visit) -> HTTPResponse:
    """Start an export of the days that were filled in."""
    console = visit.console
    filled = {name: visit.field(name, 40) for name in ("first", "last", "format")}
    try:
        first, last = day_of(filled["first"]), day_of(filled["last"])
        format_ = Format(filled["format"] or Format.BOTH.value)
    except ValueError:
        return await _again(visit, _DAYS, filled)
    if last < first:
        return await _again(visit, _DAYS, filled)
    try:
        await console.threads.read(
            console.records.start, first, last, format_.value, visit.session.account.name
        )
    except StillRunning:
        return await _again(visit, _BUSY, filled)
    except OSError:
        return await _again(visit, _DISK, filled)
    about = f"{format_}, {first} to {last}"
    note = console.sessions.note_deed
    await console.threads.write(note, visit.actor, What.RECORDS_EXPORTED, about)
    return redirect("/staff/records?done=started", status=303)


async def download(visit: Visit, job: str) -> HTTPResponse:
    """Give the archive; it stands in the trail, since records leave the house."""
    console = visit.console
    archive = await console.threads.read(console.records.archive, job)
    found = await console.threads.read(console.records.get, job)
    if archive is None or found is None:
        return trouble(404, _GONE, visit.session)
    about = f"{found.format}, {found.first} to {found.last}"
    note = console.sessions.note_deed
    await console.threads.write(note, visit.actor, What.RECORDS_DOWNLOADED, about)
    stream = await file_stream(
        archive,
        filename=found.file_name,
        mime_type="application/zip",
        headers={"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"},
    )
    # Sanic sends a stream as it sends any other answer.
    return cast("HTTPResponse", stream)


async def remove(visit: Visit, job: str) -> HTTPResponse:
    """Delete an export from this computer."""
    console = visit.console
    found = await console.threads.read(console.records.get, job)
    if found is None or not await console.threads.read(console.records.remove, job):
        return trouble(404, _GONE, visit.session)
    about = f"{in_words(found.format)}, {found.first} to {found.last}"
    note = console.sessions.note_deed
    await console.threads.write(note, visit.actor, What.RECORDS_REMOVED, about)
    return redirect("/staff/records?done=removed", status=303)


async def _again(visit: Visit, notice: Notice, filled: Mapping[str, str]) -> HTTPResponse:
    response = await show_records(visit, notice, filled)
    response.status = 400
    return response
