"""A draft: what it would change, its text, who may do what with it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from sanic.response import HTTPResponse

from countyline.console.frame import Notice, around, trouble
from countyline.console.gate import Visit
from countyline.console.lateness import alarm
from countyline.console.markup import page
from countyline.console.move_forms import FORMS
from countyline.console.publishing import Publishing, SaidNow, in_words, may_approve
from countyline.publishing.advice import Advice, advise
from countyline.publishing.approving import SHORTEST_REASON
from countyline.publishing.drafts import Draft
from countyline.status.loading import check
from countyline.status.problems import Problem

_DONE = {
    "begun": "Done. Look at what changes, then hand it in.",
    "saved": "Kept. Nothing is published yet.",
    "submitted": "Handed in. A second person approves it.",
    "taken back": "Taken back. Go on writing.",
    "renewed": "The draft stands on the revision in service now. Look at it again.",
}


@dataclass(frozen=True, slots=True)
class Look:
    """A draft, judged. `changes` compare it with the revision in service."""

    errors: Sequence[Problem]
    warnings: Sequence[Problem]
    advice: Sequence[Advice]
    changes: Sequence[SaidNow]
    in_service: int | None
    printed_by: str


async def show_draft(
    visit: Visit,
    draft: str,
    notice: Notice | None = None,
    status: int = 200,
    *,
    text: str | None = None,
    clashes: Sequence[tuple[str, str, str]] = (),
) -> HTTPResponse:
    """Give the page; `text` is what was typed and is not kept yet."""
    console = visit.console
    found = await console.threads.read(console.publishing.drafts.get, draft)
    if found is None:
        return trouble(404, "There is no such draft.", visit.session)
    look = await asyncio.to_thread(look_at, console.publishing, found, text or found.text)
    history = await console.threads.read(console.publishing.drafts.history, draft)
    if notice is None and (done := _DONE.get(str(visit.request.args.get("done")))):
        notice = Notice("done", done)
    member = visit.session.account.member
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
        "is_typed": text is not None and text != found.text,
        "history": history,
        "moves": [(form.name, form.title) for form in FORMS.values()],
        "is_second": may_approve(member, found.changed_by, found.submitted_by),
        "shortest_reason": SHORTEST_REASON,
        "reason": visit.field("reason", 500),
        "clashes": clashes,
    }
    return page("draft.html", values, status)


def look_at(publishing: Publishing, draft: Draft, text: str) -> Look:
    """Judge a text as a draft. Takes a second for a long document."""
    reader = publishing.reader()
    current = reader.current()
    imprint = reader.imprint(current.revision) if current else None
    checked = check(text.encode())
    document = checked.document
    return Look(
        errors=checked.errors,
        warnings=checked.warnings,
        advice=advise(document, publishing.now()) if document else (),
        changes=in_words(current.document, document) if current and document else (),
        in_service=current.revision if current else None,
        printed_by=(imprint.by if imprint else None) or "an edit of the file",
    )
