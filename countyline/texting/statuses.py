"""What Twilio's words for a text's fate mean, and which of two comes later."""

from __future__ import annotations

from collections.abc import Mapping

from countyline.texting.model import State

_STATES: Mapping[str, State] = {
    "accepted": State.ACCEPTED,
    "scheduled": State.ACCEPTED,
    "queued": State.ACCEPTED,
    "sending": State.ACCEPTED,
    "sent": State.SENT,
    "delivered": State.DELIVERED,
    "read": State.DELIVERED,
    "undelivered": State.UNDELIVERED,
    "failed": State.FAILED,
    "canceled": State.FAILED,
}
_ORDER = {
    State.ACCEPTED: 1,
    State.SENT: 2,
    State.DELIVERED: 3,
    State.UNDELIVERED: 3,
    State.FAILED: 3,
}


def state_of(status: str) -> State | None:
    """Give the state that a word of Twilio's means; null for one that is not known."""
    return _STATES.get(status.strip().lower())


def state_after(now: State, told: State | None) -> State:
    """Give the state after one was told: callbacks come in any order, and nothing goes back."""
    if told is None or _ORDER.get(told, 0) <= _ORDER.get(now, 9):
        return now
    return told
