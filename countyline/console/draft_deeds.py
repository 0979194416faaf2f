"""What is done to a draft, each by a form of its page. What was typed stays whatever goes wrong."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial

from sanic.response import HTTPResponse, redirect

from countyline.console.draft_outcomes import attempted
from countyline.console.draft_page import show_draft
from countyline.console.draft_writing import book, to_draft, typed_text, version_seen, write
from countyline.console.frame import Notice, trouble
from countyline.console.gate import Visit
from countyline.publishing.drafts import LONGEST_TEXT, Draft
from countyline.publishing.merging import Merged, merged
from countyline.status.loading import load


async def again(visit: Visit, notice: Notice, draft: str) -> HTTPResponse:
    """Show the page again, with what was typed."""
    return await show_draft(visit, draft, notice, 409, text=typed_text(visit))


async def save(visit: Visit, draft: str) -> HTTPResponse:
    """Keep the text as it was typed, also a broken one: it can only not be published."""
    text = visit.field("text", LONGEST_TEXT) + "\n"

    async def work() -> HTTPResponse:
        await write(
            visit, book(visit).save, draft, version=version_seen(visit), text=text, what="as YAML"
        )
        return to_draft(draft, "saved")

    return await _attempted(visit, draft, work)


async def submit(visit: Visit, draft: str) -> HTTPResponse:
    """Hand the draft in, if it loads."""

    async def work() -> HTTPResponse:
        found = await visit.console.threads.read(book(visit).get, draft)
        if found is not None:
            await asyncio.to_thread(load, found.text, name="the draft")
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
    """Bring the draft onto the revision that is in service now."""
    publishing = visit.console.publishing
    found = await visit.console.threads.read(publishing.drafts.get, draft)
    if found is None:
        return trouble(404, "There is no such draft.", visit.session)

    async def work() -> HTTPResponse:
        put = await asyncio.to_thread(_onto_current, visit, found)
        if put is None:
            return await show_draft(
                visit, draft, Notice("alert", "The revision it was made from is gone."), 409
            )
        result, base = put
        await write(
            visit, publishing.drafts.renew, draft, version=version_seen(visit), text=result.text,
            base=base,
        )  # fmt: skip
        if not result.clashes:
            return to_draft(draft, "renewed")
        clashes = [(one.where, str(one.ours), str(one.theirs)) for one in result.clashes]
        text = "Both changed the same places, listed below: the draft's words stand there now."
        return await show_draft(visit, draft, Notice("alert", text), clashes=clashes)

    return await _attempted(visit, draft, work)


def _onto_current(visit: Visit, draft: Draft) -> tuple[Merged, int] | None:
    reader = visit.console.publishing.reader()
    current = reader.current()
    before = reader.text(draft.base) if draft.base is not None else None
    now = reader.text(current.revision) if current else None
    if current is None or before is None or now is None:
        return None
    return merged(before, draft.text, now), current.revision


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
