"""What a report counts: a message that was asked, and a case that waits for staff."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class Became(StrEnum):
    """What became of a message. `unknown`: told that nothing is published for it."""

    ANSWERED = "answered"
    UNKNOWN = "unknown"
    CLARIFIED = "clarified"
    HANDED_OVER = "handed_over"
    DECLINED = "declined"
    SMALL_TALK = "small_talk"
    HEADLINE = "headline"
    STAFF = "staff"
    WAITING = "waiting"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A resident's message, redacted as the desk keeps it. `at` is aware.

    `certainty` is that of its answer; null where nothing was answered.
    """

    at: datetime
    text: str
    channel: str
    language: str
    became: Became
    certainty: str | None = None
    topics: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Raised:
    """A case. Moments are aware; `replied_at` and `closed_at` are null until then.

    `topic` is null where nothing was understood.
    """

    at: datetime
    replied_at: datetime | None
    closed_at: datetime | None
    reason: str
    question: str
    language: str
    topic: str | None
    subjects: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Waits:
    """How long staff took to reply for the first time; null where nobody was replied to.

    `waiting` cases are neither replied to nor closed; `oldest` is how long the oldest one waits.
    """

    replied: int
    median: timedelta | None
    ninetieth: timedelta | None
    waiting: int
    oldest: timedelta | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Messages counted; a message with two topics or subjects counts under both.

    `by_hour` has the first moment of each hour with a message, in UTC.
    """

    messages: int
    by_hour: Mapping[datetime, int]
    by_topic: Mapping[str, int]
    by_subject: Mapping[str, int]
    by_language: Mapping[str, int]
    by_channel: Mapping[str, int]
    by_outcome: Mapping[Became, int]
    by_certainty: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unanswered:
    """Something that found no answer: its text, and what was understood of it, if anything."""

    text: str
    language: str
    topic: str | None
    subjects: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedAlike:
    """Unanswered questions that are alike. `wordings` has each text once, by language."""

    count: int
    topic: str | None
    subjects: tuple[str, ...]
    wordings: Mapping[str, Sequence[str]]
