"""Corrections: which facts changed, who was told the old ones, and telling them; whom to call."""

from __future__ import annotations

import csv
import io
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from sanic.response import HTTPResponse, raw, redirect
from sqlalchemy import Connection

from countyline.cases.exporting import harmless
from countyline.console.deeds import What, note
from countyline.console.frame import Notice, around, trouble
from countyline.console.gate import Visit
from countyline.console.lateness import alarm
from countyline.console.markup import page
from countyline.desk.model import Hint
from countyline.desk.refused import UnfitText
from countyline.desk.staff_text import written
from countyline.following.corrections import Beside, Decision, ToCall
from countyline.following.told import Reversed, WasTold, counted, together, told_of

LANGUAGES: tuple[Hint, ...] = ("en", "es")
LONGEST_WORDS = 1500
_LONGEST_KEY = 64
_MOST_FACTS = 200
_COLUMNS = (
    "correction", "number", "language", "told_at", "told", "say", "called_at", "called_by",
)  # fmt: skip
_DONE = {
    "sent": "Done. It goes out now; texts between 8 a.m. and 9 p.m. Calls are yours to make.",
    "before": "This correction was sent before. Nothing was done twice.",
    "called": "Done. The call is noted.",
}
_NO_FACT = "Choose at least one fact. Nothing was sent."
_UNKNOWN = "These facts did not change in this revision. Nothing was sent."
_NOBODY = "Nobody needs this correction any more: all were told what is so now. Nothing was sent."
_UNFIT = {
    "empty": "Write the words in both languages. Nothing was sent.",
    "too_long": f"Keep each text under {LONGEST_WORDS} characters. Nothing was sent.",
}


@dataclass(frozen=True)
class _Draft:
    """What was filled in: the chosen facts and the words in each language."""

    revision: int | None = None
    facts: Sequence[str] = ()
    words: Mapping[str, str] = field(default_factory=dict)
    key: str = ""


async def show_corrections(visit: Visit, notice: Notice | None = None) -> HTTPResponse:
    """Give the facts that changed in a revision, and the words for those that are chosen."""
    args = visit.request.args
    if notice is None and (done := _DONE.get(str(args.get("done")))):
        notice = Notice("done", done)
    facts = [str(one) for one in args.getlist("fact") or ()]
    return await _shown(visit, _Draft(_number(args.get("revision")), facts), notice)


async def again(visit: Visit, notice: Notice) -> HTTPResponse:
    """Give the page with what was filled in."""
    return await _shown(visit, _filled_in(visit), notice)


async def send_correction(visit: Visit) -> HTTPResponse:
    """Keep the correction with whom it goes to; the desk sends it."""
    draft, console = _filled_in(visit), visit.console
    try:
        words = {one: _fit(draft.words[one]) for one in LANGUAGES}
    except UnfitText as unfit:
        return await _refused(visit, draft, _UNFIT[unfit.why])
    if not draft.facts:
        return await _refused(visit, draft, _NO_FACT)
    known = await console.threads.read(_reversed, visit, draft.revision)
    chosen = [one for one in known if one.fact in draft.facts]
    if not draft.key or len(chosen) != len(set(draft.facts)):
        return await _refused(visit, draft, _UNKNOWN)
    found = await console.threads.read(_told, visit, chosen)
    told = together(found.values())
    decision = Decision(draft.key, chosen, words, visit.session.account.member)
    beside = _noted(visit, What.CORRECTION_SENT)
    if not told and not await console.threads.read(console.corrections.is_known, draft.key):
        return await _refused(visit, draft, _NOBODY)
    made = await console.threads.write(console.corrections.decide, decision, told, beside)
    query = urlencode({"revision": draft.revision, "done": "before" if made is None else "sent"})
    return redirect(f"/staff/corrections?{query}", status=303)


async def show_calls(visit: Visit) -> HTTPResponse:
    """Give the callers who were told what is so no more."""
    console, known = visit.console, visit.console.current.known()
    done = _DONE.get(str(visit.request.args.get("done")))
    notice = Notice("done", done) if done else None
    values = {
        **around(
            visit.session,
            known,
            "Call back",
            "corrections",
            notice,
            unclaimed=await alarm(visit),
        ),
        "calls": await console.threads.read(console.corrections.to_call),
    }
    return page("correction_calls.html", values)


async def give_calls(visit: Visit) -> HTTPResponse:
    """Give the callers as a table; it stands in the trail, since numbers leave the house."""
    console, known = visit.console, visit.console.current.known()
    found = await console.threads.read(console.corrections.to_call)
    about = f"{len(found)} callers"
    await console.threads.write(
        console.sessions.note_deed, visit.actor, What.CORRECTION_CALLS_EXPORTED, about
    )
    lines = io.StringIO()
    table = csv.writer(lines)
    table.writerow(_COLUMNS)
    for one in found:
        cells = _cells(one)
        at = (one.told_at.astimezone(known.zone), one.called_at)
        cells["told_at"] = at[0].isoformat()
        cells["called_at"] = at[1].astimezone(known.zone).isoformat() if at[1] else ""
        table.writerow([harmless(str(cells[name])) for name in _COLUMNS])
    headers = {
        "Content-Disposition": 'attachment; filename="callers.csv"',
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
    }
    body = ("\ufeff" + lines.getvalue()).encode()
    return raw(body, headers=headers, content_type="text/csv; charset=utf-8")


async def note_call(visit: Visit, correction: str, conversation: str) -> HTTPResponse:
    """Note that a caller was called."""
    console = visit.console
    number = _number(correction)
    if number is None or not conversation.isascii() or "\0" in conversation:
        return trouble(404, "There is no such call.", visit.session)
    await console.threads.write(
        console.corrections.called,
        number,
        conversation,
        visit.session.account.member,
        _noted(visit, What.CORRECTION_CALLED),
    )
    return redirect("/staff/corrections/calls?done=called", status=303)


async def _refused(visit: Visit, draft: _Draft, why: str) -> HTTPResponse:
    response = await _shown(visit, draft, Notice("alert", why))
    response.status = 400
    return response


async def _shown(visit: Visit, draft: _Draft, notice: Notice | None) -> HTTPResponse:
    console, known = visit.console, visit.console.current.known()
    numbers = await console.threads.read(console.reversals.revisions)
    revision = draft.revision if draft.revision in numbers else next(iter(numbers), None)
    changed = await console.threads.read(_reversed, visit, revision)
    told = await console.threads.read(_told, visit, changed)
    chosen = [one for one in changed if one.fact in draft.facts]
    reached = together(told[one.fact] for one in chosen)
    words = dict(draft.words)
    if chosen and not words:
        words = await console.threads.read(_proposed, visit, chosen, reached)
    values = {
        **around(
            visit.session,
            known,
            "Corrections",
            "corrections",
            notice,
            unclaimed=await alarm(visit),
        ),
        "numbers": [(str(one), str(one)) for one in numbers],
        "revision": revision,
        "changed": [(one, counted(told[one.fact])) for one in changed],
        "chosen": [one.fact for one in chosen],
        "reached": counted(reached),
        "words": words,
        "longest": LONGEST_WORDS,
        "key": draft.key or secrets.token_hex(16),
        "made": await console.threads.read(console.corrections.made),
    }
    return page("corrections.html", values)


def _reversed(visit: Visit, revision: int | None) -> list[Reversed]:
    if revision is None:
        return []
    return list(visit.console.reversals.reversed_in(revision))[:_MOST_FACTS]


def _told(visit: Visit, facts: Sequence[Reversed]) -> dict[str, list[WasTold]]:
    return {one.fact: told_of(visit.console.engine, one) for one in facts}


def _proposed(
    visit: Visit, chosen: Sequence[Reversed], reached: Sequence[WasTold]
) -> dict[str, str]:
    """Propose what the bot would answer now to what was asked last."""
    basis = next((one.basis for one in reversed(reached) if one.basis), None)
    propose = visit.console.reversals.proposed
    return {language: propose(basis, chosen, language) for language in LANGUAGES}


def _filled_in(visit: Visit) -> _Draft:
    return _Draft(
        _number(visit.form.get("revision")),
        [str(one) for one in visit.form.getlist("fact") or ()][:_MOST_FACTS],
        {one: visit.field(f"words_{one}") for one in LANGUAGES},
        visit.field("key", _LONGEST_KEY),
    )


def _fit(text: str) -> str:
    kept = written(text)
    if len(kept) > LONGEST_WORDS:
        raise UnfitText("too_long")
    return kept


def _noted(visit: Visit, what: What) -> Beside:
    def write(connection: Connection, about: str) -> None:
        note(connection, visit.console.clock(), visit.actor, what, about)

    return write


def _cells(one: ToCall) -> dict[str, Any]:
    return {
        "correction": one.correction,
        "number": one.number or "withheld",
        "language": one.language,
        "told": one.told,
        "say": one.words,
        "called_by": one.called_by or "",
    }


def _number(text: object) -> int | None:
    asked = str(text or "")
    return int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 10 else None
