"""The wish to be told when something opens again: how it is said, and when it has come true.

How far a subject is back counts up: the wish is fulfilled once it stands higher than when it was
said. Only what is confirmed counts, and nothing that is past its review time.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum

from countyline.answers.answer import Answer, Choice
from countyline.answers.context import WATCH
from countyline.answers.plain_words import plain_words
from countyline.answers.question import Guess, Part, Question
from countyline.answers.situation import Situation
from countyline.status.model import Arrangement, Closure, Fact, Portal, Service, State, Statement

NOTIFY = "reopening/notify"
WISH = Guess("reopening", "notify", 1.0)
KEPT_ON: Mapping[str, str] = {"web": "watch_web", "sms": "watch_sms"}
"""The channels on which a desk keeps the wish, and the sentence that says how it tells."""

MOST_WATCHED = 3
"""Subjects of one wish."""

_OPENING = frozenset({"reopening", "status", "hours"})
_OFFERED_AFTER = frozenset({"status/open", "reopening/when"})


class Back(IntEnum):
    """How far something is back, for certain."""

    CLOSED = 0
    DAY_SET = 1
    IN_PART = 2
    OPEN = 3


@dataclass(frozen=True)
class Watch:
    """The wish to be told of a subject. `back` is how far it was back when it was said."""

    subject: str
    back: Back

    def as_json(self) -> dict[str, str | int]:
        """Give the watch as it travels to the desk."""
        return {"subject": self.subject, "back": int(self.back)}


@dataclass(frozen=True)
class WishWords:
    """How residents ask to be told, in every language at once."""

    asks: re.Pattern[str]
    comes: re.Pattern[str]

    @classmethod
    def of(cls, asks: Sequence[str], comes: Sequence[str]) -> WishWords:
        """Take the phrases."""
        return cls(_any_of(asks), _any_of(comes))

    def understood(self, question: Question) -> Question:
        """Make sure of a wish that understanding took for a question of opening.

        Never of danger, and never of speech that may have been something else.
        """
        if question.heard in ("unsure", "unclear"):
            return question
        if any(part.topic == "safety" for part in question.parts):
            return question
        parts = tuple(self._part(part) for part in question.parts)
        return question if parts == question.parts else replace(question, parts=parts)

    def _part(self, part: Part) -> Part:
        said = f" {plain_words(part.text)} "
        asked = self.asks.search(said)
        # The last blank of one phrase may be the first of the next.
        if asked is None or self.comes.search(said, asked.end() - 1) is None:
            return part
        topics = {part.topic, *(guess.topic for guess in part.alternatives)}
        if part.dates or not topics & _OPENING:
            return part
        return replace(part, guess=WISH, confident=True)


def back(situation: Situation, subject: str) -> Back:
    """Tell how far a subject of the document is back, at the situation's moment."""
    offices = situation.offices_of(subject)
    if offices:
        return min(_office_back(situation, office) for office in offices)
    found = situation.subject(subject)
    state = found.state if isinstance(found, Service | Portal) else None
    if state is None or situation.freshness.certainty(state) != "confirmed":
        return Back.CLOSED
    return {"works": Back.OPEN, "limited": Back.IN_PART, "down": Back.CLOSED}[state.value]


def watched(situation: Situation) -> tuple[Watch, ...]:
    """Give what the resident is to be told of; nothing where it cannot be kept or is so already."""
    part = situation.part
    if part.aspect != NOTIFY or part.dates or situation.channel not in KEPT_ON:
        return ()
    found = (Watch(one, back(situation, one)) for one in situation.subjects[:MOST_WATCHED])
    return tuple(one for one in found if one.back < Back.OPEN)


def offered(situation: Situation, watching: Collection[str]) -> tuple[Choice, ...]:
    """Give the choice to be told, after an answer on one thing that is closed and can reopen.

    `watching` are the subjects that the resident is told of anyway.
    """
    if situation.part.aspect not in _OFFERED_AFTER or situation.channel not in KEPT_ON:
        return ()
    if len(situation.subjects) != 1:
        return ()
    (subject,) = situation.subjects
    if subject in watching or not _may_reopen(situation, subject):
        return ()
    return (Choice(f"{WATCH}:{subject}", situation.say("choice_watch", "reopening")),)


def may_change(situation: Situation, answer: Answer) -> bool:
    """Tell whether an answer rests on what is not sure, or on what holds for a time."""
    if answer.certainty in ("expected", "not_confirmed"):
        return True
    return any(_is_for_a_time(situation.index.facts[one]) for one in answer.facts)


def _is_for_a_time(fact: Fact) -> bool:
    if isinstance(fact, State):
        return fact.value != "works"
    if isinstance(fact, Statement):
        return fact.through is not None
    return isinstance(fact, Closure | Arrangement)


def _may_reopen(situation: Situation, subject: str) -> bool:
    """Whether an office, or the counter of a service, is closed by a closure; or a service down."""
    found = situation.subject(subject)
    state = found.state if isinstance(found, Service) else None
    if state is not None and state.value == "works":
        return False
    offices = situation.offices_of(subject) if subject not in situation.document.places else ()
    if not offices:
        return state is not None and state.value == "down"
    is_closed = all(_is_under_closure(situation, office) for office in offices)
    return is_closed and back(situation, subject) < Back.IN_PART


def _is_under_closure(situation: Situation, office: str) -> bool:
    """Whether a closure goes on, or was over without a word on what is now."""
    if situation.document.offices[office].closure is None:
        return False
    if situation.calendar.stretches_from(office, situation.today):
        return True
    return situation.calendar.day(office, situation.today).state == "unknown"


def _office_back(situation: Situation, office: str) -> Back:
    closure = situation.document.offices[office].closure
    if closure is not None and situation.freshness.is_stale(closure):
        return Back.CLOSED
    day = situation.calendar.day(office, situation.today)
    if day.state == "open" and day.certainty == "confirmed":
        is_for_all = any(one.admits in ("walk_in", "unspecified") for one in day.windows)
        return Back.OPEN if is_for_all else Back.IN_PART
    if closure is None:
        # A weekend or a holiday; when it opens next is told.
        return Back.DAY_SET if day.state == "closed" else Back.CLOSED
    return Back.DAY_SET if _is_day_set(closure, situation) else Back.CLOSED


def _is_day_set(closure: Closure, situation: Situation) -> bool:
    if closure.reopening is not None:
        certainty = situation.freshness.certainty(closure, closure.reopening.certainty)
        return certainty == "confirmed"
    return all(stretch.through < situation.today for stretch in closure.stretches)


def _any_of(phrases: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(f" {re.escape(plain_words(one))} " for one in phrases))
