"""The console's addresses, put together."""

from __future__ import annotations

import gzip

from sanic import Blueprint, Request
from sanic.request import RequestParameters
from sanic.response import HTTPResponse, empty, raw, redirect

from countyline.console import (
    case_deeds,
    corrections,
    draft_deeds,
    entry_page,
    move_page,
    own_account,
    people,
    records,
    telling,
)
from countyline.console.asked import give_asked, show_asked, show_briefing
from countyline.console.calls import show_calls
from countyline.console.case_page import Draft, case_part, show_case
from countyline.console.draft_page import show_draft
from countyline.console.entry_list import show_entries
from countyline.console.frame import PUBLISHERS, Notice, trouble
from countyline.console.gate import (
    ADMINISTRATORS,
    EVERYBODY,
    Gate,
    Visit,
    in_plain_words,
    is_from_our_page,
    opened,
    read_long_form,
)
from countyline.console.lateness import alarm_part
from countyline.console.ledger import give_table, show_ledger
from countyline.console.markup import script, script_tag
from countyline.console.parts import Console
from countyline.console.preview_page import show_preview
from countyline.console.publish_page import begin, go_back, show_publish, show_revision
from countyline.console.queue import queue_part, show_queue
from countyline.console.sessions import Session
from countyline.console.sign_in import (
    safe_address,
    show_sign_in,
    try_sign_in,
    with_session,
)
from countyline.console.trail import show_trail
from countyline.console.written_again import show_again
from countyline.desk.threads import shielded


def console_blueprint(console: Console) -> tuple[Blueprint, Gate]:
    """Give everything under `/staff`, and the list of who may go where."""
    blueprint = Blueprint("staff", url_prefix="/staff")
    gate = Gate(console, blueprint)
    _add_door(console, blueprint)
    _add_cases(gate)
    _add_accounts(gate)
    _add_telling(gate)
    _add_publishing(gate)
    _add_preview(gate)
    _add_corrections(gate)
    _add_records(gate)
    _add_script(blueprint)
    gate.page("/<rest:path>", "elsewhere", EVERYBODY, _nothing_here)
    return blueprint, gate


def _add_cases(gate: Gate) -> None:
    gate.page("/", "queue", EVERYBODY, show_queue)
    gate.part("/queue", "queue_part", EVERYBODY, queue_part)
    gate.page("/cases/<case:str>", "case", EVERYBODY, show_case)
    gate.part("/cases/<case:str>/live", "case_part", EVERYBODY, case_part)
    for name in ("claim", "release", "transfer", "reply", "note", "close", "canned"):
        handler = getattr(case_deeds, name)
        gate.deed(f"/cases/<case:str>/{name}", name, EVERYBODY, handler, case_deeds.again)
    gate.page("/calls", "calls", EVERYBODY, show_calls)
    gate.page("/asked", "asked", EVERYBODY, show_asked)
    gate.page("/asked.csv", "asked_table", EVERYBODY, give_asked)
    gate.page("/asked/briefing", "briefing", EVERYBODY, show_briefing)
    gate.page("/ledger", "ledger", EVERYBODY, show_ledger)
    gate.page("/ledger.csv", "ledger_table", EVERYBODY, give_table)
    gate.deed("/cases/<case:str>/keep", "keep", EVERYBODY, case_deeds.keep)


def _add_accounts(gate: Gate) -> None:
    gate.page("/account", "account", EVERYBODY, own_account.show_account)
    gate.deed("/account/password", "password", EVERYBODY, own_account.change_password)
    gate.deed(
        "/account/sign-out-everywhere", "everywhere", EVERYBODY, own_account.sign_out_everywhere
    )
    gate.deed("/sign-out", "sign_out", EVERYBODY, own_account.sign_out)
    gate.page("/people", "people", ADMINISTRATORS, people.show_people)
    gate.deed("/people", "add_person", ADMINISTRATORS, people.add_person)
    for name in ("reset", "disable", "enable"):
        handler = getattr(people, f"{name}_person")
        gate.deed(f"/people/<account:str>/{name}", f"{name}_person", ADMINISTRATORS, handler)
    gate.page("/trail", "trail", ADMINISTRATORS, show_trail)


def _add_preview(gate: Gate) -> None:
    path = "/publish/drafts/<draft:str>/preview"
    gate.page(path, "preview", PUBLISHERS, show_preview)


def _add_telling(gate: Gate) -> None:
    gate.part("/alarm", "alarm", EVERYBODY, alarm_part)
    gate.page("/telling", "telling", ADMINISTRATORS, telling.show_telling)
    gate.deed("/telling/try", "try_ways", ADMINISTRATORS, telling.try_ways)
    gate.deed("/telling/<way:str>/on", "switch_on", ADMINISTRATORS, telling.switch_on)
    gate.deed("/telling/<way:str>/off", "switch_off", ADMINISTRATORS, telling.switch_off)


def _add_publishing(gate: Gate) -> None:
    gate.page("/publish", "publish", PUBLISHERS, show_publish)
    gate.deed("/publish", "begin_draft", PUBLISHERS, begin)
    gate.page("/publish/revisions/<number:str>", "revision", PUBLISHERS, show_revision)
    gate.deed("/publish/revisions/<number:str>/back", "go_back", PUBLISHERS, go_back)
    gate.page("/publish/moves/<move:str>", "move", PUBLISHERS, move_page.show_move)
    gate.deed("/publish/moves/<move:str>", "make_move", PUBLISHERS, move_page.make_move)
    gate.page("/publish/entries", "entries", PUBLISHERS, show_entries)
    for path, name in (("<section:str>", "section"), ("<section:str>/<key:str>", "entry")):
        address = f"/publish/entries/{path}"
        gate.page(address, name, PUBLISHERS, entry_page.show_entry)
        gate.long_deed(
            address, f"save_{name}", PUBLISHERS, entry_page.save_entry, entry_page.again
        )
    gate.page("/publish/drafts/<draft:str>", "draft", PUBLISHERS, show_draft)
    for name in ("save", "submit", "take_back", "discard", "approve", "override", "renew"):
        path = f"/publish/drafts/<draft:str>/{name.replace('_', '-')}"
        handler = getattr(draft_deeds, name)
        gate.long_deed(path, f"draft_{name}", PUBLISHERS, handler, draft_deeds.again)


def _add_corrections(gate: Gate) -> None:
    gate.page("/corrections", "corrections", PUBLISHERS, corrections.show_corrections)
    gate.deed(
        "/corrections",
        "send_correction",
        PUBLISHERS,
        corrections.send_correction,
        corrections.again,
    )
    gate.page("/corrections/calls", "correction_calls", PUBLISHERS, corrections.show_calls)
    gate.page(
        "/corrections/calls.csv", "correction_calls_table", PUBLISHERS, corrections.give_calls
    )
    gate.deed(
        "/corrections/<correction:str>/called/<conversation:str>",
        "correction_called",
        PUBLISHERS,
        corrections.note_call,
    )


def _add_records(gate: Gate) -> None:
    gate.page("/records", "records", ADMINISTRATORS, records.show_records)
    gate.part("/records/live", "records_part", ADMINISTRATORS, records.records_part)
    gate.deed("/records", "start_export", ADMINISTRATORS, records.start_export)
    gate.page("/records/<job:str>/download", "download", ADMINISTRATORS, records.download)
    gate.deed("/records/<job:str>/remove", "remove_export", ADMINISTRATORS, records.remove)


def _add_door(console: Console, blueprint: Blueprint) -> None:
    async def asked(request: Request) -> HTTPResponse:
        if await opened(console, request) is not None:
            return redirect(safe_address(request.args.get("next")), status=303)
        return await show_sign_in(console, request)

    async def tried(request: Request) -> HTTPResponse:
        if not is_from_our_page(request, console.public_url):
            return trouble(403, "This form did not come from a page of the console.")
        form = request.form or RequestParameters()
        found = await try_sign_in(console, request, form)
        if isinstance(found, HTTPResponse):
            return found
        token, account = found
        session = Session(token, account, console.clock())
        return with_session(console, await _after_sign_in(console, request, session), token)

    @blueprint.get("/sign-in", name="sign_in")
    async def show(request: Request) -> HTTPResponse:
        return await in_plain_words(request, asked(request))

    @blueprint.post("/sign-in", name="try_sign_in", stream=True)
    async def enter(request: Request) -> HTTPResponse:
        # It may bring back what was written before the session ended.
        await read_long_form(request)
        return await shielded(in_plain_words(request, tried(request)))


async def _after_sign_in(console: Console, request: Request, session: Session) -> HTTPResponse:
    """Lead to the page that was asked for; with what was written, if the session ended over it."""
    visit = Visit(console, request, session)
    draft = Draft.of(visit)
    wanted = safe_address(visit.field("next", 500))
    if wanted.startswith("/staff/publish/") and not session.account.password_is_once:
        again = await show_again(visit, wanted)
        return again or redirect(wanted, status=303)
    before, _, case = wanted.rpartition("/")
    if draft.is_empty or before != "/staff/cases" or session.account.password_is_once:
        return redirect(wanted, status=303)
    text = "You are signed in again. What you wrote is here, and nothing was sent yet."
    return await show_case(visit, case, Notice("done", text), draft)


def _add_script(blueprint: Blueprint) -> None:
    content = script()
    packed = gzip.compress(content, 9, mtime=0)
    tag = f'"{script_tag()}"'

    @blueprint.get("/console.js", name="script")
    async def serve(request: Request) -> HTTPResponse:
        headers = {
            "ETag": tag,
            "Cache-Control": "public, max-age=31536000",
            "Vary": "Accept-Encoding",
            "Cross-Origin-Resource-Policy": "same-origin",
        }
        if request.headers.get("if-none-match") == tag:
            return empty(304, headers)
        is_packed = "gzip" in (request.headers.get("accept-encoding") or "")
        if is_packed:
            headers["Content-Encoding"] = "gzip"
        body = packed if is_packed else content
        return raw(body, headers=headers, content_type="text/javascript; charset=utf-8")


async def _nothing_here(visit: Visit, **_: str) -> HTTPResponse:
    return trouble(404, "There is no such page.", visit.session)
