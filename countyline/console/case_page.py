"""A case as a page: what was said, who has it, what is known, and what can be done next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from secrets import token_urlsafe

from sanic.response import HTTPResponse, redirect

from countyline.cases.ids import case_id_from
from countyline.cases.model import State
from countyline.cases.staff import Role
from countyline.cases.summary import CaseSummary, summary_of
from countyline.console.current import CurrentStatus, Known
from countyline.console.deliveries import text_fates
from countyline.console.frame import Notice, around, trouble
from countyline.console.gate import Visit
from countyline.console.lateness import alarm
from countyline.console.live import live_part
from countyline.console.markup import page
from countyline.console.queue import queue_values
from countyline.console.trail import told
from countyline.desk.case_file import CaseFile
from countyline.status.model import LANGUAGES, Language

_DONE = {
    "claimed": "The case is yours. The bot is silent until you give it back or close it.",
    "replied": "Your reply is on its way.",
    "noted": "Your note is kept. Residents do not see it.",
}


DRAFT = ("text_en", "text_es", "note", "outcome")
"""The fields of a case's forms that hold what somebody wrote."""


@dataclass(frozen=True)
class Draft:
    """What somebody wrote on the page and did not send yet."""

    texts: Mapping[str, str] = field(default_factory=dict)
    also: Sequence[str] = ()
    key: str = ""

    @classmethod
    def of(cls, visit: Visit) -> Draft:
        """Read what the form of the page holds."""
        texts = {name: visit.field(name) for name in DRAFT}
        also = [str(one)[:20] for one in visit.form.getlist("also") or []]
        return cls(texts, also, visit.field("key", 64))

    @property
    def is_empty(self) -> bool:
        """Whether nothing was written."""
        return not any(self.texts.values())


async def find(visit: Visit, case: str) -> CaseFile | None:
    """Give the file of a case, or None: also for what is not written like a case number."""
    if case_id_from(case) != case:
        return None
    return await visit.console.threads.read(visit.console.switchboard.file, case)


async def show_case(
    visit: Visit,
    case: str,
    notice: Notice | None = None,
    draft: Draft | None = None,
    status: int = 200,
) -> HTTPResponse:
    """Give the page of a case."""
    number = case_id_from(case)
    if number and number != case:
        return redirect(f"/staff/cases/{number}", status=303)
    file = await find(visit, case)
    if file is None:
        return not_there(visit)
    draft = draft or Draft()
    current = visit.console.current
    known = current.known()
    done = str(visit.request.args.get("done"))
    if notice is None and done in _DONE:
        notice = Notice("done", _DONE[done] + _left_out(visit))
    values = {
        **around(
            visit.session, known, f"Case {case}", "cases", notice, unclaimed=await alarm(visit)
        ),
        **_file_values(visit, file, known),
        "texts": await text_fates(visit, file.case.conversation),
        **await queue_values(visit, current=case),
        "draft": {name: draft.texts.get(name, "") for name in DRAFT},
        "also": draft.also,
        "has_draft": not draft.is_empty,
        "key": draft.key or token_urlsafe(16),
        "canned": visit.console.canned.replies,
        "colleagues": await _colleagues(visit),
        "facts": current.told(file.facts, file.revision),
        "summary": _summary(file, known, current),
        "case_revision": file.revision,
        "revision": known.revision,
        "headline": known.headline.get("en", ""),
        "staff_hours": known.staff_hours.get("en", ""),
        "answers": answers_now(visit, file),
        "alike": file.alike,
        "siblings": file.siblings,
        "focus_reply": done == "claimed",
    }
    return page("case.html", values, status)


async def case_part(visit: Visit, case: str) -> HTTPResponse:
    """Give what changes on the page of a case, for the script."""
    file = await find(visit, case)
    if file is None:
        return not_there(visit)
    known = visit.console.current.known()
    values = {
        **around(visit.session, known, "", ""),
        **_file_values(visit, file, known),
        "texts": await text_fates(visit, file.case.conversation),
    }
    return live_part(visit.request, "case_part.html", values)


def not_there(visit: Visit) -> HTTPResponse:
    """Say that there is no such case."""
    return trouble(404, "There is no such case. It may have been deleted.", visit.session)


def answers_now(visit: Visit, file: CaseFile) -> dict[Language, str | None]:
    """Give what the bot would say now to the case's own question, in each language."""
    case, current = file.case, visit.console.current
    about = case.aspect or case.topic
    if about is None:
        return dict.fromkeys(LANGUAGES)
    return {one: current.answer(about, case.subjects, one) for one in LANGUAGES}


def _summary(file: CaseFile, known: Known, current: CurrentStatus) -> CaseSummary:
    told = [one.words for one in current.told(file.facts, file.revision)]
    return summary_of(file.case, known.subjects, told, file.waiting)


def _file_values(visit: Visit, file: CaseFile, known: Known) -> dict[str, object]:
    holder = file.holder
    me, role = visit.session.account.id, visit.session.account.role
    return {
        "case": file.case,
        "entries": file.entries,
        "events": file.events,
        "detail": told,
        "language": file.language,
        "holder": holder,
        "is_mine": holder is not None and holder.id == me,
        # Administrators may take a case from somebody who is not there.
        "may_give_back": holder is not None and (holder.id == me or role is Role.ADMINISTRATOR),
        "is_open": file.case.state is not State.CLOSED,
        "subjects": known.subjects,
    }


def _left_out(visit: Visit) -> str:
    """Name the cases that a reply did not reach, as the address says; only numbers are shown."""
    asked = str(visit.request.args.get("left") or "").split(",")
    left = [number for one in asked if (number := case_id_from(one))]
    if not left:
        return ""
    return f" Not sent to {', '.join(left)}: there was no text in that language, or it is closed."


async def _colleagues(visit: Visit) -> list[tuple[str, str]]:
    people = await visit.console.threads.read(visit.console.accounts.all)
    me = visit.session.account.id
    return [(one.id, one.name) for one in people if one.disabled_at is None and one.id != me]
