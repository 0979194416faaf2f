"""The page with the form of an entry, and what sending it does."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sanic.response import HTTPResponse

from countyline.console.draft_origins import Origin, origin_of, origin_to_show, unreadable
from countyline.console.draft_outcomes import attempted
from countyline.console.entry_forms import EntryForm, Place
from countyline.console.entry_links import entry_address
from countyline.console.entry_words import SECTIONS
from countyline.console.frame import Notice, around, trouble
from countyline.console.gate import Visit
from countyline.console.given import WrongField
from countyline.console.keeping import keep
from countyline.console.lateness import alarm
from countyline.console.markup import page
from countyline.problem import Problem
from countyline.publishing.drafts import DraftNotFound
from countyline.status.loading import StatusDocumentInvalid, check, load
from countyline.status.problems import Problem as Finding


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why the page is shown again: what is wrong with the document, or with a field by its name."""

    notice: Notice | None = None
    status: int = 422
    problems: Sequence[Finding] = ()
    fields: Mapping[str, str] = field(default_factory=dict)


async def show_entry(visit: Visit, section: str, key: str = "") -> HTTPResponse:
    """Give the form of an entry, of a new one, or of the only one of its section."""
    return await entry_page(visit, section, key, str(visit.request.args.get("draft") or ""))


async def again(visit: Visit, notice: Notice, section: str, key: str = "") -> HTTPResponse:
    """Show the page again, with what was typed."""
    return await entry_page(visit, section, key, visit.field("draft", 12), Refusal(notice, 409))


async def save_entry(visit: Visit, section: str, key: str = "") -> HTTPResponse:
    """Put what was typed into the draft the form was opened from, or into a new one."""
    draft = visit.field("draft", 12)

    async def shown(refusal: Refusal | None = None) -> HTTPResponse:
        return await entry_page(visit, section, key, draft, refusal)

    async def work() -> HTTPResponse:
        if section not in SECTIONS or visit.field("more", 200):
            return await shown()
        origin = await origin_of(visit, draft)
        try:
            place = Place(section, key)
            title, changed, problems = await asyncio.to_thread(_changed, visit, origin, place)
        except WrongField as wrong:
            fields = {wrong.field: str(wrong)}
            return await shown(Refusal(Notice("alert", str(wrong)), fields=fields))
        if problems:
            said = Notice("alert", "Nothing was kept yet. Please look at what is marked below.")
            return await shown(Refusal(said, problems=problems))
        if changed == origin.text:
            said = Notice("alert", "Nothing is different, so nothing was kept.")
            return await shown(Refusal(said))
        return await keep(visit, origin, changed, title)

    async def failed(notice: Notice, status: int) -> HTTPResponse:
        return await shown(Refusal(notice, status))

    return await attempted(visit, work, failed)


async def entry_page(
    visit: Visit, section: str, key: str, draft: str, refusal: Refusal | None = None
) -> HTTPResponse:
    """Give the page with the fields as they are, or as they were typed."""
    if section not in SECTIONS:
        return trouble(404, "There is no such section.", visit.session)
    refused = refusal or Refusal(status=200)
    try:
        origin = await origin_to_show(visit, draft)
        form = await asyncio.to_thread(_form, visit, origin, Place(section, key))
    except (DraftNotFound, StatusDocumentInvalid, Problem) as wrong:
        return unreadable(visit, draft, wrong)
    if not form.is_there:
        return trouble(404, "There is no such entry.", visit.session)
    block, unsaid = form.block(refused.problems, visit.field("more", 200))
    values = {
        **around(
            visit.session,
            visit.console.current.known(),
            form.title,
            "publish",
            refused.notice,
            unclaimed=await alarm(visit),
        ),
        "place": form.place,
        "is_there": form.before is not None,
        "block": block,
        "release": form.release(refused.fields),
        "unsaid": unsaid,
        "action": entry_address(section, key),
        "draft": draft,
        "version": origin.version,
        "base": origin.base,
        "key": visit.field("key", 40) or secrets.token_hex(8),
        "draft_title": visit.field("draft_title", 200),
    }
    return page("entry.html", values, refused.status)


def _form(visit: Visit, origin: Origin, place: Place) -> EntryForm:
    document = load(origin.text, name="the draft")
    return EntryForm(place, origin.text, document, visit.form, visit.console.publishing.now())


def _changed(
    visit: Visit, origin: Origin, place: Place
) -> tuple[str, str, Sequence[Finding]]:
    """Give what was done in a few words, the text with it, and what is wrong with that."""
    form = _form(visit, origin, place)
    if not form.is_there:
        raise Problem("There is no such entry any more.")
    is_out = bool(visit.field("take_out", 10))
    text = form.without() if is_out else form.changed()
    title = f"Take out: {form.title}" if is_out else form.title
    return title, text, check(text.encode()).errors
