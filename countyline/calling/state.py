"""Where a call stands: all that the next report is understood by, as plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from pydantic import TypeAdapter

from countyline.calling.model import Abilities
from countyline.desk.model import Hint
from countyline.desk.rest import Rest
from countyline.speech import Pace


class Expects(StrEnum):
    """What the caller was asked last.

    `question`: anything; `else`: whether there is anything else; `link`: whether to text the link;
    `more`: whether to hear the rest of an answer; `choice`: one of
    `choices`; `staff`: a call back or a message; `number` and `time`: those of the call back;
    `message`: a voicemail; `transfer`: nothing, the caller is being put through.
    """

    QUESTION = "question"
    ELSE = "else"
    LINK = "link"
    MORE = "more"
    CHOICE = "choice"
    STAFF = "staff"
    NUMBER = "number"
    TIME = "time"
    MESSAGE = "message"
    TRANSFER = "transfer"


class Wish(StrEnum):
    """What Rasa was asked for: an answer, or a case for staff, to whom the caller goes then."""

    ANSWER = "answer"
    STAFF = "staff"


@dataclass(frozen=True, slots=True)
class Link:
    """A page that can be sent by text."""

    title: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CallState:
    """Where a call stands.

    `abilities` are those of the last report. `turns` counts what was reported of the caller.
    `silences` and `misses` count the strikes since the last success; `clarified` counts the
    questions that Rasa asked back in a row. `choices` are messages, picked by key or by word;
    `confirms`: a “yes” picks the first.
    `number` is the one that is being asked about, or that staff are to call. `waits_for` is the
    key of the report whose question is not answered yet; `moments` counts how often the caller
    was told so. `said` and `record` are what was said last, for a repeat.
    """

    language: Hint = "en"
    abilities: Abilities = field(default_factory=Abilities)
    pace: Pace = "normal"
    is_patient: bool = False
    was_greeted: bool = False
    has_spoken: bool = False
    was_answered: bool = False
    heard_headline: bool = False
    turns: int = 0
    silences: int = 0
    misses: int = 0
    clarified: int = 0
    expects: Expects = Expects.QUESTION
    choices: tuple[str, ...] = ()
    confirms: bool = False
    rest: Rest = field(default_factory=Rest)
    link: Link | None = None
    link_offered: bool = False
    waits_for: str | None = None
    moments: int = 0
    question: str | None = None
    case: str | None = None
    number: str | None = None
    number_is_kept: bool = False
    is_too_long: bool = False
    is_over: bool = False
    said: tuple[str, ...] = ()
    record: Mapping[str, Any] | None = None

    def as_json(self) -> dict[str, Any]:
        """Give it as JSON holds it."""
        written: dict[str, Any] = _STATE.dump_python(self, mode="json")
        return written


def state_of(written: Mapping[str, Any]) -> CallState:
    """Read what `as_json` gave; what is not known any more is left out."""
    return _STATE.validate_python(dict(written))


_STATE = TypeAdapter(CallState)
