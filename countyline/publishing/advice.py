"""What a publisher should look at again before a draft goes out. Nothing of it forbids anything.

What a document must not be is found when it is loaded; `countyline.status.consistency` warns of
more. This adds what depends on the moment, and how the words read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from countyline.status import reading_grade
from countyline.status.lines import dated
from countyline.status.model import Office, Statement, StatusDocument, Told

HIGHEST_GRADE = 8.0
"""US school grade up to which residents are told things, see the design's fifth rule."""

SOON = timedelta(hours=2)
_SHORTEST_GRADED = 20
"""Words from which on a grade says something."""


@dataclass(frozen=True, slots=True)
class Advice:
    """Something to look at: of what in the document, what about it, and what to do."""

    about: str
    message: str
    mend: str


def advise(document: StatusDocument, now: datetime) -> list[Advice]:
    """List what to look at again at an aware moment."""
    return [
        *_reviews(document, now),
        *_offices(document, now),
        *_statements(document, now),
        *_headline(document, now),
    ]


def _reviews(document: StatusDocument, now: datetime) -> Iterator[Advice]:
    used = {fact.per for _, fact in document.facts_by_id()}
    for key, entry in document.provenance.items():
        if key not in used:
            continue
        if entry.review_by <= now:
            yield Advice(
                f"provenance.{key}",
                "The time to review these facts has passed: residents are told that they are not "
                "confirmed.",
                "Check them, then set the next review.",
            )
        elif entry.review_by <= now + SOON:
            yield Advice(
                f"provenance.{key}",
                "These facts are due for review within two hours.",
                "Check them, then set the next review.",
            )


def _offices(document: StatusDocument, now: datetime) -> Iterator[Advice]:
    today = now.astimezone(document.zone).date()
    for key, office in document.offices.items():
        name = office.name.en
        if office.closure and office.closure.stretches[-1].through < today:
            reopening = office.closure.reopening
            in_force = office.hours and office.hours.in_force
            if not (reopening and reopening.on <= today) and not in_force:
                last = office.closure.stretches[-1].through
                yield Advice(
                    f"offices.{key}.closure",
                    f"{name}: the last closed day, {dated(last)}, has passed, and nothing says "
                    "what holds now.",
                    "Extend the closure, or let the office open again.",
                )
        yield from _contradictions(key, office)


def _contradictions(key: str, office: Office) -> Iterator[Advice]:
    for stretch in office.closure.stretches if office.closure else ():
        for name, one in office.arrangements.items():
            last = one.through or stretch.through
            if one.admits == "nobody" or one.from_ > stretch.through or last < stretch.from_:
                continue
            yield Advice(
                f"offices.{key}.arrangements.{name}",
                f"{office.name.en} is closed from {dated(stretch.from_)} to "
                f"{dated(stretch.through)}, yet people may come on days of that.",
                "End the closure before, or let the special opening begin later.",
            )


def _statements(document: StatusDocument, now: datetime) -> Iterator[Advice]:
    today = now.astimezone(document.zone).date()
    names = _names(document)
    for fact, statement in document.statements_by_id():
        if statement.through and statement.through < today:
            yield Advice(
                fact,
                f"It was to be said through {dated(statement.through)}, which has passed.",
                "Withdraw it, or correct the day.",
            )
        yield from _words(fact, statement, names)


def _names(document: StatusDocument) -> re.Pattern[str]:
    """What a publisher cannot word otherwise: names as on the door, addresses, numbers."""
    names = {document.organization.name.en, f"{document.organization.name.en}'s"}
    for _, subject in document.subjects_by_id():
        names |= {subject.name.en, *((subject.short_name.en,) if subject.short_name else ())}
    longest = sorted(map(re.escape, names), key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(longest)})\b|\S+\.(?:org|gov|com)\b|\([^)]*\)|[\d$-]{{4,}}")


def _words(fact: str, statement: Statement, names: re.Pattern[str]) -> Iterator[Advice]:
    for name in ("text", "brief", "caveat"):
        told: Told | None = getattr(statement, name)
        if told is None:
            continue
        plain = names.sub("it", told.en)
        if len(plain.split()) >= _SHORTEST_GRADED:
            grade = reading_grade.grade(plain)
            if grade > HIGHEST_GRADE:
                yield Advice(
                    f"{fact}.{name}",
                    f"The English reads like grade {grade:.1f}; residents are to read grade 8 or "
                    "lower.",
                    "Write shorter sentences and shorter words.",
                )
        if told.en == told.es and " " in told.en:
            yield Advice(
                f"{fact}.{name}", "The Spanish is the same as the English.", "Translate it."
            )


def _headline(document: StatusDocument, now: datetime) -> Iterator[Advice]:
    today = now.astimezone(document.zone).date()
    headline = document.incident["headline"].text.en.casefold()
    for key, office in document.offices.items():
        stretches = office.closure.stretches if office.closure else ()
        is_closed = any(one.from_ <= today <= one.through for one in stretches)
        if is_closed and office.name.en.casefold() not in headline:
            yield Advice(
                "incident.headline",
                f"{office.name.en} is closed today, and the headline does not name it "
                f"(offices.{key}).",
                "Name it in the headline.",
            )
