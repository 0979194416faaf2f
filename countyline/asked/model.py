"""What a report counts: a message that was asked, and a case that waits for staff."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class Became(StrEnum):
    """What became of a message.

    `drafted`: a caller's question whose answer staff have ready. `unknown`: nothing is published
    for it.
    """

    ANSWERED = "answered"
    DRAFTED = "drafted"
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
    """Messages that are alike in all that is counted.

    `certainty` is that of the answer; null where nothing was answered. `text` is the message,
    redacted as the desk keeps it, where nothing was found for it; null elsewhere. It is not
    understood when it has no topic.
    """

    channel: str
    language: str
    became: Became
    certainty: str | None = None
    topics: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    text: str | None = None
    count: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Raised:
    """A case. Moments are aware; `replied_at` and `closed_at` are null until then.

    `is_of_transcript` tells that a transcript led to it, whose questions are counted themselves.
    """

    at: datetime
    replied_at: datetime | None
    closed_at: datetime | None
    reason: str
    question: str
    language: str
    is_of_transcript: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Calls:
    """Who called: calls that were held here, in how many nothing was asked, and transcripts.

    `voicemails` and `call_transcripts` came in through the intake; `unread` of both wait to be
    asked. What was asked in any of them is among the messages.
    """

    held: int = 0
    silent: int = 0
    voicemails: int = 0
    call_transcripts: int = 0
    unread: int = 0


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
    """Something that found no answer: its text, and what was understood of it, if anything.

    `count` is how often it was asked in these very words.
    """

    text: str
    language: str
    topic: str | None
    subjects: tuple[str, ...]
    count: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedAlike:
    """Unanswered questions that are alike. `wordings` has each text once, by language.

    `topic` and `subjects` are what was understood of most; no topic: most was not understood.
    """

    count: int
    topic: str | None
    subjects: tuple[str, ...]
    wordings: Mapping[str, Sequence[str]]
