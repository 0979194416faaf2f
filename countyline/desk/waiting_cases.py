"""The queue: the cases that staff look through, and what they must know of each at a glance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, case, func, or_, select

from countyline.cases.model import SENSITIVE_REASONS, Case, Reason, Sensitivity, State
from countyline.cases.rows import case_of
from countyline.cases.schema import cases
from countyline.desk.language import language_for
from countyline.desk.schema import conversations, inbox, outbox

MOST_CASES = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueFilter:
    """Which cases are wanted; what is empty or null asks for nothing in particular.

    `claimed_by` is a staff member's id. `text` is looked for in questions and case numbers.
    """

    states: Sequence[State] = (State.OPEN, State.CLAIMED)
    reasons: Sequence[Reason] = ()
    topic: str | None = None
    subject: str | None = None
    language: str | None = None
    channel: str | None = None
    claimed_by: str | None = None
    text: str | None = None
    only_sensitive: bool = False
    sensitivity: Sensitivity | None = None
    most: int = MOST_CASES


@dataclass(frozen=True, slots=True, kw_only=True)
class QueuedCase:
    """A case as the queue shows it.

    `language` is the one that the resident reads now. `waiting` counts the resident's messages
    since staff last wrote, the question of the case included. `age` is the time since it was
    opened. `group` is the same for cases on the same topic and subjects.
    """

    case: Case
    language: str
    age: timedelta
    waiting: int
    last_message_at: datetime | None
    group: tuple[str, ...] = field(default=())

    @property
    def owner_name(self) -> str | None:
        """Who has it."""
        return self.case.claimed_by_name

    @property
    def is_sensitive(self) -> bool:
        """Whether it must not be left lying."""
        return self.case.is_sensitive


def group_of(one: Case) -> tuple[str, ...]:
    """Give what cases on the same matter have in common."""
    return (one.topic or "", *sorted(one.subjects))


_staff_seq = (
    select(func.max(outbox.c.seq))
    .where(outbox.c.conversation == cases.c.conversation, outbox.c.author == "staff")
    .correlate(cases)
    .scalar_subquery()
)
_since_staff = (
    select(func.count())
    .where(inbox.c.conversation == cases.c.conversation, inbox.c.seq > _staff_seq)
    .correlate(cases)
    .scalar_subquery()
)
_since_opened = (
    select(func.count())
    .where(
        inbox.c.conversation == cases.c.conversation, inbox.c.received_at > cases.c.opened_at
    )
    .correlate(cases)
    .scalar_subquery()
)
_last_message_at = (
    select(func.max(inbox.c.received_at))
    .where(inbox.c.conversation == cases.c.conversation)
    .correlate(cases)
    .scalar_subquery()
)
_waiting = case((_staff_seq.is_(None), _since_opened + 1), else_=_since_staff)
_QUEUED = select(
    cases,
    conversations.c.context,
    conversations.c.language.label("chosen"),
    _waiting.label("waiting"),
    _last_message_at.label("last_message_at"),
).join(conversations, conversations.c.id == cases.c.conversation, isouter=True)


def count_waiting(connection: Connection, case_id: str) -> int:
    """Count the resident's messages in a case that staff have not answered."""
    query = select(_waiting).select_from(cases).where(cases.c.id == case_id)
    return int(connection.execute(query).scalar_one())


def queued(connection: Connection, wanted: QueueFilter, now: datetime) -> list[QueuedCase]:
    """Give the wanted cases, the oldest first."""
    found = [_queued(row, now) for row in connection.execute(_query(wanted))]
    return [
        one
        for one in found
        if (wanted.subject is None or wanted.subject in one.case.subjects)
        and (wanted.language is None or one.language == wanted.language)
    ][: wanted.most]


def _query(wanted: QueueFilter) -> Select[Any]:
    asked: list[ColumnElement[bool]] = []
    if wanted.states:
        asked.append(cases.c.state.in_([state.value for state in wanted.states]))
    if wanted.reasons:
        asked.append(cases.c.reason.in_([reason.value for reason in wanted.reasons]))
    if wanted.only_sensitive:
        by_reason = cases.c.reason.in_([reason.value for reason in SENSITIVE_REASONS])
        asked.append(or_(cases.c.sensitivity.is_not(None), by_reason))
    for column, value in (
        (cases.c.topic, wanted.topic),
        (cases.c.channel, wanted.channel),
        (cases.c.claimed_by, wanted.claimed_by),
        (cases.c.sensitivity, wanted.sensitivity),
    ):
        if value is not None:
            asked.append(column == value)
    if wanted.text:
        asked.append(
            or_(
                cases.c.question.icontains(wanted.text, autoescape=True),
                cases.c.id.icontains(wanted.text, autoescape=True),
            )
        )
    query = _QUEUED.where(*asked).order_by(cases.c.opened_at, cases.c.id)
    # Subjects and language are looked at afterwards.
    is_whole = wanted.subject is None and wanted.language is None
    return query.limit(wanted.most) if is_whole else query


def _queued(row: Row[Any], now: datetime) -> QueuedCase:
    one = case_of(row)
    return QueuedCase(
        case=one,
        language=language_for(row.context, one.language, row.chosen),
        age=now - one.opened_at,
        waiting=row.waiting,
        last_message_at=row.last_message_at,
        group=group_of(one),
    )
