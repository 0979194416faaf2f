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


SENSITIVE_REASONS = (Reason.CASE_BY_CASE, Reason.SAFETY)
"""What is sensitive by its reason alone."""


class Sensitivity(StrEnum):
    """Why a case must not be left lying, whatever it was raised for."""

    DEADLINE_TODAY = "deadline_today"
    TICKET = "ticket"
    PENALTY = "penalty"
    PERSONAL_ACCOUNT = "personal_account"


class State(StrEnum):
    """`open`: nobody has it yet. `claimed`: a staff member has it. `closed`: done."""

    OPEN = "open"
    CLAIMED = "claimed"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseDraft:
    """What is known when a case is opened.

    `conversation` and `turn` name the resident's message; there is one case for each at most.
    `topic` is null when nothing was understood. `aspect`, written `topic/aspect`, is what was
    spoken of: of a bare wish for a person, what came before it. `subjects` are ids of the status
    document. `sensitivity` is null where nothing presses. `named_topic` and `named_subjects` are
    what the message itself says it is about; null and empty for a bare wish.
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
    aspect: str | None = None
    sensitivity: Sensitivity | None = None
    named_topic: str | None = None
    named_subjects: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A case as the case book holds it.

    Its moments are aware and in UTC, on the real clock. `outcome`, `closed_at` and `closed_by` are
    null until the case is closed. `claimed_by` (a staff member's id), `claimed_by_name`,
    `claimed_at` and `lease_until` are null unless it is claimed. `revision` and `facts` are what
    the bot's last answers in the conversation rested on; `facts` is null until that was noted.
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
    claimed_by: str | None = None
    claimed_by_name: str | None = None
    claimed_at: datetime | None = None
    lease_until: datetime | None = None
    first_reply_at: datetime | None = None
    revision: int | None = None
    facts: tuple[str, ...] | None = None
    aspect: str | None = None
    sensitivity: Sensitivity | None = None

    @property
    def is_sensitive(self) -> bool:
        """Whether it may cost the resident money, a ticket or more if nobody looks."""
        return self.sensitivity is not None or self.reason in SENSITIVE_REASONS
