"""What the intake speaks of: a transcript, a bad line, a question and what became of it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Literal

from countyline.cases.model import Reason

Hint = Literal["en", "es"]


class Kind(StrEnum):
    """What a transcript is of."""

    CALL = "call"
    VOICEMAIL = "voicemail"


class State(StrEnum):
    """`waiting`: its questions are still to be asked. `done`: they were, and it is over."""

    WAITING = "waiting"
    DONE = "done"


class Outcome(StrEnum):
    """What became of a question.

    `drafted`: an answer is ready. `person`: it is in the transcript's case. `dropped`: nothing
    was asked, or it is not the county's and nobody can be called back.
    """

    DRAFTED = "drafted"
    PERSON = "person"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Transcript:
    """The words of one caller, as they were read.

    `given_id` is the phone system's own id, null when it gave none. `at` is aware: when the call
    began. `caller` is the number that the phone system saw. `language` is what it recognized, a
    hint. `text` holds the caller's words alone, not yet cleaned.
    """

    at: datetime
    text: str
    kind: Kind = Kind.VOICEMAIL
    given_id: str | None = None
    caller: str | None = None
    language: Hint | None = None

    @property
    def digest(self) -> str:
        """Tell this transcript from every other one by what it holds."""
        moment = self.at.astimezone(UTC).isoformat()
        return _digest("\0".join((moment, self.caller or "", self.text)))

    @property
    def id(self) -> str:
        """Name it: the same for the same given id, or without one for the same content."""
        if self.given_id:
            return id_for(self.given_id)
        return _digest(f"content\0{self.digest}")[:32]


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that is no transcript. `why` is one sentence that quotes nothing of it."""

    number: int
    why: str


@dataclass(frozen=True, slots=True)
class Line:
    """A transcript and the line on which it began, counted from 1."""

    number: int
    transcript: Transcript


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A transcript on disk whose questions are to be asked now.

    `contact` is how to call back, null when nobody knows. `wants_call` says that the caller asked
    for a call. `too_many` says that questions beyond the most were left out. `attempts` counts
    how often it was tried before without an answer.
    """

    id: str
    kind: Kind
    at: datetime
    language: Hint | None
    text: str
    contact: str | None
    questions: Sequence[str]
    wants_call: bool
    too_many: bool
    attempts: int

    @property
    def conversation(self) -> str:
        """The name under which its questions are asked and its case is kept."""
        return f"transcript-{self.id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question with what the bot would say to it now. `topic` is null: not understood.

    `reason` is why a person must look at it, `draft` what the bot says, with its certainty,
    facts and revision. `language` is that of the draft.
    """

    text: str
    outcome: Outcome
    language: str
    kind: str
    topic: str | None = None
    aspect: str | None = None
    subjects: tuple[str, ...] = ()
    certainty: str | None = None
    facts: tuple[str, ...] = ()
    revision: int | None = None
    draft: str | None = None
    reason: Reason | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """What was handed over at once: how far it is, and the lines that were no transcripts.

    `bad` holds the first of them; `bad_count` counts all. `known` were there before.
    """

    id: str
    source: str
    received_at: datetime
    complete: bool
    taken: int
    known: int
    bad_count: int
    bad: Sequence[BadLine] = field(default=())
    waiting: int = 0


def id_for(given_id: str) -> str:
    """Give the id of the transcript to which the phone system gave this one."""
    return _digest(f"id\0{given_id}")[:32]


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
