"""What is done to a draft, each by a form of its page. What was typed stays whatever goes wrong."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from functools import partial

from filelock import Timeout
from sanic.response import HTTPResponse, redirect

from countyline.console.draft_page import show_draft
from countyline.console.frame import PUBLISHERS, Notice, around, trouble
from countyline.console.gate import Visit
from countyline.console.lateness import alarm
from countyline.console.markup import page
from countyline.console.move_forms import FORMS, Given, Group, MoveForm, filled, typed
from countyline.problem import Problem
from countyline.publishing.approving import NeedsAnother, NotHandedIn, ReasonTooShort
from countyline.publishing.drafts import (
    LONGEST_TEXT,
    Draft,
    DraftChanged,
    DraftEnded,
    DraftNotFound,
    Drafts,
)
from countyline.publishing.merging import Merged, merged
from countyline.publishing.yaml_editing import edited
from countyline.status.loading import StatusDocumentInvalid, load
from countyline.status.model import StatusDocument
from countyline.status.publication import NothingNew, Superseded

_LONGEST_ASKS = 1200
_AGAIN = Notice("done", "You are signed in again. What you wrote is here, and not kept yet.")

logger = logging.getLogger(__name__)


async def again(visit: Visit, notice: Notice, draft: str) -> HTTPResponse:
    """Show the page again, with what was typed."""
    return await show_draft(visit, draft, notice, 409, text=_typed(visit))


async def show_again(visit: Visit, address: str) -> HTTPResponse | None:
    """Show the page with what was typed before the session ended; nothing when nothing was."""
    where, _, name = address.removeprefix("/staff/publish/").partition("/")
    if visit.session.account.role not in PUBLISHERS:
        return None
    if where == "moves" and visit.field("per", 60) + visit.field("fact", 200):
        return await _move_page(visit, name, visit.field("draft", 12), _AGAIN)
    if where == "drafts" and (text := _typed(visit)):
        return await show_draft(visit, name, _AGAIN, text=text)
    return None


async def save(visit: Visit, draft: str) -> HTTPResponse:
    """Keep the text as it was typed, also a broken one: it can only not be published."""
    text = visit.field("text", LONGEST_TEXT) + "\n"

    async def work() -> HTTPResponse:
        await _write(
            visit, _book(visit).save, draft, version=_version(visit), text=text, what="as YAML"
        )
        return _to(draft, "saved")

    return await _done(visit, draft, work)


async def submit(visit: Visit, draft: str) -> HTTPResponse:
    """Hand the draft in, if it loads."""

    async def work() -> HTTPResponse:
        found = await visit.console.threads.read(_book(visit).get, draft)
        if found is not None:
            await asyncio.to_thread(load, found.text, name="the draft")
        await _write(visit, _book(visit).submit, draft, version=_version(visit))
        return _to(draft, "submitted")

    return await _done(visit, draft, work)


async def take_back(visit: Visit, draft: str) -> HTTPResponse:
    """Go on writing."""

    async def work() -> HTTPResponse:
        await _write(visit, _book(visit).take_back, draft, version=_version(visit))
        return _to(draft, "taken back")

    return await _done(visit, draft, work)


async def discard(visit: Visit, draft: str) -> HTTPResponse:
    """End it unpublished."""

    async def work() -> HTTPResponse:
        await _write(visit, _book(visit).discard, draft, version=_version(visit))
        return redirect("/staff/publish?done=discarded", status=303)

    return await _done(visit, draft, work)


async def approve(visit: Visit, draft: str) -> HTTPResponse:
    """Publish what somebody else handed in."""
    approval = visit.console.publishing.approval
    call = partial(
        approval.approve, draft, version=_version(visit), by=visit.session.account.member
    )
    return await _published(visit, draft, call)


async def override(visit: Visit, draft: str) -> HTTPResponse:
    """Publish alone, for a reason."""
    approval = visit.console.publishing.approval
    call = partial(
        approval.override,
        draft,
        version=_version(visit),
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
        await _write(
            visit, publishing.drafts.renew, draft, version=_version(visit), text=result.text,
            base=base,
        )  # fmt: skip
        if not result.clashes:
            return _to(draft, "renewed")
        clashes = [(one.where, str(one.ours), str(one.theirs)) for one in result.clashes]
        text = "Both changed the same places, listed below: the draft's words stand there now."
        return await show_draft(visit, draft, Notice("alert", text), clashes=clashes)

    return await _done(visit, draft, work)


async def show_move(visit: Visit, move: str) -> HTTPResponse:
    """Give the form of a move, for a draft or to begin one."""
    return await _move_page(visit, move, str(visit.request.args.get("draft") or ""))


async def make_move(visit: Visit, move: str) -> HTTPResponse:
    """Apply a move: to the draft it was opened from, or to what is in service, as a new draft."""
    form, draft = FORMS.get(move), visit.field("draft", 12)
    if form is None:
        return trouble(404, "There is no such form.", visit.session)

    async def work() -> HTTPResponse:
        text, base, version = await _begin_from(visit, draft)
        changed = await asyncio.to_thread(_moved, visit, form, text)
        if draft:
            await _write(
                visit, _book(visit).save, draft, version=version, text=changed, what=form.title
            )
            return _to(draft, "begun")
        begun = await visit.console.threads.write(
            _book(visit).begin, visit.session.account.member, _title(visit, form), changed, base
        )
        return _to(begun.id, "begun")

    async def failed(notice: Notice, status: int) -> HTTPResponse:
        return await _move_page(visit, move, draft, notice, status)

    return await _done(visit, draft, work, failed)


async def _move_page(
    visit: Visit, move: str, draft: str, notice: Notice | None = None, status: int = 200
) -> HTTPResponse:
    console, form = visit.console, FORMS.get(move)
    if form is None:
        return trouble(404, "There is no such form.", visit.session)
    try:
        text, _, version = await _begin_from(visit, draft)
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


async def _begin_from(visit: Visit, draft: str) -> tuple[str, int | None, int]:
    """Give the text that a move changes, its base, and the version that was looked at."""
    publishing = visit.console.publishing
    if draft:
        found = await visit.console.threads.read(publishing.drafts.get, draft)
        if found is None:
            raise DraftNotFound
        return found.text, found.base, int(visit.field("version", 10) or found.version)

    def current() -> tuple[str, int]:
        reader = publishing.reader()
        published = reader.current()
        text = reader.text(published.revision) if published else None
        if published is None or text is None:
            raise Problem("Nothing is published yet.")
        return text, published.revision

    text, base = await asyncio.to_thread(current)
    return text, base, 0


def _moved(visit: Visit, form: MoveForm, text: str) -> str:
    document: StatusDocument = load(text, name="the draft")
    given = Given(visit.form, document, visit.console.publishing.now())
    changed = edited(text, form.move(given))
    load(changed, name="the draft")
    return changed


def _title(visit: Visit, form: MoveForm) -> str:
    return visit.field("draft_title", 200) or form.title


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

    return await _done(visit, draft, work)


async def _done(
    visit: Visit,
    draft: str,
    work: Callable[[], Awaitable[HTTPResponse]],
    failed: Callable[[Notice, int], Awaitable[HTTPResponse]] | None = None,
) -> HTTPResponse:
    """Do it, or say why not on the page it came from, with what was typed."""
    try:
        return await work()
    except DraftNotFound:
        return trouble(404, "There is no such draft.", visit.session)
    except Exception as wrong:
        said = _why_not(wrong)
        if said is None:
            raise
        status, text = said
    notice = Notice("alert", text)
    if failed is not None:
        return await failed(notice, status)
    return await show_draft(visit, draft, notice, status, text=_typed(visit))


_SENTENCES: tuple[tuple[type[Exception], int, str], ...] = (
    (
        Superseded,
        409,
        "Nothing was published: another revision came into service after this draft was begun. "
        "Look at the difference, then bring the draft onto it.",
    ),
    (NothingNew, 409, "The draft says what is in service already, so nothing was published."),
    (NeedsAnother, 403, "A second person approves: you wrote this draft or handed it in."),
    (NotHandedIn, 409, "The draft was not handed in yet, or was changed since."),
    (
        ReasonTooShort,
        422,
        "Write in a few words why nobody else can approve it. It is recorded.",
    ),
    (
        Timeout,
        503,
        "Another process publishes right now. Nothing was done: please try again in a moment.",
    ),
)
"""What may go wrong and is said in one sentence each, with its HTTP status."""


def _why_not(wrong: Exception) -> tuple[int, str] | None:
    """Give an HTTP status and a sentence; null for what nobody expects."""
    for kind, status, sentence in _SENTENCES:
        if isinstance(wrong, kind):
            return status, sentence
    match wrong:
        case DraftChanged():
            said = 409, (
                f"{wrong.current.changed_by_name} changed the draft meanwhile, so nothing was "
                "done. What you typed is still here."
            )
        case DraftEnded():
            said = 409, f"The draft is {wrong.current.state} already, so nothing was done."
        case Problem():
            said = 422, str(wrong)
        case StatusDocumentInvalid():
            first = wrong.problems[0] if wrong.problems else ""
            said = 422, f"The draft has errors, and what is in service stays. {first}"
        case OSError():
            logger.error("a draft could not be published: %s", type(wrong).__name__)
            reason = (wrong.strerror or "the disk failed").lower()
            said = 503, f"It could not be stored, so what is in service stays: {reason}."
        case _:
            return None
    return said


async def _write(visit: Visit, deed: Callable[..., Draft], draft: str, **fields: object) -> None:
    call = partial(deed, draft, by=visit.session.account.member, **fields)
    await visit.console.threads.write(call)


def _book(visit: Visit) -> Drafts:
    return visit.console.publishing.drafts


def _version(visit: Visit) -> int:
    typed_version = visit.field("version", 10)
    return int(typed_version) if typed_version.isdecimal() else 0


def _typed(visit: Visit) -> str | None:
    return visit.field("text", LONGEST_TEXT) + "\n" if visit.form.get("text") else None


def _to(draft: str, done: str) -> HTTPResponse:
    return redirect(f"/staff/publish/drafts/{draft}?done={done}", status=303)
