"""What is done to a draft, each by a form of its page. What was typed stays whatever goes wrong."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial

from sanic.response import HTTPResponse, redirect

from countyline.console.deciding import decided
from countyline.console.draft_origins import origin_of
from countyline.console.draft_outcomes import attempted
from countyline.console.draft_page import show_draft
from countyline.console.draft_writing import (
    book,
    form_digest,
    to_draft,
    typed_text,
    version_seen,
    write,
)
from countyline.console.frame import Notice
from countyline.console.gate import Visit
from countyline.console.keeping import ask_about_both, save_both, save_version
from countyline.problem import Problem
from countyline.publishing.drafts import LONGEST_TEXT, Draft, DraftChanged, DraftNotFound
from countyline.publishing.stamping import stamped
from countyline.status.loading import StatusDocumentInvalid


async def again(visit: Visit, notice: Notice, draft: str) -> HTTPResponse:
    """Show the page again, with what was typed."""
    return await show_draft(visit, draft, notice, 409, text=typed_text(visit))


async def save(visit: Visit, draft: str) -> HTTPResponse:
    """Keep the text as it was typed, also a broken one: it can only not be published."""
    text, version = visit.field("text", LONGEST_TEXT) + "\n", version_seen(visit)

    async def work() -> HTTPResponse:
        try:
            await save_version(visit, draft, version, text, "as YAML")
        except DraftChanged as meanwhile:
            return await _save_beside(visit, draft, text, meanwhile)
        return to_draft(draft, "saved")

    return await _attempted(visit, draft, work)


async def _save_beside(
    visit: Visit, draft: str, text: str, meanwhile: DraftChanged
) -> HTTPResponse:
    """Keep a text beside what somebody else kept: theirs stays until both were looked at."""
    if not version_seen(visit):
        raise meanwhile
    origin = await origin_of(visit, draft)
    try:
        if visit.field("onto", 10):
            return await save_both(visit, origin, text, meanwhile.current)
        return await ask_about_both(visit, origin, text, "as YAML", meanwhile.current)
    except StatusDocumentInvalid:
        # A text with errors cannot be compared.
        raise meanwhile from None


async def submit(visit: Visit, draft: str) -> HTTPResponse:
    """Hand the draft in, if it can be published."""

    async def work() -> HTTPResponse:
        found = await visit.console.threads.read(book(visit).get, draft)
        if found is not None:
            now = visit.console.publishing.now()
            await asyncio.to_thread(stamped, found.text, now)
        await write(visit, book(visit).submit, draft, version=version_seen(visit))
        return to_draft(draft, "submitted")

    return await _attempted(visit, draft, work)


async def take_back(visit: Visit, draft: str) -> HTTPResponse:
    """Go on writing."""

    async def work() -> HTTPResponse:
        await write(visit, book(visit).take_back, draft, version=version_seen(visit))
        return to_draft(draft, "taken back")

    return await _attempted(visit, draft, work)


async def discard(visit: Visit, draft: str) -> HTTPResponse:
    """End it unpublished."""

    async def work() -> HTTPResponse:
        await write(visit, book(visit).discard, draft, version=version_seen(visit))
        return redirect("/staff/publish?done=discarded", status=303)

    return await _attempted(visit, draft, work)


async def approve(visit: Visit, draft: str) -> HTTPResponse:
    """Publish what somebody else handed in."""
    approval = visit.console.publishing.approval
    call = partial(
        approval.approve, draft, version=version_seen(visit), by=visit.session.account.member
    )
    return await _published(visit, draft, call)


async def override(visit: Visit, draft: str) -> HTTPResponse:
    """Publish alone, for a reason."""
    approval = visit.console.publishing.approval
    call = partial(
        approval.override,
        draft,
        version=version_seen(visit),
        by=visit.session.account.member,
        reason=visit.field("reason", 500),
    )
    return await _published(visit, draft, call)


async def renew(visit: Visit, draft: str) -> HTTPResponse:
    """Bring the draft onto the revision that is in service now, as was decided."""

    async def work() -> HTTPResponse:
        found = await visit.console.threads.read(book(visit).get, draft)
        if found is None:
            raise DraftNotFound
        if found.version != version_seen(visit):
            if await visit.console.threads.read(book(visit).was_made_by, draft, form_digest(visit)):
                return to_draft(draft, "renewed")
            raise DraftChanged(found)
        try:
            base, before, now = await asyncio.to_thread(_in_service, visit, found)
        except Problem as gone:
            return await show_draft(visit, draft, Notice("alert", str(gone)), 409)
        seen = visit.field("onto", 10)
        if seen and seen != str(base):
            said = f"Revision {base} came into service meanwhile. Look at both again."
            return await show_draft(visit, draft, Notice("alert", said), 409)
        text = await asyncio.to_thread(decided, visit, before, found.text, now)
        if text is None:
            said = "Both changed the same places. Say for each what is to stand there."
            return await show_draft(visit, draft, Notice("alert", said), 422)
        await write(visit, book(visit).renew, draft, version=found.version, text=text, base=base,
                    form=form_digest(visit))  # fmt: skip
        return to_draft(draft, "renewed")

    return await _attempted(visit, draft, work)


def _in_service(visit: Visit, draft: Draft) -> tuple[int, str, str]:
    """Give the revision in service, what the draft was made from, and what is in service."""
    reader = visit.console.publishing.reader()
    current = reader.current()
    before = reader.text(draft.base) if draft.base is not None else None
    now = reader.text(current.revision) if current else None
    if current is None or before is None or now is None:
        raise Problem("The revision it was made from is gone.")
    return current.revision, before, now


async def _published(visit: Visit, draft: str, call: Callable[[], Draft]) -> HTTPResponse:
    async def work() -> HTTPResponse:
        await asyncio.to_thread(call)
        return redirect("/staff/publish?done=published", status=303)

    return await _attempted(visit, draft, work)


async def _attempted(
    visit: Visit, draft: str, work: Callable[[], Awaitable[HTTPResponse]]
) -> HTTPResponse:
    """Do it, or say why not on the draft's page, with what was typed."""

    async def failed(notice: Notice, status: int) -> HTTPResponse:
        return await show_draft(visit, draft, notice, status, text=typed_text(visit))

    return await attempted(visit, work, failed)
