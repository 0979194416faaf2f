"""The page of a common move's form, and what sending it does."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Mapping

from sanic.response import HTTPResponse

from countyline.console.draft_origins import origin_of, origin_to_show, unreadable
from countyline.console.draft_outcomes import attempted
from countyline.console.form_fields import Group, filled, marked, typed
from countyline.console.frame import Notice, around, trouble
from countyline.console.gate import Visit
from countyline.console.given import Given, WrongField
from countyline.console.keeping import keep
from countyline.console.lateness import alarm
from countyline.console.markup import page
from countyline.console.move_forms import FORMS, MoveForm
from countyline.problem import Problem
from countyline.publishing.drafts import DraftNotFound
from countyline.publishing.yaml_editing import edited
from countyline.status.loading import StatusDocumentInvalid, load
from countyline.status.model import StatusDocument

_LONGEST_ASKS = 1200


async def show_move(visit: Visit, move: str) -> HTTPResponse:
    """Give the form of a move, for a draft or to begin one."""
    return await move_page(visit, move, str(visit.request.args.get("draft") or ""))


async def make_move(visit: Visit, move: str) -> HTTPResponse:
    """Apply a move: to the draft it was opened from, or to what is in service, as a new draft."""
    form, draft = FORMS.get(move), visit.field("draft", 12)
    if form is None:
        return trouble(404, "There is no such form.", visit.session)

    async def work() -> HTTPResponse:
        origin = await origin_of(visit, draft)
        try:
            changed = await asyncio.to_thread(_moved, visit, form, origin.text)
        except WrongField as wrong:
            notice = Notice("alert", str(wrong))
            return await move_page(visit, move, draft, notice, 422, wrong={wrong.field: str(wrong)})
        return await keep(visit, origin, changed, form.title)

    async def failed(notice: Notice, status: int) -> HTTPResponse:
        return await move_page(visit, move, draft, notice, status)

    return await attempted(visit, work, failed)


async def move_page(
    visit: Visit,
    move: str,
    draft: str,
    notice: Notice | None = None,
    status: int = 200,
    *,
    wrong: Mapping[str, str] | None = None,
) -> HTTPResponse:
    """Give the page with the fields as they are, or as they were typed.

    `wrong` says what is wrong with single fields, by their names.
    """
    console, form = visit.console, FORMS.get(move)
    if form is None:
        return trouble(404, "There is no such form.", visit.session)
    try:
        origin = await origin_to_show(visit, draft)
        groups = await asyncio.to_thread(_groups, visit, form, origin.text)
    except (DraftNotFound, StatusDocumentInvalid, Problem) as why:
        return unreadable(visit, draft, why)
    if visit.form:
        groups = [marked(group, wrong or {}) for group in typed(groups, visit.form)]
    elif asks := {name: visit.request.args.get(name) or "" for name in ("asks_en", "asks_es")}:
        given = {name: text[:_LONGEST_ASKS] for name, text in asks.items() if text}
        groups = [filled(group, given, {}) for group in groups]
    values = {
        **around(
            visit.session,
            console.current.known(),
            form.title,
            "publish",
            notice,
            unclaimed=await alarm(visit),
        ),
        "form": form,
        "groups": groups,
        "draft": draft,
        "version": origin.version,
        "base": origin.base,
        "key": visit.field("key", 40) or secrets.token_hex(8),
        "draft_title": visit.field("draft_title", 200),
    }
    return page("move.html", values, status)


def _groups(visit: Visit, form: MoveForm, text: str) -> list[Group]:
    return form.fields(load(text, name="the draft"), visit.console.publishing.now())


def _moved(visit: Visit, form: MoveForm, text: str) -> str:
    document: StatusDocument = load(text, name="the draft")
    given = Given(visit.form, document, visit.console.publishing.now())
    changed = edited(text, form.move(given))
    load(changed, name="the draft")
    return changed
