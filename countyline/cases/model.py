"""A case: one resident's question that waits for a person."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Reason(StrEnum):
    """Why a question goes to a person."""

    ASKED_FOR_PERSON = "asked_for_person"
    NOT_UNDERSTOOD = "not_understood"
    NOTHING_PUBLISHED = "nothing_published"
    CASE_BY_CASE = "case_by_case"
    MEDIA = "media"
    SAFETY = "safety"
    DEGRADED = "degraded"


class State(StrEnum):
    """`open`: nobody has it yet. `claimed`: a staff member has it. `closed`: done."""

    OPEN = "open"
    CLAIMED = "claimed"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseDraft:
    """What is known when a case is opened.

    `conversation` and `turn` name the resident's message; there is one case for each at most.
    `topic` is null when nothing was understood. `subjects` are ids of the status document.
    `language` is `en`, `es` or `und`. `question` and `contact` are redacted when they are stored.
    """

    conversation: str
    turn: str
    reason: Reason
    language: str
    channel: str
    question: str
    topic: str | None = None
    subjects: tuple[str, ...] = ()
    contact: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A case as the case book holds it.

    `opened_at` and `closed_at` are aware and in UTC, on the real clock. `outcome`, `closed_at`
    and `closed_by` are null until the case is closed.
    """

    id: str
    conversation: str
    turn: str
    reason: Reason
    topic: str | None
    subjects: tuple[str, ...] = field(default=())
    language: str
    channel: str
    question: str
    contact: str | None
    state: State
    outcome: str | None
    opened_at: datetime
    closed_at: datetime | None
    closed_by: str | None
