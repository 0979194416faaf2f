"""What calls speak of: what a phone system reports, and what it is told to say and do.

Each phone system's module in `countyline.channels.voice` turns its own protocol into `Heard`, and
`Said` into its own protocol. Nothing here knows any of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Literal, Protocol

from countyline.desk.model import Hint
from countyline.speech import Speech

CHANNEL = "voice"

MOST_ALTERNATIVES = 3


class Event(StrEnum):
    """What happened in a call.

    `speech`: the caller said something; `keys`: pressed keys; `no_input`: was silent;
    `transfer_ended`: a transfer did not reach anybody, or the talk with staff is over;
    `recorded`: a voicemail is complete; `waiting`: the phone system asks for the answer that was
    not ready when it asked before; `hangup`: the call is over.
    """

    START = "start"
    SPEECH = "speech"
    KEYS = "keys"
    NO_INPUT = "no_input"
    TRANSFER_ENDED = "transfer_ended"
    RECORDED = "recorded"
    WAITING = "waiting"
    HANGUP = "hangup"


class TransferOutcome(StrEnum):
    """How a transfer ended."""

    COMPLETED = "completed"
    BUSY = "busy"
    NO_ANSWER = "no_answer"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Alternative:
    """One way in which recognition heard what was said.

    `confidence` is from 0 to 1; null when it is missing or zero, which says nothing.
    """

    transcript: str
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Abilities:
    """What a phone system can do beside listening and speaking.

    `transfers`: reports how a transfer ended. `records`: takes a voicemail. `waits`: asks again
    by itself when it is told that the answer is not ready yet.
    """

    transfers: bool = False
    records: bool = False
    waits: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What a phone system reports of a call, once.

    `call` names the call, with the phone system before it (`twilio:CA…`). `key` names the report
    within the call: the same key again is the same report, and gets the same `Said`. `caller` is
    the number that calls, in E.164; null when it is withheld. `language` is the one that
    recognition listened for. `alternatives` are at most `MOST_ALTERNATIVES`, the likeliest first;
    of a voicemail, its transcript, if there is one. `recording` is where a voicemail can be heard.
    """

    call: str
    key: str
    event: Event
    caller: str | None = None
    language: Hint | None = None
    alternatives: tuple[Alternative, ...] = ()
    keys: str = ""
    transfer: TransferOutcome | None = None
    recording: str | None = None
    abilities: Abilities = Abilities()


Next = Literal["listen", "wait", "transfer", "record", "hangup"]
"""What the phone system does after speaking. `wait`: come back for the answer at once."""


@dataclass(frozen=True, slots=True)
class Listening:
    """How to listen after speaking.

    `seconds` is how long a caller may be silent before it counts as silence. `hints` are names
    and words that recognition should expect. `most_keys`: how many keys to wait for.
    """

    seconds: float = 6.0
    hints: tuple[str, ...] = ()
    most_keys: int = 1


@dataclass(frozen=True, slots=True)
class Transfer:
    """Whom to put the caller through to.

    `to` is a number in E.164. `seconds` is how long to let it ring. `whisper` is said to staff
    before they have the caller; `summary` is the same for a screen.
    """

    to: str
    whisper: Speech
    summary: str
    seconds: int = 25


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a phone system is to say and do next; the caller may always interrupt it.

    `answer` is the contract's record of what is said; null for what is only about the call itself
    and not on record.
    """

    speech: Speech
    language: Hint
    next: Next
    listening: Listening = Listening()
    transfer: Transfer | None = None
    answer: Mapping[str, Any] | None = field(default=None)


class Calls(Protocol):
    """Takes what phone systems report."""

    async def take(self, heard: Heard) -> Said:
        """Keep a report, and tell what comes next. Raises CallRefused or DatabaseUnavailable."""
        ...


class CallRefused(Exception):
    """A report that makes no sense; the message is plain words for whoever runs the system."""
