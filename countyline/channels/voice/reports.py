"""What every phone system's reports have in common: numbers, words, how sure recognition is."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass

from countyline.calling.core import TooManyReports
from countyline.calling.model import (
    MOST_ALTERNATIVES,
    Alternative,
    CallRefused,
    Calls,
    Event,
    Heard,
    Said,
)
from countyline.channels.refusals import Refused, not_saved, too_many
from countyline.desk.desk import DatabaseUnavailable
from countyline.desk.limits import Limit, Limiter, TooMany
from countyline.desk.model import Hint

LONGEST_TRANSCRIPT = 2000
"""Characters; whoever speaks on is understood by what came first."""

_E164 = re.compile(r"\+[1-9][0-9]{6,14}")
_NORTH_AMERICAN = re.compile(r"1?[2-9][0-9]{2}[2-9][0-9]{6}")
# Carriers spell on the keypad why there is no number: +266696687 is "anonymous".
_KEYPAD = str.maketrans("abcdefghijklmnopqrstuvwxyz", "22233344455566677778889999")
_WITHHELD = {
    f"+{word.translate(_KEYPAD)}"
    for word in ("anonymous", "blocked", "private", "restricted", "unavailable", "unknown")
}


@dataclass(frozen=True)
class CallLimits:
    """How many reports one call may make, and how many may come in all."""

    call: Limit
    everybody: Limit


@dataclass(frozen=True)
class PhoneLine:
    """Where the modules of all phone systems hand in what they are told."""

    calls: Calls
    limits: CallLimits
    limiter: Limiter

    async def take(self, heard: Heard) -> Said:
        """Tell what to say and do next. Raises Refused."""
        if heard.event is not Event.HANGUP:
            self._admit(heard.call)
        try:
            return await self.calls.take(heard)
        except TooManyReports as limited:
            raise too_many(limited.retry_after) from None
        except CallRefused as refused:
            raise Refused(400, "invalid_request", str(refused)) from None
        except DatabaseUnavailable:
            raise not_saved() from None

    def _admit(self, call: str) -> None:
        try:
            self.limiter.admit((self.limits.call, call), (self.limits.everybody, "all"))
        except TooMany as limited:
            raise too_many(limited.retry_after) from None


def caller_in(written: str | None) -> str | None:
    """Give a caller's number in E.164, or None when it is withheld or no number of a phone."""
    number = (written or "").strip()
    number = re.sub(r"^(?:tel|sips?):", "", number, flags=re.IGNORECASE).partition("@")[0]
    number = re.sub(r"[\s().-]", "", number)
    if _NORTH_AMERICAN.fullmatch(number):
        number = f"+1{number[-10:]}"
    return number if _E164.fullmatch(number) and number not in _WITHHELD else None


def hint_of(tag: str | None) -> Hint | None:
    """Give the language of a tag such as `es-US`; None: another one, or none."""
    primary = re.split(r"[-_]", (tag or "").strip().lower())[0]
    return "en" if primary == "en" else "es" if primary == "es" else None


def confidence_in(given: object) -> float | None:
    """Read how sure recognition is, from 0 to 1. What is missing, zero or wild says nothing."""
    if isinstance(given, bool) or not isinstance(given, int | float | str):
        return None
    try:
        sure = float(given)
    except (ValueError, OverflowError):
        return None
    return sure if math.isfinite(sure) and 0 < sure <= 1 else None


def words_in(given: object) -> str:
    """Give a transcript as one line of words, cut where it is endless."""
    if not isinstance(given, str):
        return ""
    read = given[: 2 * LONGEST_TRANSCRIPT]
    printable = "".join(one if one.isprintable() else " " for one in read)
    return " ".join(printable.split())[:LONGEST_TRANSCRIPT].rstrip()


def alternatives_of(heard: Iterable[tuple[object, object]]) -> tuple[Alternative, ...]:
    """Make alternatives of transcripts and how sure recognition is of each, the likeliest first.

    What says the same is kept once, and no more than anybody weighs.
    """
    kept: dict[str, Alternative] = {}
    for transcript, confidence in heard:
        words = words_in(transcript)
        if words:
            kept.setdefault(words.casefold(), Alternative(words, confidence_in(confidence)))
        if len(kept) == MOST_ALTERNATIVES:
            break
    return tuple(kept.values())
