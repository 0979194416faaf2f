"""What texts speak of: one that came, one that goes out, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

CHANNEL = "sms"
LONGEST_ERROR = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class InboundText:
    """A text as it came. `sid` is its id at Twilio, the same however often it is posted.

    `ours` is the number that it was sent to, `theirs` the sender's. `media` counts pictures and
    files. `opt_out_type` is `STOP`, `START` or `HELP` when Twilio has answered already.
    """

    sid: str
    ours: str
    theirs: str
    body: str
    media: int = 0
    opt_out_type: str | None = None


class Kind(StrEnum):
    """What came of a text that came.

    `message`: a turn. `stop`, `start`, `help`: answered by the desk itself, or by Twilio.
    `picture`, `blank`: answered by the desk. The others are kept and not answered: `reaction`,
    `automatic`, `loop` (answered once), `opted_out`, `not_served`.
    """

    MESSAGE = "message"
    STOP = "stop"
    START = "start"
    HELP = "help"
    PICTURE = "picture"
    BLANK = "blank"
    REACTION = "reaction"
    AUTOMATIC = "automatic"
    LOOP = "loop"
    OPTED_OUT = "opted_out"
    NOT_SERVED = "not_served"


class State(StrEnum):
    """Where a text that goes out is.

    `queued`; `sending`, in doubt until somebody knows; `accepted` by Twilio; `sent` to the
    carrier; `delivered`, `undelivered` or `failed`, after which nothing changes any more;
    `refused` by Twilio; `suppressed`, because the resident wants no texts.
    """

    QUEUED = "queued"
    SENDING = "sending"
    ACCEPTED = "accepted"
    SENT = "sent"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    FAILED = "failed"
    REFUSED = "refused"
    SUPPRESSED = "suppressed"


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboundText:
    """A text that is to be sent. `ours` is null where the setting's sender is to be used.

    `attempts` counts the present one too. `began_at` is when that one began, null before it.
    """

    id: int
    key: str
    conversation: str
    ours: str | None
    theirs: str
    body: str
    segments: int
    attempts: int
    began_at: datetime | None


@dataclass(frozen=True, slots=True)
class Accepted:
    """Twilio has it, as `sid`; `segments` is its own count, if it told one."""

    sid: str
    segments: int | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """Twilio will never take it. `has_opted_out`: because the resident wants none."""

    code: int
    why: str
    has_opted_out: bool = False


@dataclass(frozen=True, slots=True)
class NotTaken:
    """Twilio does not have it, and may take it later; `after` is its own wish."""

    why: str
    code: int | None = None
    after: timedelta | None = None
    was_reached: bool = True


@dataclass(frozen=True, slots=True)
class InDoubt:
    """Nobody knows whether Twilio has it."""

    why: str
    code: int | None = None


Outcome = Accepted | Refused | NotTaken | InDoubt
