"""The question whether something was meant that was heard badly on the phone.

What was heard is named, so that "yes" is enough: the thing, what is asked of it, and the day.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from countyline.answers.answer import Choice
from countyline.answers.clarifying import capital, subjects_apart
from countyline.answers.composing import NOT_MEANT, PERSON
from countyline.answers.context import HEARD, SUBJECT_TOPICS
from countyline.answers.situation import Situation

MOST_NAMES = 3

Reading = Sequence[Situation]
"""The questions of one reading, each put to the status document."""


def whether_meant(readings: Sequence[Reading]) -> tuple[str, tuple[Choice, ...]]:
    """Give the question whether the likeliest of `readings` was meant, and the choices.

    When they differ in nothing but the subject, only that is asked: "Did you mean Collection?"
    """
    words = readings[0][0]
    if _differ_in_subject_alone(readings):
        named = [_names(situation) for (situation,) in readings]
        sentence = words.common("confirm_subject", what=named[0])
    else:
        named = [words.listed(map(_described, reading)) for reading in readings]
        sentence = words.common("confirm", what=named[0])
    choices = [
        Choice(f"{HEARD}:{place}", capital(what)) for place, what in enumerate(dict.fromkeys(named))
    ]
    none = Choice(NOT_MEANT, words.common("choice_none"))
    person = Choice(PERSON, words.common("choice_person"))
    return sentence, (*choices, none, person)


def _differ_in_subject_alone(readings: Sequence[Reading]) -> bool:
    if len(readings) < 2 or any(len(reading) > 1 for reading in readings):
        return False
    rest = {_without_subject(situation) for (situation,) in readings}
    return len(rest) == 1 and all(situation.subjects for (situation,) in readings)


def _without_subject(situation: Situation) -> tuple[object, ...]:
    return situation.part.aspect, situation.part.statement, tuple(_days(situation))


def _described(situation: Situation) -> str:
    return ", ".join(filter(None, (_whose(situation), _title(situation), *_days(situation))))


def _whose(situation: Situation) -> str:
    """Name what is asked about: without a name the answer is about all of the county's offices."""
    named = _names(situation)
    is_of_a_thing = situation.part.topic in SUBJECT_TOPICS and not situation.part.statement
    return situation.common("all_offices") if is_of_a_thing and not named else named


def _names(situation: Situation) -> str:
    return situation.listed(map(situation.name, subjects_apart(situation)[:MOST_NAMES]))


def _title(situation: Situation) -> str:
    """What is asked, as it stands within a sentence."""
    asks = situation.asks_of(situation.part.statement or "")
    title = (asks[0] if asks else situation.title(situation.part.aspect)).strip("¿?")
    return title if title[1:2].isupper() else title[:1].lower() + title[1:]


def _days(situation: Situation) -> Iterator[str]:
    """The days that were named; "now" and what a bare time implies were not."""
    named = (date for date in situation.part.dates if date.get("kind") != "now")
    if not any(date.get("implied") is not True for date in named):
        return
    for days in situation.asked:
        if days.is_one_day:
            yield situation.dated(days.first)
        else:
            first, last = situation.dated(days.first), situation.dated(days.last)
            yield situation.common("from_to", first=first, last=last)
