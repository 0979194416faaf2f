"""What is done to a case, each by a form of its page.

Whatever cannot be done leaves what was written on the page, with a notice that says why.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from sanic.response import HTTPResponse, empty, redirect

from countyline.console.case_page import Draft, answers_now, find, not_there, show_case
from countyline.console.frame import Notice
from countyline.console.gate import Visit
from countyline.console.markup import moment_in
from countyline.desk.model import Hint
from countyline.desk.switchboard import (
    CaseAlreadyClosed,
    CaseNotFound,
    CaseTaken,
    LeftOut,
    NotYours,
    ReplyReport,
    UnfitText,
    Why,
)
from countyline.status.model import LANGUAGES

_WHY = {
    Why.NO_TEXT: "there is no text in the language that the resident reads",
    Why.CLOSED: "it is closed",
    Why.UNKNOWN: "there is no such case",
    Why.NO_CHANNEL: "it came from outside the chat, so there is no way to write back from here",
}


async def again(visit: Visit, notice: Notice, case: str) -> HTTPResponse:
    """Show the page again, with what was written."""
    return await show_case(visit, case, notice, Draft.of(visit), status=409)


async def claim(visit: Visit, case: str) -> HTTPResponse:
    """Take a case; what was written before stays on the page."""

    async def work() -> HTTPResponse:
        await _call(visit, case, visit.console.switchboard.claim)
        draft = Draft.of(visit)
        if draft.is_empty:
            return redirect(f"/staff/cases/{case}?done=claimed", status=303)
        text = "The case is yours, and nothing was sent yet. Look at your text and send it."
        return await show_case(visit, case, Notice("done", text), draft)

    return await _done(visit, case, work)


async def keep(visit: Visit, case: str) -> HTTPResponse:
    """Keep a case while somebody writes; for the script."""
    console = visit.console
    try:
        await console.threads.write(console.switchboard.keep, case, visit.session.account.member)
    except (NotYours, CaseNotFound):
        return empty(409)
    return empty(204)


async def release(visit: Visit, case: str) -> HTTPResponse:
    """Give a case back to the queue."""

    async def work() -> HTTPResponse:
        await _call(visit, case, visit.console.switchboard.release)
        return redirect("/staff?done=released", status=303)

    return await _done(visit, case, work)


async def transfer(visit: Visit, case: str) -> HTTPResponse:
    """Hand a case over to a colleague."""

    async def work() -> HTTPResponse:
        accounts = visit.console.accounts
        to = await visit.console.threads.read(accounts.by_id, visit.field("to", 40))
        if to is None or to.disabled_at is not None:
            return await again(visit, Notice("alert", "Choose somebody who can sign in."), case)
        await _call(visit, case, visit.console.switchboard.transfer, to.member)
        return redirect("/staff?done=transferred", status=303)

    return await _done(visit, case, work)


async def close(visit: Visit, case: str) -> HTTPResponse:
    """Close a case and keep what was done."""

    async def work() -> HTTPResponse:
        await _call(visit, case, visit.console.switchboard.close, visit.field("outcome", 500))
        return redirect("/staff?done=closed", status=303)

    return await _done(visit, case, work)


async def note(visit: Visit, case: str) -> HTTPResponse:
    """Keep a note for colleagues."""

    async def work() -> HTTPResponse:
        written, key = visit.field("note"), visit.field("key", 64)
        await _call(visit, case, visit.console.switchboard.note, written, key)
        return redirect(f"/staff/cases/{case}?done=noted", status=303)

    return await _done(visit, case, work)


async def reply(visit: Visit, case: str) -> HTTPResponse:
    """Write to the resident, and to those of the cases like this one that were marked."""

    async def work() -> HTTPResponse:
        console, draft = visit.console, Draft.of(visit)
        texts: dict[Hint, str] = {one: draft.texts[f"text_{one}"] for one in LANGUAGES}
        cases = [case, *draft.also]
        report: ReplyReport = await console.threads.write(
            console.switchboard.reply, cases, visit.session.account.member, texts, draft.key
        )
        for conversation in report.conversations:
            console.bell.ring(conversation)
        if any(one.case == case for one in report.sent):
            left = ",".join(one.case for one in report.left_out)
            address = f"/staff/cases/{case}?done=replied" + (f"&left={left}" if left else "")
            return redirect(f"{address}#talk", status=303)
        return await again(visit, Notice("alert", _not_sent(report.left_out, report)), case)

    return await _done(visit, case, work)


async def canned(visit: Visit, case: str) -> HTTPResponse:
    """Put a ready text into the reply, filled from the status as it is now."""
    file = await find(visit, case)
    if file is None:
        return not_there(visit)
    chosen = visit.console.canned.by_id(visit.field("canned", 60))
    draft = Draft.of(visit)
    known, answers = visit.console.current.known(), answers_now(visit, file)
    filled = chosen.filled(
        {
            one: {
                "county": known.county.get(one),
                "staff_hours": known.staff_hours.get(one),
                "case": file.case.id,
                "answer": answers[one],
            }
            for one in LANGUAGES
        }
    ) if chosen else {}  # fmt: skip
    texts = dict(draft.texts)
    for language, text in filled.items():
        texts[f"text_{language}"] = f"{texts[f'text_{language}']}\n\n{text}".strip()
    missing = [one for one in LANGUAGES if one not in filled]
    notice = Notice("done", "The text is in your reply. Read it before you send it.")
    if missing:
        notice = Notice("alert", "The current status does not fill this text"
                        + (" in one of the languages." if filled else "."))  # fmt: skip
    return await show_case(visit, case, notice, Draft(texts, draft.also, draft.key))


Call = Callable[..., object]


async def _call(visit: Visit, case: str, call: Call, *more: object) -> None:
    """Do it, and wake up whoever listens to the conversation."""
    console = visit.console
    found = await console.threads.write(call, case, visit.session.account.member, *more)
    file = None if isinstance(found, str) else await find(visit, case)
    conversation = found if isinstance(found, str) else file and file.case.conversation
    if conversation:
        console.bell.ring(conversation)


async def _done(
    visit: Visit, case: str, work: Callable[[], Awaitable[HTTPResponse]]
) -> HTTPResponse:
    if await find(visit, case) is None:
        return not_there(visit)
    try:
        return await work()
    except CaseTaken as taken:
        until = moment_in(visit.console.current.known().zone)(taken.until)
        text = f"{taken.by_name} was faster and has this case until {until}. Nothing was done."
    except NotYours as other:
        has = f"{other.by_name} has it now" if other.by_name else "nobody has it now"
        text = f"You do not have this case any more; {has}. Nothing was done."
    except CaseAlreadyClosed as closed:
        text = f"{closed.case.closed_by} has closed this case meanwhile. Nothing was done."
    except UnfitText as unfit:
        text = (
            "Nothing was written yet." if unfit.why == "empty"
            else "The text is too long: 4,000 characters at most."
        )  # fmt: skip
    except CaseNotFound:
        return not_there(visit)
    return await again(visit, Notice("alert", text), case)


def _not_sent(left_out: Sequence[LeftOut], report: ReplyReport) -> str:
    """Say to whom a reply did not go, and why."""
    told = [
        f"{one.case}: {one.by_name} has it" if one.why is Why.TAKEN
        else f"{one.case}: {_WHY[one.why]}"
        for one in left_out
    ]  # fmt: skip
    also = f" It went to {', '.join(one.case for one in report.sent)}." if report.sent else ""
    return f"Not sent. {'; '.join(told)}.{also} Your text is still here."
