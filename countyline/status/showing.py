"""Writes out, for staff, what a status document says about something at a time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from countyline.status.calendar import Calendar, Day, Window
from countyline.status.freshness import Freshness, weakest
from countyline.status.model import (
    STATEMENT_SECTIONS,
    SUBJECT_SECTIONS,
    Address,
    Arrangement,
    Authority,
    CaseByCase,
    Certainty,
    Closure,
    Contact,
    Fact,
    Holidays,
    Hours,
    Office,
    Place,
    Portal,
    Service,
    Staff,
    State,
    Statement,
    StatusDocument,
    Stretch,
    Subject,
    Text,
    WeeklyHours,
)
from countyline.status.problems import nearest

_DAYS_AHEAD = 7
_ADMITS = {
    "walk_in": "without an appointment",
    "appointment": "with an appointment only",
    "nobody": "people are asked not to come",
    "unspecified": "who may come is not said",
}


class UnknownSubject(LookupError):
    """The document has nothing by this name."""


class Showing:
    """Shows one document at one aware time, in lines of plain text."""

    def __init__(self, document: StatusDocument, at: datetime) -> None:
        self._document = document
        self._calendar = Calendar(document)
        self._freshness = Freshness(document, at)
        self._at = self._calendar.local(at)
        self._facts = dict(document.facts_by_id())
        self._subjects = dict(document.subjects_by_id())

    def overview(self) -> list[str]:
        """List the headline and everything that can be shown."""
        headline = self._document.incident["headline"]
        lines = [*self._heading(f"{self._document.organization.name.en}"), *_texts(headline.text)]
        for section in SUBJECT_SECTIONS:
            entries = getattr(self._document, section)
            if entries:
                lines += ["", section, *(f"  {key}: {one.name.en}" for key, one in entries.items())]
        for section in (*STATEMENT_SECTIONS, "contacts", "case_by_case"):
            entries = getattr(self._document, section)
            if entries:
                lines += ["", section, f"  {', '.join(f'{section}.{key}' for key in entries)}"]
        return lines

    def about(self, name: str) -> list[str]:
        """Show a subject, a section or a fact. Raises UnknownSubject with the nearest name."""
        key = self._key_of(name)
        if key is not None:
            return [*self._heading(f"{self._subjects[key].name.en} ({key})"), *self._subject(key)]
        chosen = [one for one in self._facts if one == name or one.startswith(f"{name}.")]
        if not chosen:
            raise UnknownSubject(self._no_such(name))
        lines = self._heading(name)
        for fact_id in chosen:
            lines += [*self._fact(fact_id), ""]
        return lines[:-1]

    def _heading(self, title: str) -> list[str]:
        return [title, f"at {_time(self._at)}", ""]

    def _key_of(self, name: str) -> str | None:
        if name in self._subjects:
            return name
        folded = " ".join(name.casefold().split())
        for key, subject in self._subjects.items():
            names = (subject.name.en, subject.name.es, *subject.aliases.en, *subject.aliases.es)
            if folded in (one.casefold() for one in names):
                return key
        return None

    def _no_such(self, name: str) -> str:
        aliases = [alias for one in self._subjects.values() for alias in one.aliases.en]
        known = [*self._subjects, *self._facts, *aliases]
        meant = nearest(name, known)
        hint = f" Did you mean '{meant}'?" if meant else ""
        return (
            f"The document has nothing called '{name}'.{hint} "
            "`countyline show` alone lists what it has."
        )

    # Subjects

    def _subject(self, key: str) -> Iterator[str]:
        subject = self._subjects[key]
        if isinstance(subject, Office):
            yield from self._office(key, subject)
        if isinstance(subject, Place | Authority):
            section = "places" if isinstance(subject, Place) else "authorities"
            yield from self._fact(f"{section}.{key}")
        if isinstance(subject, Service | Portal):
            yield from self._state(key, subject)
        yield from self._related(key, subject)

    def _office(self, key: str, office: Office) -> Iterator[str]:
        moment = self._calendar.moment(key, self._at)
        now = {True: "open", False: "closed", None: "not known"}[moment.open_now]
        yield f"Now: {now} [{self._certainty(moment.day)}]"
        for offset in range(_DAYS_AHEAD):
            yield f"  {self._day(self._calendar.day(key, self._at.date() + timedelta(offset)))}"
        opening = self._calendar.next_open(key, self._at.date())
        yield f"Next day that is said to be open: {_date(opening.on) if opening else 'none'}"
        for fact_id in self._facts:
            if fact_id.startswith(f"offices.{key}."):
                yield ""
                yield from self._fact(fact_id)
        if office.places:
            yield ""
            yield f"Where: {', '.join(office.places)}"

    def _day(self, day: Day) -> str:
        windows = "; ".join(_window(window) for window in day.windows)
        holiday = f" ({day.holiday.en})" if day.holiday else ""
        said = f"{day.state}{holiday}{': ' if windows else ''}{windows}"
        why = f" · {', '.join(day.facts)}" if day.facts else ""
        return f"{_date(day.on)}: {said} [{self._certainty(day)}]{why}"

    def _certainty(self, day: Day) -> Certainty:
        judged = [self._freshness.certainty_of(one, day.certainty) for one in day.facts]
        return weakest([day.certainty, *judged])

    def _state(self, key: str, subject: Service | Portal) -> Iterator[str]:
        section = "services" if isinstance(subject, Service) else "portals"
        if subject.state:
            yield from self._fact(f"{section}.{key}.state")
        else:
            yield "Nothing is published about whether it works [unknown]"
        if isinstance(subject, Service) and subject.office:
            yield f"Office: {subject.office}"
        if isinstance(subject, Portal) and subject.url:
            yield f"Address: {subject.url}"

    def _related(self, key: str, subject: Subject) -> Iterator[str]:
        names = {"Also called": subject.aliases.en, "También": subject.aliases.es}
        for label, aliases in names.items():
            if aliases:
                yield f"{label}: {', '.join(aliases)}"
        if isinstance(subject, Office | Service) and subject.instead:
            yield f"Instead: {', '.join(subject.instead)}"
        for fact_id, fact in self._facts.items():
            about = isinstance(fact, Statement) and key in fact.subjects
            if about or (isinstance(fact, Contact) and key in fact.serves):
                yield ""
                yield from self._fact(fact_id)

    # Facts

    def _fact(self, fact_id: str) -> Iterator[str]:
        fact = self._facts[fact_id]
        origin = self._document.provenance[fact.per]
        sources = [self._document.sources[name] for name in origin.sources]
        yield f"{fact_id} [{self._freshness.certainty(fact)}]"
        for line in self._said(fact):
            yield f"  {line}"
        yield (
            f"  as of {_time(self._calendar.local(origin.as_of))} · "
            f"review by {_time(self._calendar.local(origin.review_by))}"
        )
        told = (f"{one.title.en}, {_date(one.published)}" for one in sources)
        yield f"  source: {'; '.join(told)}"

    def _said(self, fact: Fact) -> Iterator[str]:
        for field in ("text", "brief", "caveat", "note", "group", "serves", "label", "said_by"):
            text = getattr(fact, field, None)
            if isinstance(text, Text):
                yield from (
                    line if field == "text" else f"{field}: {line}" for line in _texts(text)
                )
        if isinstance(fact, Statement | CaseByCase) and fact.about:
            yield f"about: {', '.join(fact.about)}"
        yield from self._details(fact)

    def _details(self, fact: Fact) -> Iterator[str]:
        match fact:
            case Hours():
                yield from map(_weekly, fact.weekly)
                if not fact.in_force:
                    yield "not in force for now"
            case Closure():
                yield from map(_stretch, fact.stretches)
                if fact.reopening:
                    yield f"opens again {_date(fact.reopening.on)} [{fact.reopening.certainty}]"
            case Arrangement():
                yield _arrangement(fact)
            case State():
                yield f"value: {fact.value}"
            case Place() | Authority():
                if fact.address:
                    yield _address(fact.address)
            case Contact():
                answered = " (nobody answers: not offered)" if fact.answered is False else ""
                yield f"{fact.kind} {fact.value}{answered}"
            case Holidays():
                yield from (f"{_date(day.on)}: {day.name.en}" for day in fact.days)
            case Staff():
                yield from map(_weekly, fact.weekly)
                yield f"contacts: {', '.join(fact.contacts) or 'none'}"


def _texts(text: Text) -> Iterator[str]:
    yield f"en: {text.en}"
    yield f"es: {text.es}"


def _date(day: date) -> str:
    return f"{day:%a, %b} {day.day}, {day.year}"


def _time(at: datetime) -> str:
    return f"{_date(at.date())}, {at:%H:%M}"


def _window(window: Window) -> str:
    if window.admits == "nobody":
        return _ADMITS["nobody"]
    who = window.group.en if window.group else _ADMITS.get(window.admits, window.admits)
    return f"{window.opens:%H:%M}-{window.closes:%H:%M} {who}"


def _weekly(hours: WeeklyHours) -> str:
    return f"{', '.join(hours.days)}: {hours.opens:%H:%M}-{hours.closes:%H:%M}"


def _stretch(stretch: Stretch) -> str:
    return f"closed {_date(stretch.from_)} to {_date(stretch.through)} [{stretch.certainty}]"


def _arrangement(fact: Arrangement) -> str:
    until = f"to {_date(fact.through)}" if fact.through else "until further notice"
    days = f", {', '.join(fact.days)}" if fact.days else ""
    hours = f", {fact.opens:%H:%M}-{fact.closes:%H:%M}" if fact.opens and fact.closes else ""
    without = ", ".join(map(_date, fact.except_))
    excepted = f", except {without}" if without else ""
    who = _ADMITS.get(fact.admits, "a group only")
    return f"from {_date(fact.from_)} {until}{days}{hours}{excepted}: {who}"


def _address(address: Address) -> str:
    return f"{address.street}, {address.city}, {address.state} {address.postal_code or ''}".strip()
