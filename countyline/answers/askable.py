"""The questions that can be put to status documents, as understanding would hand them over.

Every topic and aspect, of nothing in particular and of each subject; what depends on a day, of
some days; every statement as its own example questions ask for it; small talk; and the headline,
which is said when a part behind is down.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain
from typing import TypeVar

from countyline.answers.formats import long_date
from countyline.answers.question import Guess, Part, Symbol
from countyline.answers.wording import Wording
from countyline.status.calendar import Calendar
from countyline.status.model import Language, Statement, StatusDocument, Subject
from countyline.topics import PUBLISHABLE, SMALLTALK

_Value = TypeVar("_Value", Subject, Statement)

HEADLINE = "headline"
"""The topic of what is said when the bot itself cannot answer."""

OF_A_DAY = (
    "status/open", "status/overview", "reopening/when", "hours/open_hours", "hours/saturday",
    "hours/appointment",
)  # fmt: skip
"""What is asked of a day."""

WEEKS_AHEAD = 8
MOST_DAYS = 5
_ASKED_AS = "a question"
_OF_PREMISES = {
    "open_again": "status/overview",
    "election_moved": "elections/postponed",
    "data_stolen": "data_safety/taken",
    "online_down": "how_to_pay/online",
}
"""What is asked by those who take something for granted that is not so."""


@dataclass(frozen=True, slots=True)
class Askable:
    """One question. `subject`, `day` and `statement` are null where none is named."""

    topic: str
    aspect: str
    part: Part
    subject: str | None = None
    day: date | None = None
    statement: str | None = None
    premise: str | None = None


def askable(
    before: StatusDocument, after: StatusDocument, days: Sequence[date]
) -> Iterator[Askable]:
    """Give every question that can be put to either document."""
    yield Askable(HEADLINE, "", Part("", Guess("incident", "what", 1.0)))
    for kind in SMALLTALK:
        yield Askable("smalltalk", kind, _part(f"smalltalk/{kind}"))
    subjects = (None, *_both(before.subjects_by_id(), after.subjects_by_id()))
    for topic, aspects in PUBLISHABLE.items():
        for aspect in aspects:
            name = f"{topic}/{aspect}"
            for subject in subjects:
                yield Askable(topic, aspect, _part(name, subject), subject)
                for day in days if name in OF_A_DAY else ():
                    yield Askable(topic, aspect, _part(name, subject, day), subject, day)
    for premise, name in _OF_PREMISES.items():
        topic, _, aspect = name.partition("/")
        part = Part(_ASKED_AS, Guess(topic, aspect, 1.0), premises=(premise,))
        yield Askable(topic, aspect, part, premise=premise)
    statements = _both(before.statements_by_id(), after.statements_by_id())
    for fact, statement in statements.items():
        yield _of_statement(fact, statement)


def days_touched(before: StatusDocument, after: StatusDocument, today: date) -> tuple[date, ...]:
    """Give the days ahead on which an office is open otherwise, where that begins or ends.

    Today is left out: it is what a question without a day is about. The first `MOST_DAYS`.
    """
    then, now = Calendar(before), Calendar(after)
    found: set[date] = set()
    ahead = [today + timedelta(days=count) for count in range(1, WEEKS_AHEAD * 7)]
    for office in {*before.offices, *after.offices}:
        if office not in before.offices or office not in after.offices:
            found |= set(ahead[:1])
            continue
        differ = [
            (a.state, a.windows, a.certainty) != (b.state, b.windows, b.certainty)
            for a, b in ((then.day(office, day), now.day(office, day)) for day in ahead)
        ]
        for place, day in enumerate(ahead):
            begins = differ[place] and (place == 0 or not differ[place - 1])
            ends = differ[place] and place + 1 < len(ahead) and not differ[place + 1]
            if begins or ends:
                found.add(day)
    return tuple(sorted(found)[:MOST_DAYS])


class InWords:
    """Words questions for staff, in English."""

    def __init__(
        self, wording: Wording, before: StatusDocument, after: StatusDocument, today: date
    ) -> None:
        self._wording = wording
        self._today = today
        self._subjects = _both(before.subjects_by_id(), after.subjects_by_id())
        self._statements = _both(before.statements_by_id(), after.statements_by_id())

    def subject(self, subject: str) -> str:
        """Name a subject as the later document does."""
        return self._subjects[subject].name.said_in("en")

    def question(self, asked: Askable, language: Language = "en") -> str:
        """Write a question, such as `Recorder of Deeds: is it open on Friday, April 5?`."""
        if asked.topic == HEADLINE:
            return "What is said when the bot cannot answer"
        if asked.statement:
            asks = self._statements[asked.statement].asks
            said = asks.en if language == "en" else asks.es
            return f"“{said[0]}”" if said else f"Asked for the statement {asked.statement}"
        if asked.topic == "smalltalk":
            return f"Small talk: {SMALLTALK[asked.aspect]}"
        title = self._wording.aspect(language, f"{asked.topic}/{asked.aspect}").title
        if asked.premise:
            return f"{title}, by somebody who believes: {asked.premise.replace('_', ' ')}"
        if asked.day:
            day = f"on {long_date(asked.day, language, today=self._today)}"
            title = f"{title[:-1]} {day}?" if title.endswith("?") else f"{title}, {day}"
        if not asked.subject:
            return title
        lower = title[0].lower() + title[1:] if title[1:2].islower() else title
        return f"{self.subject(asked.subject)}: {lower}"


def _part(name: str, subject: str | None = None, day: date | None = None) -> Part:
    topic, _, aspect = name.partition("/")
    dates: tuple[Symbol, ...] = ()
    if day:
        dates = ({"kind": "date", "month": day.month, "day": day.day, "year": day.year},)
    subjects = (subject,) if subject else ()
    return Part(_ASKED_AS, Guess(topic, aspect, 1.0), subjects=subjects, dates=dates)


def _of_statement(fact: str, statement: Statement) -> Askable:
    about = next(iter(statement.about), "other_service/unlisted")
    topic, _, aspect = about.partition("/")
    part = Part(_ASKED_AS, Guess(topic, aspect, 1.0), statement=fact, subjects=statement.subjects)
    return Askable(topic, aspect, part, next(iter(statement.subjects), None), statement=fact)


def _both(
    before: Iterable[tuple[str, _Value]], after: Iterable[tuple[str, _Value]]
) -> dict[str, _Value]:
    """Join what either has, in the order of the later one; the later one's words hold."""
    then, now = dict(before), dict(after)
    return {**now, **dict(chain((key, one) for key, one in then.items() if key not in now))}
