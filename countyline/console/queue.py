"""The queue: the cases that wait, the oldest first, filtered by what the address says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final
from urllib.parse import urlencode

from sanic import Request
from sanic.response import HTTPResponse

from countyline.cases.model import Reason, Sensitivity, State
from countyline.cases.summary import CaseSummary, summary_of
from countyline.cases.words import in_words
from countyline.console.current import CurrentStatus, Known
from countyline.console.frame import Notice, around
from countyline.console.gate import Visit
from countyline.console.lateness import alarm, late_words
from countyline.console.live import live_part
from countyline.console.markup import page
from countyline.desk.waiting_cases import QueuedCase, QueueFilter
from countyline.topics import TOPICS

_STATES: Final[Mapping[str, Sequence[State]]] = {
    "": (State.OPEN, State.CLAIMED),
    "open": (State.OPEN,),
    "claimed": (State.CLAIMED,),
    "mine": (State.CLAIMED,),
    "closed": (State.CLOSED,),
    "all": (),
}
_STATE_WORDS = (("open", "Nobody has it"), ("claimed", "Somebody has it"), ("mine", "I have it"),
                ("closed", "Closed"), ("all", "All, closed ones too"))  # fmt: skip
_CHOICES: Final[Mapping[str, Sequence[tuple[str, str]]]] = {
    "reason": [(one.value, in_words(one.value)) for one in Reason],
    "urgent": [
        ("any", "anything urgent"),
        *((one.value, in_words(one.value)) for one in Sensitivity),
    ],
    "topic": [(one, in_words(one)) for one in TOPICS],
    "language": [("en", "English"), ("es", "Spanish")],
    "channel": [("web", "web"), ("sms", "text message"), ("voice", "phone")],
}
_SHOWN = 200
"""How many cases stand on one page; the filters lead to the others."""
_DONE = {
    "released": "You gave the case back. It waits for the next one.",
    "transferred": "You handed the case over.",
    "closed": "The case is closed.",
}


async def show_queue(visit: Visit) -> HTTPResponse:
    """Give the queue as a page."""
    asked = _asked(visit.request)
    done = _DONE.get(str(visit.request.args.get("done")))
    values = {
        **around(
            visit.session,
            visit.console.current.known(),
            "Cases",
            "cases",
            Notice("done", done) if done else None,
            unclaimed=await alarm(visit),
        ),
        **await queue_values(visit),
        "asked": asked,
        "state_words": _STATE_WORDS,
        "choices": _CHOICES,
    }
    return page("queue.html", values)


async def queue_part(visit: Visit) -> HTTPResponse:
    """Give the list alone, for the script that keeps it new."""
    return live_part(visit.request, "queue_part.html", await queue_values(visit))


async def queue_values(visit: Visit, current: str = "") -> dict[str, Any]:
    """Give what a list of cases is filled with; `current` is the case that is open beside it."""
    asked = _asked(visit.request)
    wanted = _wanted(asked, visit.session.account.id)
    found: list[QueuedCase] = await visit.console.threads.read(
        visit.console.switchboard.queue, wanted
    )
    said = {name: value for name, value in asked.items() if value}
    known = visit.console.current.known()
    return {
        "cases": found[:_SHOWN],
        "summaries": {
            one.case.id: _summary(visit.console.current, known, one) for one in found[:_SHOWN]
        },
        "late": await late_words(visit, found[:_SHOWN]),
        "more": max(len(found) - _SHOWN, 0),
        "is_filtered": bool(said),
        "part_address": "/staff/queue" + (f"?{urlencode(said)}" if said else ""),
        "subjects": known.subjects,
        "current": current,
        "me": visit.session.account.id,
    }


def _summary(current: CurrentStatus, known: Known, queued: QueuedCase) -> CaseSummary:
    case = queued.case
    told = [one.words for one in current.told(case.facts or (), case.revision)]
    return summary_of(case, known.subjects, told, queued.waiting)


def _asked(request: Request) -> dict[str, str]:
    """Give the filters of the address; what is no choice of ours is no filter."""
    asked = {"state": str(request.args.get("state") or "")}
    if asked["state"] not in _STATES:
        asked["state"] = ""
    for name, choices in _CHOICES.items():
        value = str(request.args.get(name) or "")
        asked[name] = value if value in {one for one, _ in choices} else ""
    return asked


def _wanted(asked: Mapping[str, str], me: str) -> QueueFilter:
    return QueueFilter(
        states=_STATES[asked["state"]],
        reasons=(Reason(asked["reason"]),) if asked["reason"] else (),
        only_sensitive=asked["urgent"] == "any",
        sensitivity=Sensitivity(asked["urgent"]) if asked["urgent"] not in ("", "any") else None,
        topic=asked["topic"] or None,
        language=asked["language"] or None,
        channel=asked["channel"] or None,
        claimed_by=me if asked["state"] == "mine" else None,
    )
