"""A case under lock: who may change it, and what changes with it.

Whoever locks, locks the conversation first and then all of its cases, in one order, so that
nobody waits for one another. What staff do changes case, conversation, entry and event together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select, update

from countyline.cases.history import What, add_event
from countyline.cases.ids import case_id_from
from countyline.cases.model import Case, State
from countyline.cases.rows import case_of, row_of
from countyline.cases.schema import cases
from countyline.cases.staff import Role, StaffMember
from countyline.cases.store import CaseAlreadyClosed, CaseNotFound
from countyline.desk import statements as sql
from countyline.desk.language import language_for
from countyline.desk.model import Hint, Owner
from countyline.desk.refused import NotYours
from countyline.desk.words import Said, paragraphs

_NOBODY: Mapping[str, Any] = {
    "state": State.OPEN,
    "claimed_by": None,
    "claimed_by_name": None,
    "claimed_at": None,
    "lease_until": None,
}
_NO_LONGER_ASKED: Mapping[str, Any] = {
    "choices": [],
    "clarified": 0,
    "offered": None,
    "question": "",
}
"""What the bot waited for. After a person has spoken, "yes" is no answer to it any more."""


@dataclass
class LockedCase:
    """A case that nobody else can change until the transaction's end.

    `talk` is its conversation's row, null when the case came from a channel without a desk.
    """

    connection: Connection
    case: Case
    siblings: Sequence[Case]
    talk: Row[Any] | None
    now: datetime

    # What is so

    @property
    def language(self) -> Hint:
        """The language that the resident reads."""
        talk = self.talk
        return language_for(
            talk.context if talk else None, self.case.language, talk.language if talk else None
        )

    @property
    def holder(self) -> Case | None:
        """The case through which somebody has the conversation."""
        claimed = [one for one in self._all if one.state is State.CLAIMED]
        return claimed[0] if claimed else None

    @property
    def owner(self) -> Owner:
        """Whose the conversation is, by its cases."""
        if self.holder is not None:
            return Owner.STAFF
        is_offered = any(one.state is State.OPEN for one in self._all)
        return Owner.OFFERED if is_offered else Owner.BOT

    @property
    def _all(self) -> list[Case]:
        return [self.case, *self.siblings]

    def must_be_unclosed(self) -> None:
        """Raises CaseAlreadyClosed."""
        if self.case.state is State.CLOSED:
            raise CaseAlreadyClosed(self.case)

    def must_be_held_by(self, staff: StaffMember) -> None:
        """Raises NotYours, unless `staff` has it, or somebody has it and `staff` administrates."""
        case = self.case
        may_step_in = case.claimed_by is not None and staff.role is Role.ADMINISTRATOR
        if case.claimed_by != staff.id and not may_step_in:
            raise NotYours(case.id, case.claimed_by_name)

    # What changes

    def change(self, **changes: Any) -> None:
        """Change the case."""
        self._write(replace(self.case, **changes), changes)

    def free(self) -> None:
        """Let nobody have the case any more; it is open."""
        self.change(**_NOBODY)

    def run_out(self, holder: Case) -> None:
        """Take a case of the conversation from whoever let its lease run out."""
        self._write(replace(holder, **_NOBODY), _NOBODY)
        add_event(
            self.connection,
            holder.id,
            What.RAN_OUT,
            None,
            self.now,
            detail={"had": holder.claimed_by, "had_name": holder.claimed_by_name},
        )

    def _write(self, after: Case, changes: Mapping[str, Any]) -> None:
        row = row_of(after)
        values = {name: row[name] for name in changes}
        self.connection.execute(update(cases).where(cases.c.id == after.id).values(values))
        if after.id == self.case.id:
            self.case = after
        else:
            self.siblings = [after if one.id == after.id else one for one in self.siblings]

    def note(self, what: What, by: StaffMember | None, **detail: Any) -> None:
        """Add an event."""
        add_event(self.connection, self.case.id, what, by, self.now, detail=detail)

    def take_from_bot(self) -> None:
        """Silence the bot: what waits for it is the person's, what it waited for is off."""
        if self.talk is None:
            return
        known = self.talk.context
        context = {**known, **_NO_LONGER_ASKED} if known is not None else None
        self.connection.execute(sql.TAKE_FROM_BOT, {"this": self.talk.id, "known": context})
        self.connection.execute(sql.LEAVE_TO_PERSON, {"this": self.talk.id, "now": self.now})

    def give_back(self) -> None:
        """Make the conversation whose it is by its cases."""
        if self.talk is not None:
            given = {"this": self.talk.id, "whose": self.owner.value}
            self.connection.execute(sql.GIVE_TO, given)

    def tell(self, *said: Said) -> None:
        """Tell the resident what happened; nothing more than once in a transaction."""
        told = paragraphs(self.language, self.case.id, *said)
        self.say(
            {
                "author": "bot",
                "text": "\n".join(told),
                "answer": self._record(),
                "card": {"paragraphs": told, "source": None, "mark": None},
                "key": None,
            }
        )

    def say(self, entry: Mapping[str, Any]) -> int | None:
        """Add an entry in the resident's language; give its `seq`, null without a conversation."""
        if self.talk is None:
            return None
        seq = int(self.talk.last_seq) + 1
        where = {"conversation": self.talk.id, "seq": seq, "turn": None}
        how = {"language": self.language, "written_at": self.now}
        self.connection.execute(sql.INSERT_REPLY, {**where, **how, **entry})
        after = {"this": self.talk.id, "seq": seq, "now": self.now}
        self.connection.execute(sql.AFTER_SAYING, after)
        return seq

    def _record(self) -> dict[str, Any]:
        """Give the record that goes with every answer, as docs/rest.md has it."""
        return {
            "kind": "handoff",
            "topic": "person",
            "topics": ["person"],
            "subjects": [],
            "facts": [],
            "certainty": None,
            "as_of": None,
            "revision": None,
            "sources": [],
            "language": self.language,
            "choices": [],
            "case": {"id": self.case.id, "state": self.case.state.value},
            "degraded": False,
        }


def locked_case(connection: Connection, case_id: str, now: datetime) -> LockedCase:
    """Lock a case with its conversation. Raises CaseNotFound."""
    number = case_id_from(case_id) or ""
    conversation = connection.execute(
        select(cases.c.conversation).where(cases.c.id == number)
    ).scalar()
    if conversation is None:
        raise CaseNotFound(number)
    talk = connection.execute(sql.LOCK, {"conversation": conversation}).one_or_none()
    rows = connection.execute(
        select(cases)
        .where(cases.c.conversation == conversation)
        .order_by(cases.c.id)
        .with_for_update()
    )
    found = [case_of(row) for row in rows]
    [case] = [one for one in found if one.id == number]
    siblings = [one for one in found if one.id != number]
    return LockedCase(connection, case, siblings, talk, now)
