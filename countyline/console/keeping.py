"""Keeping a changed text as a draft: a new one, or the next version of one.

When somebody else kept another version meanwhile, both are put together where they changed
different things; where they changed the same, the page asks. A form that is sent again because
its answer never came does nothing twice.
"""

from __future__ import annotations

import asyncio

from sanic.response import HTTPResponse

from countyline.console.deciding import Together, decided
from countyline.console.draft_origins import Origin
from countyline.console.draft_page import show_draft
from countyline.console.draft_writing import (
    book,
    form_digest,
    to_draft,
    typed_text,
    write,
)
from countyline.console.frame import Notice
from countyline.console.gate import Visit
from countyline.publishing.drafts import Draft, DraftChanged
from countyline.publishing.merging import Undecided, clashes, merged
from countyline.status.loading import StatusDocumentInvalid


async def begin_draft(visit: Visit, title: str, text: str, base: int | None) -> Draft:
    """Begin a draft; the same form once more gives the one that it began."""
    member = visit.session.account.member
    form = form_digest(visit) if visit.field("key", 40) else None
    return await visit.console.threads.write(book(visit).begin, member, title, text, base, form)


async def keep(visit: Visit, origin: Origin, text: str, title: str) -> HTTPResponse:
    """Keep what a form made of its origin. Raises as `Drafts.save` does."""
    if not origin.draft:
        given = visit.field("draft_title", 200)
        begun = await begin_draft(visit, given or title, text, origin.base)
        return to_draft(begun.id, "begun")
    try:
        await save_version(visit, origin.draft, origin.version, text, title)
    except DraftChanged as meanwhile:
        return await _keep_both(visit, origin, text, title, meanwhile)
    return to_draft(origin.draft, "begun")


async def save_version(visit: Visit, draft: str, version: int, text: str, what: str) -> None:
    """Keep the next version of a draft. Raises as `Drafts.save` does."""
    form = form_digest(visit)
    await write(visit, book(visit).save, draft, version=version, text=text, what=what, form=form)


async def ask_about_both(
    visit: Visit, origin: Origin, text: str, what: str, current: Draft
) -> HTTPResponse:
    """Ask what is to stand where a text and the draft as it is now say otherwise."""
    found = await asyncio.to_thread(clashes, origin.text, text, current.text)
    together = Together(
        action="save",
        clashes=found,
        theirs=current.text,
        whose=f"in the draft now, by {current.changed_by_name}",
        hidden=(
            ("version", str(origin.version)),
            ("onto", str(current.version)),
            ("text", text),
            ("what", what),
        ),
    )
    said = f"{current.changed_by_name} changed the draft meanwhile, so nothing was kept yet. "
    said += "Both changed the same: decide below." if found else "You changed different things."
    return await show_draft(
        visit, origin.draft, Notice("alert", said), 409, text=typed_text(visit), together=together
    )


async def save_both(visit: Visit, origin: Origin, text: str, current: Draft) -> HTTPResponse:
    """Keep a text and the draft as it is now, put together as was decided."""
    what = visit.field("what", 200) or "as YAML"
    if visit.field("onto", 10) != str(current.version):
        return await ask_about_both(visit, origin, text, what, current)
    joined = await asyncio.to_thread(decided, visit, origin.text, text, current.text)
    if joined is None:
        return await ask_about_both(visit, origin, text, what, current)
    await save_version(visit, origin.draft, current.version, joined, f"{what}; both kept")
    return to_draft(origin.draft, "joined")


async def _keep_both(
    visit: Visit, origin: Origin, text: str, title: str, meanwhile: DraftChanged
) -> HTTPResponse:
    current = meanwhile.current
    try:
        joined = await asyncio.to_thread(merged, origin.text, text, current.text)
    except Undecided:
        return await ask_about_both(visit, origin, text, title, current)
    except StatusDocumentInvalid:
        # What the other one wrote cannot be compared: nothing is done, and the form stays.
        raise meanwhile from None
    await save_version(visit, origin.draft, current.version, joined, title)
    return to_draft(origin.draft, "joined")
