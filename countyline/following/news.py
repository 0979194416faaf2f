"""What is to be said later, as the desk is given it: whoever puts it together asks the engine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, tzinfo
from typing import Any, Protocol

from countyline.desk.model import Hint

FIRST_TEXT_AT = time(8)
LAST_TEXT_AT = time(21)
"""Hours in which texts go out that nobody waits for at the moment, in the county's time."""


@dataclass(frozen=True, slots=True)
class Said:
    """Something to be said, with the record that it rests on and what it was made from."""

    text: str
    answer: Mapping[str, Any]
    card: Mapping[str, Any] | None = None
    basis: Mapping[str, Any] | None = None


class News(Protocol):
    """The status in service, as it is at each call."""

    def zone(self) -> tzinfo:
        """Give the county's time zone."""
        ...

    def back(self, subject: str) -> int | None:
        """Tell how far a subject is back; None when the document does not hold it."""
        ...

    def reopening(self, subject: str, language: Hint, channel: str) -> Said | None:
        """Say when a subject opens, for a channel; None when nothing sure can be said."""
        ...


def may_text(now: datetime, zone: tzinfo) -> bool:
    """Tell whether a text that nobody waits for may go out at the aware moment `now`."""
    return FIRST_TEXT_AT <= now.astimezone(zone).time() < LAST_TEXT_AT
