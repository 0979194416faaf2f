"""What waits too long, counted at the top of every page: cases, and facts past their review."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sanic.response import HTTPResponse

from countyline.console.current import ToReview
from countyline.console.frame import PUBLISHERS
from countyline.console.gate import Visit
from countyline.console.live import live_part
from countyline.desk.waiting_cases import QueuedCase
from countyline.notices.late import late
from countyline.notices.model import Kind

_WORDS = {Kind.UNCLAIMED: "unclaimed for too long", Kind.OVERDUE: "overdue: no reply yet"}


async def alarm(visit: Visit) -> int:
    """Count the cases that nobody has claimed for too long. Raises DatabaseUnavailable."""
    return await visit.console.threads.read(visit.console.telling.count_unclaimed)


async def alarm_part(visit: Visit) -> HTTPResponse:
    """Give the counts alone, for the script that keeps them new."""
    may_publish = visit.session.account.role in PUBLISHERS
    values = {
        "unclaimed": await alarm(visit),
        "to_review": visit.console.current.to_review() if may_publish else ToReview(),
    }
    return live_part(visit.request, "alarm_part.html", values)


async def late_words(visit: Visit, found: Sequence[QueuedCase]) -> Mapping[str, str]:
    """Say of each case that waits too long what it waits for, by its number."""
    due = await visit.console.threads.read(visit.console.telling.due_since)
    kinds = {one.case.id: late(one.case, due) for one in found}
    return {case: _WORDS[kind] for case, kind in kinds.items() if kind is not None}
