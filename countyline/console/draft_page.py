"""A draft: what it would change, its text, who may do what with it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from sanic.response import HTTPResponse

from countyline.console.changes import SaidNow, in_words
from countyline.console.deciding import Together, shown
from countyline.console.draft_writing import version_seen
from countyline.console.entry_links import edit_address
from countyline.console.frame import Notice, around, trouble
from countyline.console.gate import Visit
from countyline.console.lateness import alarm
from countyline.console.markup import page
from countyline.console.move_forms import FORMS
from countyline.console.publishing import Publishing, may_approve
from countyline.publishing.advice import Advice, advise
from countyline.publishing.approving import SHORTEST_REASON
from countyline.publishing.drafts import Draft
from countyline.publishing.merging import clashes as clashes_of
from countyline.status.loading import check
from countyline.status.model import StatusDocument
from countyline.status.problems import Problem

_DONE = {
    "begun": "Done. Look at what changes, then hand it in.",
    "saved": "Kept. Nothing is published yet.",
    "submitted": "Handed in. A second person approves it.",
    "taken back": "Taken back. Go on writing.",
    "joined": "Kept, and what somebody else changed meanwhile is kept too. Look at what changes.",
    "renewed": "The draft stands on the revision in service now. Look at it again.",
}


@dataclass(frozen=True, slots=True)
class Look:
    """A draft, judged. `changes` compare it with the revision in service."""

    errors: Sequence[Problem]
    warnings: Sequence[Problem]
    advice: Sequence[Advice]
    changes: Sequence[SaidNow]
    document: StatusDocument | None
    in_service: int | None
    printed_by: str


async def show_draft(
    visit: Visit,
    draft: str,
    notice: Notice | None = None,
    status: int = 200,
    *,
    text: str | None = None,
    together: Together | None = None,
) -> HTTPResponse:
    """Give the page; `text` is what was typed and is not kept yet.

    `together` asks about two changes of the same; without it, the draft and what came into service
    since are compared.
    """
    console = visit.console
    found = await console.threads.read(console.publishing.drafts.get, draft)
    if found is None:
        return trouble(404, "There is no such draft.", visit.session)
    look = await asyncio.to_thread(look_at, console.publishing, found, text or found.text)
    if together is None and not look.errors:
        together = await asyncio.to_thread(_with_service, console.publishing, found, look)
    clashes = await asyncio.to_thread(shown, visit, together) if together else []
    history = await console.threads.read(console.publishing.drafts.history, draft)
    if notice is None and (done := _DONE.get(str(visit.request.args.get("done")))):
        notice = Notice("done", done)
    member = visit.session.account.member
    is_typed = text is not None and text != found.text
    values = {
        **around(
            visit.session,
            console.current.known(),
            found.title,
            "publish",
            notice,
            unclaimed=await alarm(visit),
        ),
        "draft": found,
        "look": look,
        "text": found.text if text is None else text,
        "is_typed": is_typed,
        # Until both were looked at, what was typed stands on the version that it was made from.
        "text_version": (is_typed and version_seen(visit)) or found.version,
        "history": history,
        "moves": [(form.name, form.title) for form in FORMS.values()],
        "is_second": may_approve(member, found.changed_by, found.submitted_by),
        "shortest_reason": SHORTEST_REASON,
        "reason": visit.field("reason", 500),
        "together": together,
        "clashes": clashes,
        "edit": partial(edit_address, look.document, draft=draft) if found.is_live else None,
    }
    return page("draft.html", values, status)


def _with_service(publishing: Publishing, draft: Draft, look: Look) -> Together | None:
    """Compare a draft with a revision that came into service after it was begun."""
    if not draft.is_live or look.in_service in (None, draft.base):
        return None
    reader = publishing.reader()
    before = reader.text(draft.base) if draft.base is not None else None
    now = reader.text(look.in_service) if look.in_service is not None else None
    if before is None or now is None:
        return None
    return Together(
        action="renew",
        clashes=clashes_of(before, draft.text, now),
        theirs=now,
        whose=f"in service now, by {look.printed_by}",
        hidden=(("version", str(draft.version)), ("onto", str(look.in_service))),
    )


def look_at(publishing: Publishing, draft: Draft, text: str) -> Look:
    """Judge a text as a draft. Takes a second for a long document."""
    reader = publishing.reader()
    current = reader.current()
    imprint = reader.imprint(current.revision) if current else None
    checked = check(text.encode())
    document = checked.document
    changes = in_words(current.document, document) if current and document else ()
    advice = advise(document, publishing.now()) if document else []
    return Look(
        errors=checked.errors,
        warnings=checked.warnings,
        # What the draft itself changes stands above what was there before.
        advice=sorted(advice, key=lambda one: not _is_about(one, changes)),
        document=document,
        changes=changes,
        in_service=current.revision if current else None,
        printed_by=(imprint.by if imprint else None) or "an edit of the file",
    )


def _is_about(advice: Advice, changes: Sequence[SaidNow]) -> bool:
    return any(f"{advice.about}.".startswith(f"{one.fact}.") for one in changes)
