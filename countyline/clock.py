"""One clock, passed in.

What is told to residents follows this clock, so that an incident can be replayed. Leases,
retries, sessions and audit use real time instead and do not come here.

Only the standard library is used here: both environments import this module.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Protocol


class Clock(Protocol):
    """Tells the time that residents are told about."""

    def now(self) -> datetime:
        """Return the present moment, aware, in UTC."""
        ...


@dataclass(frozen=True)
class SystemClock:
    """The machine's clock, moved by an offset when a time is pretended.

    `offset` is added to the real time; zero is the real time itself.
    """

    offset: timedelta = timedelta(0)

    def now(self) -> datetime:
        """Return the present moment, aware, in UTC."""
        return datetime.now(timezone.utc) + self.offset


@dataclass(frozen=True)
class FixedClock:
    """A clock that stands still: what would be said at this very moment."""

    moment: datetime

    def __post_init__(self) -> None:
        if self.moment.tzinfo is None:
            raise ValueError("A clock needs a time with a time zone.")

    def now(self) -> datetime:
        """Return the moment, aware, in UTC."""
        return self.moment.astimezone(timezone.utc)
