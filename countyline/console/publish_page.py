"""The publisher's first page: what is in service, what is being changed, what was published."""

from __future__ import annotations

import asyncio
import secrets
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sanic.response import HTTPResponse, redirect

from countyline.console.changes import SaidNow, in_words
from countyline.console.entry_links import edit_address
from countyline.console.frame import Notice, around, trouble
from countyline.console.gate import Visit
from countyline.console.keeping import begin_draft
from countyline.console.lateness import alarm
from countyline.console.markup import page
from countyline.console.move_forms import FORMS
from countyline.console.publishing import Publishing
from countyline.publishing.advice import Advice, advise
from countyline.status.model import StatusDocument
from countyline.status.publication import Published
from countyline.status.publication_reader import PublicationReader
from countyline.status.told_facts import fact_in_words

_REVISIONS_SHOWN = 30
_DONE = {
    "published": "It is published: every channel answers from it now.",
    "discarded": "The draft is discarded. It stays on record.",
}


@dataclass(frozen=True, slots=True)
class Printed:
    """A revision in the list of those that were published."""

    number: int
    at: datetime | None
    by: str
    why: str


@dataclass(frozen=True, slots=True)
class Said:
    """What is in service, in words; of offices each line with the fact that it tells."""

    document: StatusDocument
    headline: str
    offices: list[tuple[str, str]]
    error: str | None
    revision: int
    advice: list[Advice]
    printed: list[Printed]


async def show_publish(
    visit: Visit, notice: Notice | None = None, status: int = 200
) -> HTTPResponse:
    """Give the page."""
    console = visit.console
    said = await asyncio.to_thread(_said, console.publishing)
    if notice is None and (done := _DONE.get(str(visit.request.args.get("done")))):
        notice = Notice("done", done)
    values = {
        **around(
            visit.session,
            console.current.known(),
            "Publish",
            "publish",
            notice,
            unclaimed=await alarm(visit),
        ),
        "said": said,
        "drafts": await console.threads.read(console.publishing.drafts.live),
        "moves": [(form.name, form.title) for form in FORMS.values()],
        "key": visit.field("key", 40) or secrets.token_hex(8),
        "edit": partial(edit_address, said.document if said else None),
    }
    return page("publish.html", values, status)


async def begin(visit: Visit) -> HTTPResponse:
    """Begin a draft from what is in service."""
    publishing = visit.console.publishing
    found = await asyncio.to_thread(_text_in_service, publishing)
    if found is None:
        return await show_publish(visit, Notice("alert", "Nothing is published yet."), 409)
    number, text = found
    draft = await begin_draft(visit, visit.field("title", 200), text, number)
    return redirect(f"/staff/publish/drafts/{draft.id}", status=303)


async def show_revision(visit: Visit, number: str) -> HTTPResponse:
    """Give one revision: who published it, why, and what it changed."""
    console = visit.console
    found = await asyncio.to_thread(_revision, console.publishing, number)
    if found is None:
        return trouble(404, "There is no such revision.", visit.session)
    printed, changes, is_current, text = found
    values = {
        **around(
            visit.session,
            console.current.known(),
            f"Revision {printed.number}",
            "publish",
            unclaimed=await alarm(visit),
        ),
        "printed": printed,
        "changes": changes,
        "is_current": is_current,
        "text": text,
        "key": secrets.token_hex(8),
    }
    return page("revision.html", values)


async def go_back(visit: Visit, number: str) -> HTTPResponse:
    """Begin a draft that brings a revision of before back, as a new one."""
    publishing = visit.console.publishing

    def texts() -> tuple[str, int] | None:
        reader = publishing.reader()
        current = reader.current()
        text = reader.text(int(number)) if number.isdecimal() else None
        return None if text is None or current is None else (text, current.revision)

    found = await asyncio.to_thread(texts)
    if found is None:
        return trouble(404, "There is no such revision.", visit.session)
    title = f"Back to revision {int(number)}"
    draft = await begin_draft(visit, title, *found)
    return redirect(f"/staff/publish/drafts/{draft.id}", status=303)


def _text_in_service(publishing: Publishing) -> tuple[int, str] | None:
    reader = publishing.reader()
    current = reader.current()
    text = reader.text(current.revision) if current else None
    return None if current is None or text is None else (current.revision, text)


def _said(publishing: Publishing) -> Said | None:
    reader = publishing.reader()
    current = reader.current()
    if current is None:
        return None
    document = current.document
    offices: list[tuple[str, str]] = []
    for key, office in document.offices.items():
        facts = [f"offices.{key}.closure"] if office.closure else []
        facts += [f"offices.{key}.arrangements.{name}" for name in office.arrangements]
        facts += [f"offices.{key}.hours"] if office.hours else []
        told = [(said, fact) for fact in facts[:2] if (said := fact_in_words(document, fact))]
        offices += told or [(f"{office.name.en}: nothing is published", f"offices.{key}")]
    return Said(
        document=document,
        headline=document.incident["headline"].text.en,
        offices=offices,
        error=current.error,
        revision=current.revision,
        advice=advise(document, publishing.now()),
        printed=[_printed(reader, number) for number in reader.numbers()[: -_REVISIONS_SHOWN : -1]],
    )


def _printed(reader: PublicationReader, number: int) -> Printed:
    imprint = reader.imprint(number)
    by = imprint.by if imprint else None
    return Printed(
        number=number,
        at=imprint.published_at if imprint else None,
        by=by or "the file",
        why=(imprint.reason if imprint else None) or "",
    )


def _revision(
    publishing: Publishing, number: str
) -> tuple[Printed, list[SaidNow], bool, str] | None:
    reader = publishing.reader()
    published = reader.revision(int(number)) if number.isdecimal() else None
    if published is None:
        return None
    earlier = [one for one in reader.numbers() if one < published.revision]
    before: Published | None = reader.revision(earlier[-1]) if earlier else None
    changes = in_words(before.document, published.document) if before else []
    current = reader.current()
    is_current = current is not None and current.revision == published.revision
    text = reader.text(published.revision) or ""
    return _printed(reader, published.revision), changes, is_current, text
