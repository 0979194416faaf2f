"""Writes out, for staff, what a status document says about something at a time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from countyline.status.calendar import Calendar, Day
from countyline.status.freshness import Freshness, weakest
from countyline.status.lines import (
    address_in_words,
    arrangement_in_words,
    dated,
    stretch_in_words,
    timed,
    weekly_in_words,
    window_in_words,
)
from countyline.status.model import (
    STATEMENT_SECTIONS,
    SUBJECT_SECTIONS,
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
    Subject,
    Text,
    Told,
)
from countyline.status.problems import nearest

_DAYS_AHEAD = 7

_TOLD = ("text", "brief", "caveat", "note", "group", "serves", "label", "said_by", "target")
"""Fields that hold words for residents, in the order in which they are shown."""


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
        return [title, f"at {timed(self._at)}", ""]

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
        yield f"Next day that is said to be open: {dated(opening.on) if opening else 'none'}"
        for fact_id in self._facts:
            if fact_id.startswith(f"offices.{key}."):
                yield ""
                yield from self._fact(fact_id)
        if office.places:
            yield ""
            yield f"Where: {', '.join(office.places)}"

    def _day(self, day: Day) -> str:
        windows = "; ".join(window_in_words(window) for window in day.windows)
        holiday = f" ({day.holiday.en})" if day.holiday else ""
        said = f"{day.state}{holiday}{': ' if windows else ''}{windows}"
        why = f" · {', '.join(day.facts)}" if day.facts else ""
        return f"{dated(day.on)}: {said} [{self._certainty(day)}]{why}"

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
            f"  as of {timed(self._calendar.local(origin.as_of))} · "
            f"review by {timed(self._calendar.local(origin.review_by))}"
        )
        told = (f"{one.title.en}, {dated(one.published)}" for one in sources)
        yield f"  source: {'; '.join(told)}"

    def _said(self, fact: Fact) -> Iterator[str]:
        for field in _TOLD:
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
                yield from map(weekly_in_words, fact.weekly)
                if not fact.in_force:
                    yield "not in force for now"
            case Closure():
                yield from map(stretch_in_words, fact.stretches)
                if fact.reopening:
                    yield f"opens again {dated(fact.reopening.on)} [{fact.reopening.certainty}]"
            case Arrangement():
                yield arrangement_in_words(fact)
            case State():
                yield f"value: {fact.value}"
            case Place() | Authority():
                if fact.address:
                    yield address_in_words(fact.address)
            case Contact():
                answered = " (nobody answers: not offered)" if fact.answered is False else ""
                yield f"{fact.kind} {fact.value}{answered}"
            case Holidays():
                yield from (f"{dated(day.on)}: {day.name.en}" for day in fact.days)
            case Staff():
                yield from map(weekly_in_words, fact.weekly)
                yield f"contacts: {', '.join(fact.contacts) or 'none'}"


def _texts(text: Text) -> Iterator[str]:
    yield f"en: {text.en}"
    yield f"es: {text.es}"
    if isinstance(text, Told) and text.short:
        yield f"text message, en: {text.short.en}"
        yield f"text message, es: {text.short.es}"
