"""A case with everything that a staff member needs in order to answer it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from countyline.cases.history import CaseEvent, What, events_of
from countyline.cases.model import Case, State
from countyline.cases.rows import case_of
from countyline.cases.schema import cases
from countyline.desk.entries import all_entries
from countyline.desk.language import language_for
from countyline.desk.model import Entry, Hint, Owner
from countyline.desk.schema import conversations
from countyline.desk.waiting_cases import count_waiting, group_of

_MOST_ALIKE = 200


@dataclass(frozen=True, slots=True)
class Holder:
    """Who has a case, and until when if nothing renews it."""

    id: str
    name: str
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFile:
    """A case, what was said and done, and what is like it.

    `entries` is the whole conversation, empty when the case came from a channel without a desk;
    then `owner` is null too. `language` is the one that the resident reads now. `siblings` are
    the other cases of the conversation. `waiting` counts the resident's messages that staff have
    not answered. `alike` are others' unanswered cases on the same topic
    and subjects, the oldest first.
    """

    case: Case
    entries: Sequence[Entry]
    events: Sequence[CaseEvent]
    owner: Owner | None
    language: Hint
    siblings: Sequence[Case]
    alike: Sequence[Case]
    waiting: int

    @property
    def holder(self) -> Holder | None:
        """Who has the case now."""
        case = self.case
        if case.claimed_by is None or case.claimed_by_name is None or case.lease_until is None:
            return None
        return Holder(case.claimed_by, case.claimed_by_name, case.lease_until)

    @property
    def notes(self) -> Sequence[CaseEvent]:
        """What staff noted for one another; the words are in `detail["text"]`."""
        return [event for event in self.events if event.what is What.NOTED]

    @property
    def facts(self) -> Sequence[str]:
        """The ids of the facts that the bot's last answers rested on."""
        return self.case.facts or ()

    @property
    def revision(self) -> int | None:
        """The revision that they came from."""
        return self.case.revision


def read_case_file(connection: Connection, case_id: str) -> CaseFile | None:
    """Give a case's file, or None when there is no such case."""
    row = connection.execute(select(cases).where(cases.c.id == case_id)).one_or_none()
    if row is None:
        return None
    case = case_of(row)
    talk = connection.execute(
        select(conversations).where(conversations.c.id == case.conversation)
    ).one_or_none()
    same_talk = select(cases).where(
        cases.c.conversation == case.conversation, cases.c.id != case.id
    )
    return CaseFile(
        case=case,
        entries=all_entries(connection, talk.id, talk.last_seq) if talk else [],
        events=events_of(connection, case.id),
        owner=Owner(talk.owner) if talk else None,
        language=language_for(
            talk.context if talk else None, case.language, talk.language if talk else None
        ),
        siblings=[
            case_of(one) for one in connection.execute(same_talk.order_by(cases.c.opened_at))
        ],
        alike=_alike(connection, case),
        waiting=count_waiting(connection, case.id),
    )


def _alike(connection: Connection, case: Case) -> list[Case]:
    if case.topic is None:
        return []
    query = (
        select(cases)
        .where(
            cases.c.state != State.CLOSED.value,
            cases.c.topic == case.topic,
            cases.c.conversation != case.conversation,
        )
        .order_by(cases.c.opened_at, cases.c.id)
    )
    found = (case_of(row) for row in connection.execute(query))
    return [one for one in found if group_of(one) == group_of(case)][:_MOST_ALIKE]
