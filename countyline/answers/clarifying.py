"""One short question back, with few choices, of which a person is always the last."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from countyline.answers import formats
from countyline.answers.answer import Choice
from countyline.answers.composing import PERSON
from countyline.answers.question import Symbol
from countyline.answers.situation import Situation
from countyline.topics import PUBLISHABLE

MOST_CHOICES = 3
MOST_SUBJECTS = 3
SUBJECT = "subject"
"""Begins the id of a choice among subjects, such as `subject:collection`."""

STATEMENT = "statement"
"""Begins the id of a choice of a published statement, such as `statement:statements.plates`."""

LEAST_LIKELY = 0.05
"""A reading less probable than this is no help as a choice."""

OF_A_SUBJECT = ("status/open", "location/where")
"""What is asked most of a thing that was only named."""

NOT_OFFERED = frozenset({"safety", "person", "media", "out_of_scope", "smalltalk"})


def question_back(situation: Situation) -> tuple[str, tuple[Choice, ...]]:
    """Give the question and its choices for a part that was not understood."""
    person = Choice(PERSON, situation.common("choice_person"))
    if situation.subjects:
        subject = situation.name(situation.subjects[0])
        sentence = situation.common("clarify_need", subject=subject)
        # What is asked of a thing is known here, up to one of two aspects.
        likely = MOST_CHOICES - 1 if situation.part.aspects_apart else 1
        names = [*_readings(situation)[:likely], *OF_A_SUBJECT]
    else:
        names = _readings(situation)
        sentence = situation.common("clarify_topic" if names else "clarify_anew")
        names = names or ["status/overview", "how_to_pay/ways"]
    choices = [Choice(name, _title(situation, name)) for name in dict.fromkeys(names)]
    choices = [*_statement_offered(situation), *choices]
    return sentence, (*choices[: MOST_CHOICES - 1], person)


def _statement_offered(situation: Situation) -> Iterator[Choice]:
    """The published statement that may be asked for, by the first of its example questions."""
    asks = situation.asks_of(situation.part.offered or "")
    if asks:
        title = situation.common("choice_asked", question=capital(asks[0].strip("¿?")))
        yield Choice(f"{STATEMENT}:{situation.part.offered}", title)


def which_subject(
    situation: Situation, subjects: Sequence[str]
) -> tuple[str, tuple[Choice, ...]]:
    """Ask which of several subjects is meant, when they were named and nothing asked of them."""
    choices = [
        Choice(f"{SUBJECT}:{key}", capital(situation.name(key)))
        for key in subjects[:MOST_SUBJECTS]
    ]
    person = Choice(PERSON, situation.common("choice_person"))
    return situation.common("clarify_which"), (*choices, person)


def subjects_apart(situation: Situation) -> tuple[str, ...]:
    """The subjects named, without the office that stands behind another of them."""
    behind = {
        office
        for key in situation.subjects
        for office in situation.offices_of(key)
        if office != key
    }
    return tuple(key for key in situation.subjects if key not in behind)


def which_day(situation: Situation) -> tuple[str, tuple[Choice, ...]]:
    """Ask which day is meant, when a date cannot be told or may be one of two."""
    unclear = next((dates for dates in situation.asked if dates.other), None)
    if unclear and unclear.other:
        days = (unclear.first, unclear.other)
        sentence = situation.common("clarify_date")
    else:
        days = (situation.today, situation.today + timedelta(days=1))
        sentence = situation.common("date_not_understood")
    choices = [Choice(f"date:{day.isoformat()}", _day_title(situation, day)) for day in days]
    return sentence, (*choices, Choice(PERSON, situation.common("choice_person")))


def symbols_of(written: str) -> Iterator[Symbol]:
    """Give the date symbol of a chosen day, written as ISO 8601; of anything else none."""
    try:
        day = date.fromisoformat(written)
    except ValueError:
        return
    yield {"kind": "date", "month": day.month, "day": day.day, "year": day.year}


def _day_title(situation: Situation, day: date) -> str:
    if situation.medium == "speech":  # the title is on record, and put into words to be said
        return capital(formats.long_date(day, situation.language, today=situation.today))
    return capital(situation.dated(day))


def capital(title: str) -> str:
    """Give a title its capital; a name such as `myJacksonCounty` keeps its own way."""
    return title[0].upper() + title[1:] if title.split(" ", maxsplit=1)[0].islower() else title


def _readings(situation: Situation) -> list[str]:
    part = situation.part
    guesses = part.alternatives or (part.guess,)
    return [
        guess.name
        for guess in guesses
        if guess.topic not in NOT_OFFERED
        and guess.aspect in PUBLISHABLE.get(guess.topic, ())
        and guess.confidence >= LEAST_LIKELY
    ]


def _title(situation: Situation, name: str) -> str:
    return situation.wording.aspect(situation.language, name).title
