"""One step of a call: what surrounds a report, and what comes of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from countyline.calling.county import County
from countyline.calling.model import Abilities, Next
from countyline.calling.state import CallState, Link, Wish
from countyline.desk.model import Hint, Reply


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What surrounds a report.

    `report` is its key. `now` is the real time, `age` the call's so far. `caller` is the number
    that calls, in E.164.
    `can_text`: this desk sends text messages; `wants_no_texts`: not to this number.
    `is_with_staff`: a staff member has the conversation, and the bot is silent in it. `headline`
    gives the published headline.
    """

    report: str
    county: County
    headline: Callable[[Hint], Reply]
    now: datetime
    age: timedelta = timedelta(0)
    caller: str | None = None
    abilities: Abilities = field(default_factory=Abilities)
    can_text: bool = False
    wants_no_texts: bool = False
    is_with_staff: bool = False


@dataclass(frozen=True, slots=True)
class OpenCase:
    """See to it that the conversation has a case of its own, whatever Rasa did."""


@dataclass(frozen=True, slots=True)
class LeaveNumber:
    """Leave a number, in E.164, with the case."""

    number: str


@dataclass(frozen=True, slots=True)
class Note:
    """Tell staff something with the case, in English."""

    text: str


@dataclass(frozen=True, slots=True)
class SendLink:
    """Text a link to the number that calls, unless it wants no texts."""

    link: Link


Deed = OpenCase | LeaveNumber | Note | SendLink


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """What Rasa is to be asked. `is_unsure`: recognition was."""

    text: str
    wish: Wish = Wish.ANSWER
    recognition: Mapping[str, Any] | None = None
    is_unsure: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What comes of a report: something to say, or something to ask Rasa.

    `record` is the contract's record of what is said; null for what is about the call itself.
    """

    state: CallState
    sentences: tuple[str, ...] = ()
    next: Next = "listen"
    record: Mapping[str, Any] | None = None
    ask: Ask | None = None
    deeds: tuple[Deed, ...] = ()

