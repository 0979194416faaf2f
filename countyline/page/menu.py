"""The topic buttons: what residents ask most, ready to be sent."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class MenuEntry:
    """A button: what it says, and the message that it sends as if it had been typed."""

    title: str
    message: str
