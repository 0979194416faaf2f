"""The switchboard: staff take conversations over, answer in them, and give them back.

`bot → offered → staff → bot`: a conversation has one owner, in the database, whatever any process
believes. A claim is a lease: who lets it run out is taken for gone, and the case waits for the
next one. While a person has a conversation the bot says nothing in it; what the resident wrote
meanwhile, or what the bot had not answered yet when the person came, is the person's to answer.

Each method is one transaction, or one for each case that is replied to: killed at any point, all
of it happened or nothing, and asking again is safe. All methods wait for the database and raise
DatabaseUnavailable. Times are real ones. Whoever calls rings the desk's bell for the
conversations that come back, once the call has returned.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Engine, bindparam, func, literal_column, select

from countyline.cases.history import What, add_event, events_of
from countyline.cases.ids import case_id_from
from countyline.cases.model import Case, State
from countyline.cases.schema import cases
from countyline.cases.staff import StaffMember
from countyline.cases.store import (
    CLOSING,
    CaseAlreadyClosed,
    CaseNotFound,
    closed,
)
from countyline.database.engine import reading, writing
from countyline.desk import statements as sql
from countyline.desk.case_file import CaseFile, Holder, read_case_file
from countyline.desk.claims import LockedCase, locked_case
from countyline.desk.evidence import note_evidence
from countyline.desk.model import Hint, Owner
from countyline.desk.refused import CaseTaken, NotYours, UnfitText
from countyline.desk.schema import conversations
from countyline.desk.staff_text import noted, written
from countyline.desk.waiting_cases import QueuedCase, QueueFilter, queued

__all__ = [
    "CaseAlreadyClosed",
    "CaseFile",
    "CaseNotFound",
    "CaseTaken",
    "Holder",
    "LeftOut",
    "NotYours",
    "QueueFilter",
    "QueuedCase",
    "ReplyReport",
    "SentReply",
    "Switchboard",
    "UnfitText",
    "Why",
]

LEASE = timedelta(minutes=10)

# Spelled out, not bound: SQLite uses an index of some rows only where the words are the same.
_is_claimed = cases.c.state == literal_column("'claimed'")
RAN_OUT = (
    select(cases.c.id)
    .where(_is_claimed, cases.c.lease_until <= bindparam("now"))
    .order_by(cases.c.lease_until)
)
LEFT_ALONE = select(conversations.c.id).where(
    conversations.c.owner == literal_column("'staff'"),
    ~select(cases.c.id).where(cases.c.conversation == conversations.c.id, _is_claimed).exists(),
)
"""Conversations that are a person's by the word, while nobody has a case of them: it was
deleted."""
_LAST_CASE = (
    select(cases.c.id)
    .where(cases.c.conversation == bindparam("conversation"))
    .order_by(func.coalesce(cases.c.closed_at, cases.c.opened_at).desc())
    .limit(1)
)


class Why(StrEnum):
    """Why a case was left out of a reply."""

    NO_TEXT = "no_text"
    TAKEN = "taken"
    CLOSED = "closed"
    UNKNOWN = "unknown"
    NO_CHANNEL = "no_channel"


@dataclass(frozen=True, slots=True)
class SentReply:
    """A reply that is on disk, as entry `seq` of its conversation."""

    case: str
    conversation: str
    seq: int
    language: Hint


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A case that a reply did not go to. `by_name` is who has it, if that is why."""

    case: str
    why: Why
    by_name: str | None = None


@dataclass(frozen=True, slots=True)
class ReplyReport:
    """What became of a reply."""

    sent: Sequence[SentReply]
    left_out: Sequence[LeftOut]

    @property
    def conversations(self) -> list[str]:
        """The conversations to ring for, each once."""
        return list(dict.fromkeys(one.conversation for one in self.sent))


class Switchboard:
    """Gives conversations to staff and back.

    Args:
        engine: the database.
        clock: gives the real time, aware.
        lease: how long a claim holds unless it is renewed.
    """

    def __init__(
        self, engine: Engine, clock: Callable[[], datetime], lease: timedelta = LEASE
    ) -> None:
        self._engine = engine
        self._clock = clock
        self._lease = lease

    # Looking

    def queue(self, wanted: QueueFilter) -> list[QueuedCase]:
        """Give the wanted cases, the oldest first."""
        with reading(self._engine) as connection:
            return queued(connection, wanted, self._clock())

    def file(self, case_id: str) -> CaseFile | None:
        """Give all there is about a case, or None when there is no such case."""
        number = case_id_from(case_id)
        if number is None:
            return None
        with reading(self._engine) as connection:
            return read_case_file(connection, number)

    # Having

    def claim(self, case_id: str, staff: StaffMember) -> CaseFile:
        """Give a case and its conversation to a staff member, who may have it already.

        Raises CaseTaken, CaseAlreadyClosed or CaseNotFound.
        """
        now = self._clock()
        with writing(self._engine) as connection:
            locked = locked_case(connection, case_id, now)
            locked.must_be_unclosed()
            case, holder = locked.case, locked.holder
            if holder is None or (holder.id, holder.claimed_by) != (case.id, staff.id):
                _make_room(locked)
                self._hand_to(locked, staff)
                locked.note(What.CLAIMED, staff)
                locked.take_from_bot()
                locked.tell("taken")
                note_evidence(connection, case.id, case.conversation)
            else:
                locked.change(lease_until=now + self._lease)
        file = self.file(case_id)
        if file is None:
            raise CaseNotFound(case_id)
        return file

    def keep(self, case_id: str, staff: StaffMember) -> None:
        """Renew the lease. Raises NotYours or CaseNotFound."""
        now = self._clock()
        with writing(self._engine) as connection:
            locked = locked_case(connection, case_id, now)
            if locked.case.claimed_by != staff.id:
                raise NotYours(locked.case.id, locked.case.claimed_by_name)
            locked.change(lease_until=now + self._lease)

    def release(self, case_id: str, staff: StaffMember) -> str:
        """Give a case back to the queue; give its conversation.

        An administrator may do so for whoever has it. Raises NotYours or CaseNotFound.
        """
        with writing(self._engine) as connection:
            locked = locked_case(connection, case_id, self._clock())
            locked.must_be_held_by(staff)
            had_name = locked.case.claimed_by_name
            locked.free()
            locked.note(What.RELEASED, staff, had_name=had_name)
            locked.give_back()
            locked.tell("released", "again")
            return locked.case.conversation

    def transfer(self, case_id: str, staff: StaffMember, to: StaffMember) -> str:
        """Hand a case to a colleague; give its conversation. The resident is not told.

        An administrator may do so for whoever has it. Raises NotYours or CaseNotFound.
        """
        with writing(self._engine) as connection:
            locked = locked_case(connection, case_id, self._clock())
            locked.must_be_held_by(staff)
            self._hand_to(locked, to)
            locked.note(What.TRANSFERRED, staff, to=to.id, to_name=to.name)
            return locked.case.conversation

    def run_out(self) -> list[str]:
        """Give back what its owner left, and name the conversations. Due every second or so."""
        now = self._clock()
        with reading(self._engine) as connection:
            late = connection.execute(RAN_OUT, {"now": now}).scalars().all()
            alone = connection.execute(LEFT_ALONE).scalars().all()
        told = [self._run_out(case, now) for case in late]
        told += [self._heal(conversation, now) for conversation in alone]
        return [one for one in dict.fromkeys(told) if one is not None]

    # Answering

    def reply(
        self,
        case_ids: Sequence[str],
        staff: StaffMember,
        texts: Mapping[Hint, str],
        key: str,
    ) -> ReplyReport:
        """Say something to the residents of some cases, each in their language and conversation.

        The staff member may have a case or not; one that somebody else has is left out. `key`
        names the form that was sent: the same text with the same key goes to a conversation once.

        Raises UnfitText before anything is sent.
        """
        kept = {language: written(text) for language, text in texts.items() if text.strip()}
        if not kept:
            raise UnfitText("empty")
        sent: list[SentReply] = []
        left_out: list[LeftOut] = []
        for case_id in dict.fromkeys(case_ids):
            became = self._reply(case_id, staff, kept, key)
            if isinstance(became, SentReply):
                sent.append(became)
            else:
                left_out.append(became)
        return ReplyReport(sent, left_out)

    def note(self, case_id: str, staff: StaffMember, text: str, key: str) -> None:
        """Note something for colleagues; the resident never sees it.

        `key` names the form that was sent: the same text with the same key is noted once.

        Raises UnfitText or CaseNotFound.
        """
        kept = noted(text)
        once = _once(staff, key, {"note": kept})
        with writing(self._engine) as connection:
            locked = locked_case(connection, case_id, self._clock())
            self._renew(locked, staff)
            before = events_of(connection, locked.case.id)
            if once not in (event.detail.get("key") for event in before):
                locked.note(What.NOTED, staff, text=kept, key=once)

    def close(self, case_id: str, staff: StaffMember, outcome: str) -> str:
        """Close a case that the staff member or nobody has; give its conversation.

        The resident is told `outcome` when they ask what became of the case. An administrator may
        close what somebody else has. Raises UnfitText, NotYours, CaseAlreadyClosed or
        CaseNotFound.
        """
        kept = noted(outcome)
        with writing(self._engine) as connection:
            locked = locked_case(connection, case_id, self._clock())
            locked.must_be_unclosed()
            if locked.case.state is State.CLAIMED:
                locked.must_be_held_by(staff)
            _close(locked, kept, staff.name)
            locked.note(What.CLOSED, staff, outcome=locked.case.outcome)
            return locked.case.conversation

    def close_from_outside(self, case_id: str, outcome: str, by: str) -> Case:
        """Close a case for somebody without an account, such as on the command line.

        Whoever has it loses it. Raises UnfitText, CaseAlreadyClosed or CaseNotFound.
        """
        kept = noted(outcome)
        with writing(self._engine) as connection:
            locked = locked_case(connection, case_id, self._clock())
            locked.must_be_unclosed()
            _close(locked, kept, by)
            case = locked.case
            detail = {"outcome": case.outcome, "by": case.closed_by}
            add_event(connection, case.id, What.CLOSED, None, locked.now, detail=detail)
            return case

    # Parts

    def _hand_to(self, locked: LockedCase, staff: StaffMember) -> None:
        locked.change(
            state=State.CLAIMED,
            claimed_by=staff.id,
            claimed_by_name=staff.name,
            claimed_at=locked.now,
            lease_until=locked.now + self._lease,
        )

    def _renew(self, locked: LockedCase, staff: StaffMember) -> None:
        if locked.case.claimed_by == staff.id:
            locked.change(lease_until=locked.now + self._lease)

    def _reply(
        self, case_id: str, staff: StaffMember, texts: Mapping[Hint, str], key: str
    ) -> SentReply | LeftOut:
        with writing(self._engine) as connection:
            try:
                locked = locked_case(connection, case_id, self._clock())
            except CaseNotFound:
                return LeftOut(case_id, Why.UNKNOWN)
            case, language = locked.case, locked.language
            once = _once(staff, key, texts)
            which = {"conversation": case.conversation, "key": once}
            seq = connection.execute(sql.SEQ_OF_REPLY, which).scalar()
            if seq is not None:
                return SentReply(case.id, case.conversation, seq, language)
            if (obstacle := _obstacle(locked, staff, texts)) is not None:
                return obstacle
            spoken = {"author": "staff", "text": texts[language], "answer": None, "card": None}
            seq = locked.say({**spoken, "key": once})
            if seq is None:
                return LeftOut(case.id, Why.NO_CHANNEL)
            if case.first_reply_at is None:
                locked.change(first_reply_at=locked.now)
            self._renew(locked, staff)
            locked.note(What.REPLIED, staff, seq=seq, language=language)
            return SentReply(case.id, case.conversation, seq, language)

    def _run_out(self, case_id: str, now: datetime) -> str | None:
        with writing(self._engine) as connection, suppress(CaseNotFound):
            locked = locked_case(connection, case_id, now)
            until = locked.case.lease_until
            # Renewed or given back since it was looked for.
            if until is None or until > now:
                return None
            locked.run_out(locked.case)
            locked.give_back()
            locked.tell("ran_out", "again")
            return locked.case.conversation
        return None

    def _heal(self, conversation: str, now: datetime) -> str | None:
        which = {"conversation": conversation}
        with writing(self._engine) as connection:
            case_id = connection.execute(_LAST_CASE, which).scalar()
            if case_id is None:
                back = {"this": conversation, "whose": Owner.BOT.value}
                connection.execute(sql.GIVE_TO, back)
                return conversation
            locked = locked_case(connection, case_id, now)
            # Somebody may have claimed a case of it since it was looked for.
            if locked.holder is not None:
                return None
            locked.give_back()
            is_closed = locked.case.state is State.CLOSED
            locked.tell("closed" if is_closed else "released", "again")
            return conversation


def _close(locked: LockedCase, outcome: str, by: str) -> None:
    """Close a case, and make the conversation whose it is then."""
    after = closed(locked.case, outcome, by, locked.now)
    locked.change(**{name: getattr(after, name) for name in CLOSING})
    locked.give_back()
    if locked.owner is Owner.STAFF:
        locked.tell("closed")
    else:
        locked.tell("closed", "again")


def _make_room(locked: LockedCase) -> None:
    """Let nobody have the conversation, if its lease ran out. Raises CaseTaken."""
    holder = locked.holder
    if holder is None or holder.lease_until is None:
        return
    if holder.lease_until > locked.now:
        raise CaseTaken(holder.claimed_by_name or "", holder.lease_until, holder.id)
    locked.run_out(holder)


def _obstacle(locked: LockedCase, staff: StaffMember, texts: Mapping[Hint, str]) -> LeftOut | None:
    """Tell why a reply cannot go to a case, if it cannot."""
    case, holder = locked.case, locked.holder
    if case.state is State.CLOSED:
        return LeftOut(case.id, Why.CLOSED)
    if holder is not None and holder.claimed_by != staff.id:
        return LeftOut(case.id, Why.TAKEN, holder.claimed_by_name)
    if locked.language not in texts:
        return LeftOut(case.id, Why.NO_TEXT)
    return None


def _once(staff: StaffMember, key: str, texts: Mapping[Any, str]) -> str:
    """Give what is the same for the same text of the same form, and for nothing else."""
    parts = [staff.id, key, *(f"{name}:{texts[name]}" for name in sorted(texts))]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()
