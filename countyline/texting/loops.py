"""Notices when two programs answer each other."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from countyline.texting.folding import folded

WINDOW = timedelta(minutes=10)
QUIET = timedelta(minutes=10)
"""How long nothing is answered once a loop was noticed; what comes meanwhile makes it longer."""

_SAME_IN_A_ROW = 4
_TWO_IN_TURN = 8
"""So many of two kinds only, such as STOP and START, are a loop as well."""
_FEW_MINUTES = timedelta(minutes=2)
_MOST_IN_THEM = 20


@dataclass(frozen=True, slots=True)
class Seen:
    """A text that came: the digest of its words, and when."""

    digest: str
    at: datetime


def digest_of(body: str) -> str:
    """Tell texts of the same words apart from others, without keeping the words."""
    return hashlib.sha256(folded(body).encode("utf-8", "surrogatepass")).hexdigest()


def is_loop(seen: Sequence[Seen], now: datetime) -> bool:
    """Tell whether the texts of the last minutes, the newest last, look like a program's."""
    recent = [one for one in seen if now - one.at <= WINDOW]
    last = [one.digest for one in recent[-_TWO_IN_TURN:]]
    same = last[-_SAME_IN_A_ROW:]
    is_same = len(same) == _SAME_IN_A_ROW and len(set(same)) == 1
    # What comes after a loop, and is something else, is not a part of it.
    is_by_turns = len(last) == _TWO_IN_TURN and len(set(last)) == 2 and last.count(last[-1]) > 2
    is_flood = sum(now - one.at <= _FEW_MINUTES for one in recent) > _MOST_IN_THEM
    return is_same or is_by_turns or is_flood
