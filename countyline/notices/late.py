"""When a case has waited too long: the rule of the notices, for whoever looks at a case itself."""

from __future__ import annotations

from countyline.cases.model import Case, State
from countyline.notices.book import DueSince
from countyline.notices.model import Kind


def late(case: Case, due: DueSince) -> Kind | None:
    """Tell what staff are told of a case that has waited too long; None when it has not."""
    if case.state is State.OPEN and due.unclaimed is not None:
        return Kind.UNCLAIMED if case.opened_at <= due.unclaimed else None
    is_silent = case.state is State.CLAIMED and case.first_reply_at is None
    if is_silent and due.overdue is not None and case.claimed_at is not None:
        return Kind.OVERDUE if case.claimed_at <= due.overdue else None
    return None
