"""The page of a common move's form, and what sending it does."""

from __future__ import annotations

import asyncio

from sanic.response import HTTPResponse

from countyline.console.draft_origins import begin_from
from countyline.console.draft_outcomes import attempted
from countyline.console.draft_writing import book, to_draft, write
from countyline.console.form_fields import Group, filled, typed
from countyline.console.frame import Notice, around, trouble
from countyline.console.gate import Visit
from countyline.console.lateness import alarm
from countyline.console.markup import page
from countyline.console.move_forms import FORMS, Given, MoveForm
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
        text, base, version = await begin_from(visit, draft)
        changed = await asyncio.to_thread(_moved, visit, form, text)
        if draft:
            await write(
                visit, book(visit).save, draft, version=version, text=changed, what=form.title
            )
            return to_draft(draft, "begun")
        begun = await visit.console.threads.write(
            book(visit).begin, visit.session.account.member, _title(visit, form), changed, base
        )
        return to_draft(begun.id, "begun")

    async def failed(notice: Notice, status: int) -> HTTPResponse:
        return await move_page(visit, move, draft, notice, status)

    return await attempted(visit, work, failed)


async def move_page(
    visit: Visit, move: str, draft: str, notice: Notice | None = None, status: int = 200
) -> HTTPResponse:
    """Give the page with the fields as they are, or as they were typed."""
    console, form = visit.console, FORMS.get(move)
    if form is None:
        return trouble(404, "There is no such form.", visit.session)
    try:
        text, _, version = await begin_from(visit, draft)
        groups = await asyncio.to_thread(_groups, visit, form, text)
    except DraftNotFound:
        return trouble(404, "There is no such draft.", visit.session)
    except (StatusDocumentInvalid, Problem) as wrong:
        where = f"/staff/publish/drafts/{draft}" if draft else "/staff/publish"
        said = f"The form cannot be filled from this draft. Mend its text first ({where}). {wrong}"
        return trouble(409, said, visit.session)
    if visit.form:
        groups = typed(groups, visit.form)
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
        "version": visit.field("version", 10) or version,
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


def _title(visit: Visit, form: MoveForm) -> str:
    return visit.field("draft_title", 200) or form.title
