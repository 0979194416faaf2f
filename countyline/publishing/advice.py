"""What a publisher should look at again before a draft goes out. Nothing of it forbids anything.

What a document must not be is found when it is loaded; `countyline.status.consistency` warns of
more. This adds what depends on the moment, and how the words read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from countyline.segments import plain, segments
from countyline.status import reading_grade, spanish_reading
from countyline.status.calendar import Calendar, weekday_of
from countyline.status.lines import dated
from countyline.status.model import Office, Statement, StatusDocument, Told

HIGHEST_GRADE = 8.0
"""US school grade up to which residents are told things, see the design's fifth rule."""

SOON = timedelta(hours=2)
_SHORTEST_GRADED = 20
"""Words from which on a grade says something."""
_MOST_SEGMENTS = 2
_SAYS_OPEN = re.compile(r"\b(?:is|are|stays?|remains?) open\b|\bopens? (?:today|as usual)\b", re.I)
_SAYS_CLOSED = re.compile(r"\bclosed\b")
_SENTENCE_END = re.compile(r"[.!?]\s")
_SAYS_PAY_ONLINE = re.compile(r"\bcan pay (?:\w+ ){0,3}online\b", re.I)


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
    today, calendar = now.astimezone(document.zone).date(), Calendar(document)
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
        yield from _unstated(key, office, calendar, today)
        yield from _contradictions(key, office)


def _unstated(
    key: str, office: Office, calendar: Calendar, today: date
) -> Iterator[Advice]:
    """The days between a closure and the reopening, for which the county has said nothing.

    The calendar takes them for closed.
    """
    closure = office.closure
    if closure is None or closure.reopening is None:
        return
    last, opens = closure.stretches[-1].through, closure.reopening.on
    between = (last + timedelta(days=number) for number in range(1, (opens - last).days))
    days = [
        day
        for day in between
        if day >= today and _is_usual(office, day) and calendar.day(key, day).reason == "closure"
    ]
    if days:
        span = dated(days[0]) + (f" to {dated(days[-1])}" if len(days) > 1 else "")
        yield Advice(
            f"offices.{key}.closure",
            f"{office.name.en}: nothing is stated for {span}, between the last closed day and the "
            f"reopening on {dated(opens)}. Residents are told that it is closed then.",
            "If the county said so, add these days to the closed days; else correct the day of "
            "opening.",
        )


def _is_usual(office: Office, day: date) -> bool:
    """Tell whether an office is usually open on a day of the week; without hours, any may be."""
    weekly = office.hours.weekly if office.hours else ()
    return not weekly or any(weekday_of(day) in one.days for one in weekly)


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
        yield from _denied(fact, statement, document, today)


def _denied(
    fact: str, statement: Statement, document: StatusDocument, today: date
) -> Iterator[Advice]:
    """What a statement says though the rest of the document says otherwise."""
    said = statement.text.en
    for sentence in re.split(r"(?<=[.!?])\s+", said):
        for key, office in document.offices.items():
            is_named = re.search(rf"\b{re.escape(office.name.en)}\b", sentence)
            if is_named and _SAYS_OPEN.search(sentence) and _is_closed(office, today):
                yield Advice(
                    f"{fact}.text",
                    f"It says that {office.name.en} is open, which is closed today "
                    f"(offices.{key}).",
                    "Correct the words, or end the closure.",
                )
    down = [
        portal.name.en
        for portal in document.portals.values()
        if portal.state and portal.state.value == "down"
    ]
    if down and _SAYS_PAY_ONLINE.search(said):
        yield Advice(
            f"{fact}.text",
            f"It says that people can pay online, yet {', '.join(down)} is down.",
            "Correct the words, or what is said of the portal.",
        )


def _is_closed(office: Office, today: date) -> bool:
    stretches = office.closure.stretches if office.closure else ()
    return any(one.from_ <= today <= one.through for one in stretches)


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
        yield from _spanish(f"{fact}.{name}", told)
        yield from _length(f"{fact}.{name}", told)
        if told.en == told.es and " " in told.en:
            yield Advice(
                f"{fact}.{name}", "The Spanish is the same as the English.", "Translate it."
            )


_SPANISH_NAMES = re.compile(r"\([^)]*\)|\S+\.(?:org|gov|com)\b")


def _spanish(about: str, told: Told) -> Iterator[Advice]:
    plain_words = _SPANISH_NAMES.sub("", told.es)
    if len(plain_words.split()) < _SHORTEST_GRADED:
        return
    ease = spanish_reading.ease(plain_words)
    if ease < spanish_reading.NORMAL:
        yield Advice(
            about,
            f"The Spanish is hard to read: {ease:.0f} on the INFLESZ scale, where "
            f"{spanish_reading.NORMAL:.0f} or more is within everybody's reach.",
            "Write shorter sentences and shorter words.",
        )


def _length(about: str, told: Told) -> Iterator[Advice]:
    if told.short is not None:
        return
    count = max(segments(plain(text)).count for text in (told.en, told.es))
    if count > _MOST_SEGMENTS:
        yield Advice(
            about,
            f"As a text message it takes {count} segments, and it has no short form.",
            "Add a short form in both languages.",
        )


def _headline(document: StatusDocument, now: datetime) -> Iterator[Advice]:
    today = now.astimezone(document.zone).date()
    headline = document.incident["headline"].text.en.casefold()
    calendar = Calendar(document)
    for key, office in document.offices.items():
        if _is_closed(office, today) and office.name.en.casefold() not in headline:
            yield Advice(
                "incident.headline",
                f"{office.name.en} is closed today, and the headline does not name it "
                f"(offices.{key}).",
                "Name it in the headline.",
            )
        elif calendar.day(key, today).state == "open" and _is_said_closed(office, headline):
            yield Advice(
                "incident.headline",
                f"{office.name.en} is open today, and the headline seems to say that it is closed "
                f"(offices.{key}).",
                "Change the headline, or the hours of the office.",
            )


def _is_said_closed(office: Office, headline: str) -> bool:
    name = office.name.en.casefold()
    return any(name in one and _SAYS_CLOSED.search(one) for one in _SENTENCE_END.split(headline))
