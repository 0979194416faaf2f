"""What became of a case, event by event: who did what, when. Nothing in it ever changes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select

from countyline.cases.schema import case_events
from countyline.cases.staff import StaffMember


class What(StrEnum):
    """What was done to a case."""

    CLAIMED = "claimed"
    RELEASED = "released"
    RAN_OUT = "ran_out"
    TRANSFERRED = "transferred"
    REPLIED = "replied"
    NOTED = "noted"
    CLOSED = "closed"
    ASKED_AGAIN = "asked_again"


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseEvent:
    """One thing that was done to a case.

    `actor` and `actor_name` are null where no staff member did it, such as when a lease ran out
    or the resident asked again. `detail` holds what the kind of event needs: `text` and `key` of
    a note, `outcome`, `to` and `to_name` of a transfer, `seq` and `language` of a reply, `had`
    and `had_name` of a lease that ran out, `turn` and `question` of what was asked again.
    """

    case: str
    at: datetime
    what: What
    actor: str | None
    actor_name: str | None
    detail: Mapping[str, Any] = field(default_factory=dict)

    @property
    def who(self) -> str | None:
        """Who did it: a staff member, or whoever typed their name on the command line."""
        return self.actor_name or self.detail.get("by")


_ADD = insert(case_events)
_OF = select(case_events).where(case_events.c.case == bindparam("which")).order_by(case_events.c.id)


def add_event(
    connection: Connection,
    case: str,
    what: What,
    by: StaffMember | None,
    at: datetime,
    *,
    detail: Mapping[str, Any],
) -> None:
    """Note an event, within the transaction that makes it so."""
    event = {
        "case": case,
        "at": at,
        "what": what.value,
        "actor": by.id if by else None,
        "actor_name": by.name if by else None,
        "detail": dict(detail),
    }
    connection.execute(_ADD, event)


def events_of(connection: Connection, case: str) -> list[CaseEvent]:
    """Give all events of a case, the oldest first."""
    return [
        CaseEvent(
            case=row.case,
            at=row.at,
            what=What(row.what),
            actor=row.actor,
            actor_name=row.actor_name,
            detail=row.detail,
        )
        for row in connection.execute(_OF, {"which": case})
    ]
