"""What telling staff speaks of: a notice, the way it goes, and what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol, TypeVar

from countyline.status.upkeep import Stage

LONGEST_ERROR = 200


class Kind(StrEnum):
    """What staff are told of a case.

    `new`: it came. `unclaimed`: nobody claimed it for too long. `overdue`: somebody claimed it,
    and staff have said nothing for too long.
    """

    NEW = "new"
    UNCLAIMED = "unclaimed"
    OVERDUE = "overdue"


class Way(StrEnum):
    """How it is told."""

    MAIL = "mail"
    WEBHOOK = "webhook"


class State(StrEnum):
    """`waiting` to be sent, perhaps again; `sent`; `failed` for so long that it was given up."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One notice with what it tells of its case: nothing that the resident wrote or is.

    `id` stays the same however often it is sent, so that a receiver can drop repeats.
    `attempts` counts this one too. Times are aware, in UTC, on the real clock.
    """

    id: str
    kind: Kind
    case: str
    state: str
    reason: str
    sensitivity: str | None
    topic: str | None
    subjects: tuple[str, ...]
    language: str
    channel: str
    opened_at: datetime
    claimed_by: str | None
    attempts: int

    @property
    def about(self) -> str:
        """The case."""
        return self.case


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder:
    """Tells publishers that facts must be reviewed, or are past their review.

    `provenance` is the entry of the status document that they rest on, `review_by` its review
    time on the clock that residents are told about, `revision` the one in service.
    """

    id: str
    stage: Stage
    provenance: str
    as_of: datetime
    review_by: datetime
    facts: tuple[str, ...]
    revision: int
    attempts: int

    @property
    def about(self) -> str:
        """The entry of the status document."""
        return self.provenance


@dataclass(frozen=True, slots=True)
class Sent:
    """The receiver took it; `but` is what is wrong nevertheless."""

    but: str | None = None


@dataclass(frozen=True, slots=True)
class NotSent:
    """The receiver did not take it; `why` is one line without addresses and secrets.

    `after` is when the receiver wants to be asked again, if it said so.
    """

    why: str
    after: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Unwanted:
    """The receiver wants no more notices, ever."""


Outcome = Sent | NotSent | Unwanted


class Tried(Protocol):
    """Something that is sent, perhaps again and again."""

    @property
    def id(self) -> str:
        """Its id, the same however often it is sent."""
        ...

    @property
    def attempts(self) -> int:
        """How often it was tried, this time included."""
        ...

    @property
    def about(self) -> str:
        """What it is about, for the log."""
        ...


Told = TypeVar("Told", bound=Tried)
_Sent_contra = TypeVar("_Sent_contra", contravariant=True)


class Sender(Protocol[_Sent_contra]):
    """Sends notices, or reminders, on one way.

    `most` is how many go into one sending, `pause` the least time between two of them, and
    `address` tells one receiver from another.
    """

    most: int
    pause: timedelta
    address: str

    async def send(self, told: Sequence[_Sent_contra], now: datetime, /) -> Outcome:
        """Send the notices as one. Raises nothing that comes from outside."""
        ...


def one_line(text: str) -> str:
    """Give a text as one short line of printable characters."""
    line = " ".join("".join(char if char.isprintable() else " " for char in text).split())
    return line if len(line) <= LONGEST_ERROR else line[: LONGEST_ERROR - 1] + "…"
