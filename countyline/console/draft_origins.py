"""The text that a form of the publisher changes: a draft's, or what is in service.

A form names the version or the revision that it was made from, and changes that very text: what
somebody else wrote since is compared with it afterwards, never overwritten.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from sanic.response import HTTPResponse

from countyline.console.frame import trouble
from countyline.console.gate import Visit
from countyline.problem import Problem
from countyline.publishing.drafts import DraftChanged, DraftNotFound


@dataclass(frozen=True, slots=True)
class Origin:
    """What a form was made from: a version of a draft, or, without one, a revision (`base`)."""

    draft: str
    text: str
    base: int | None
    version: int


async def origin_of(visit: Visit, draft: str) -> Origin:
    """Give what a form was made from; for one that is opened, what there is now.

    Raises:
        DraftNotFound: there is no such draft.
        DraftChanged: the version that the form was made from is not known.
        Problem: nothing is published, or the revision is gone.
    """
    if draft:
        return await _draft(visit, draft)
    return await asyncio.to_thread(_in_service, visit)


async def origin_to_show(visit: Visit, draft: str) -> Origin:
    """Give what a form's page is filled from, also when what it was made from is not known."""
    try:
        return await origin_of(visit, draft)
    except DraftChanged as changed:
        now = changed.current
        return Origin(draft, now.text, now.base, now.version)


async def _draft(visit: Visit, draft: str) -> Origin:
    threads, drafts = visit.console.threads, visit.console.publishing.drafts
    found = await threads.read(drafts.get, draft)
    if found is None:
        raise DraftNotFound
    seen = visit.field("version", 10)
    version = int(seen) if seen.isdecimal() else found.version
    if version == found.version:
        return Origin(draft, found.text, found.base, version)
    text = await threads.read(drafts.text_of, draft, version)
    if text is None:
        raise DraftChanged(found)
    return Origin(draft, text, found.base, version)


def _in_service(visit: Visit) -> Origin:
    reader = visit.console.publishing.reader()
    current = reader.current()
    if current is None:
        raise Problem("Nothing is published yet.")
    seen = visit.field("base", 10)
    base = int(seen) if seen.isdecimal() else current.revision
    text = reader.text(base)
    if text is None:
        raise Problem(f"Revision {base}, which this form was made from, is not there any more.")
    return Origin("", text, base, 0)


def unreadable(visit: Visit, draft: str, wrong: Exception) -> HTTPResponse:
    """Say that a form cannot be filled from a text, and where to mend it."""
    if isinstance(wrong, DraftNotFound):
        return trouble(404, "There is no such draft.", visit.session)
    where = f"/staff/publish/drafts/{draft}" if draft else "/staff/publish"
    said = f"The form cannot be filled from this draft. Mend its text first ({where}). {wrong}"
    return trouble(409, said, visit.session)
