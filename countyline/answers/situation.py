"""Everything a topic needs to answer a question: the status, the words, the time, the question."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from functools import cached_property

from countyline.answers import formats
from countyline.answers.dates import ResolvedDates, moment, resolve
from countyline.answers.index import Index
from countyline.answers.medium import Medium
from countyline.answers.question import Part
from countyline.answers.wording import COMMON, Wording
from countyline.status.model import (
    WEEKDAYS,
    Contact,
    Language,
    Office,
    Place,
    Service,
    Statement,
    StatusDocument,
    Subject,
    Text,
    Told,
    WeeklyHours,
)

_ASKED_OF_NO_OFFICE = frozenset({"voting", "elections"})
"""Topics in which the name of an office or a service is another thing's: "cambiar mi registro" is a
voter's, and who votes "near Swope Park" asks of no park."""


class Situation:
    """One question put to one status document, in one language and medium, at one time.

    `now` is aware; `today` is the county's calendar day. `wording` holds the words of the language
    for every medium. `index` is the document's, where it was made before. `channel` is the one that
    the question came by, where it matters: some keep wishes; it is empty without a desk.
    """

    def __init__(
        self,
        document: StatusDocument,
        wording: Wording,
        language: Language,
        part: Part,
        now: datetime,
        *,
        medium: Medium = "screen",
        index: Index | None = None,
        channel: str = "",
    ) -> None:
        self.channel = channel
        self.document = document
        self.index = index or Index(document)
        self.calendar = self.index.calendar
        self.freshness = self.index.freshness(now)
        self.language: Language = language
        self.part = part
        self.now = self.calendar.local(now)
        self.medium: Medium = medium
        self.wording = wording
        self._words = wording.in_medium(medium)
        self._forms = formats.FORMS[medium]
        self._subjects = self.index.subjects
        self._statements = self.index.statements

    # Words

    def say(self, key: str, /, topic: str | None = None, **values: str) -> str:
        """Fill a sentence of the question's topic, or of `topic`."""
        return self._words.say(self.language, topic or self.part.topic, key, **values)

    def common(self, key: str, /, **values: str) -> str:
        """Fill a sentence that several topics share."""
        return self._words.say(self.language, COMMON, key, **values)

    def text(self, text: Text) -> str:
        """Give the published words in the resident's language, in few where they are texted."""
        if self.medium == "text" and isinstance(text, Told):
            return text.texted_in(self.language)
        return text.said_in(self.language)

    def title(self, aspect: str) -> str:
        """Give what an aspect, written `topic/aspect`, is called where choices are listed."""
        return self._words.aspect(self.language, aspect).title

    def unsaid(self) -> str:
        """Say that the county has not said what was asked."""
        words = self._words.aspect(self.language, self.part.aspect)
        return self.common("unsaid", what=words.unsaid)

    def on(self, day: date) -> str:
        """Write a day as part of a sentence: today, tomorrow or its date with the weekday.

        Once the headline is stale, today brings its date: else "this is what the county said
        then: closed today" could be read as the day on which it was said.
        """
        written = self.dated(day)
        if day == self.today and self.freshness.is_stale(self.document.incident["headline"]):
            return self.common("today_dated", date=written)
        if day == self.today:
            return self.common("today")
        if (day - self.today).days == 1:
            return self.common("tomorrow", date=written)
        return self.common("on_date", date=written)

    def dated(self, day: date) -> str:
        """Write a day by its date alone."""
        return self._forms.dated(day, self.language, today=self.today)

    def clock(self, at: time) -> str:
        """Write a time of day."""
        return self._forms.clock(at, self.language)

    def at(self, at: time) -> str:
        """Write a time of day as part of a sentence."""
        return self._forms.at(at, self.language)

    def moment(self, at: datetime) -> str:
        """Write an aware time as the county's date and time of day."""
        return self._forms.moment(self.calendar.local(at), self.language, today=self.today)

    def on_weekdays(self, days: Sequence[date]) -> str:
        """Write days that fall on the same weekday; it is said once."""
        return self.common(
            "on_weekdays",
            weekdays=formats.weekdays_name(days[0], self.language),
            days=self.listed(self._forms.day(day, self.language) for day in days),
        )

    def listed(self, items: Iterable[str]) -> str:
        """Join items with commas and "and"."""
        return formats.and_list(items, self.language)

    def name(self, subject_id: str) -> str:
        """Give a subject's published name."""
        return self._name(self._subjects[subject_id])

    def _name(self, subject: Subject) -> str:
        if self.medium == "text" and subject.short_name:
            return self.text(subject.short_name)
        return self.text(subject.name)

    def office_names(self, office_ids: Iterable[str]) -> str:
        """List offices as they follow "the office of"; Spanish has an article for some."""
        offices = [self.document.offices[key] for key in office_ids]
        return self._named([self._office_name(office) for office in offices])

    def names(self, subject_ids: Iterable[str]) -> str:
        """List subjects by their published names."""
        return self._named([self.name(key) for key in subject_ids])

    def _named(self, names: Sequence[str]) -> str:
        """List names. Aloud each of several has one name: two would be heard as two things."""
        is_many = self.medium == "speech" and len(names) > 1
        return self.listed(map(formats.one_name, names) if is_many else names)

    def _office_name(self, office: Office) -> str:
        if self.language == "es" and office.name_after_de and self.medium != "text":
            return office.name_after_de
        return self.common("office_name", name=self._name(office))

    def weekly(self, weekly: Iterable[WeeklyHours]) -> str:
        """Write weekly hours, such as `Monday to Friday, 8 a.m. to 5 p.m.`."""
        told = tuple(weekly)
        key = (told, self.language, self.medium, self._words, type(self))
        return self.index.hours_in_words(key, lambda: self.listed(map(self._hours_of, told)))

    def _hours_of(self, hours: WeeklyHours) -> str:
        return self.common(
            "days_and_times",
            days=self.weekdays(WEEKDAYS.index(day) for day in hours.days),
            opens=self.clock(hours.opens),
            closes=self.clock(hours.closes),
        )

    def weekdays(self, numbers: Iterable[int]) -> str:
        """Name weekdays (Monday is 0); three or more in a row by the first and the last."""
        rows: list[list[int]] = []
        for number in sorted(set(numbers)):
            if rows and rows[-1][-1] == number - 1:
                rows[-1].append(number)
            else:
                rows.append([number])
        named = [[self.common(f"weekday_{WEEKDAYS[number]}") for number in row] for row in rows]
        return self.listed(
            text
            for names in named
            for text in (
                names
                if len(names) < 3
                else [self.common("days_from_to", first=names[0], last=names[-1])]
            )
        )

    # Time

    @cached_property
    def today(self) -> date:
        """The county's calendar day."""
        return self.now.date()

    @cached_property
    def asked(self) -> tuple[ResolvedDates, ...]:
        """The days that were asked about and can be told, in the order of the question."""
        resolved = (resolve(symbol, self.now) for symbol in self.part.dates)
        return tuple(dates for dates in resolved if dates is not None)

    @property
    def is_about_now(self) -> bool:
        """Whether it is asked if something is open, at this moment as far as was said."""
        return self.part.aspect == "status/open" and all(
            symbol.get("kind") == "now" for symbol in self.part.dates
        )

    @property
    def asked_moment(self) -> datetime | None:
        """The hour that was named, of one day, when it is asked whether something is open then."""
        if self.part.aspect not in ("status/open", "hours/open_hours"):
            return None
        if len(self.asked) != 1 or any(symbol.get("kind") == "now" for symbol in self.part.dates):
            return None
        (asked,) = self.asked
        is_one = asked.is_one_day and asked.bound is None and asked.weekday is None
        return moment(asked, self.now) if is_one else None

    # Subjects and facts

    @cached_property
    def subjects(self) -> tuple[str, ...]:
        """The subjects asked about that the document knows, most telling first."""
        known = [subject for subject in self.part.subjects if subject in self._subjects]
        if self.part.confident and self.part.topic in _ASKED_OF_NO_OFFICE:
            known = [one for one in known if not isinstance(self._subjects[one], Office | Service)]
        return tuple(known)

    def subject(self, subject_id: str) -> Subject:
        """Give a subject. Raises KeyError when the document has none of that id."""
        return self._subjects[subject_id]

    def statement(self, fact_id: str) -> Statement:
        """Give a statement. Raises KeyError when the document has none of that id."""
        return self._statements[fact_id]

    def statements(self, aspect: str | None = None) -> dict[str, Statement]:
        """Find the statements that answer an aspect now, those on the asked subjects first."""
        wanted = aspect or self.part.aspect
        found = [
            (fact_id, statement)
            for fact_id, statement in self._statements.items()
            if wanted in statement.about and self.holds(fact_id)
        ]
        asked = set(self.subjects)
        found.sort(key=lambda item: not asked.intersection(item[1].subjects))
        return dict(found)

    def holds(self, fact_id: str) -> bool:
        """Tell whether a statement holds today. Raises KeyError when there is none of that id."""
        statement = self._statements[fact_id]
        starts, ends = statement.from_, statement.through
        return not (starts and self.today < starts) and not (ends and self.today > ends)

    def asks_of(self, fact_id: str) -> tuple[str, ...]:
        """Give the example questions of a statement; none when it does not hold today."""
        if fact_id not in self._statements or not self.holds(fact_id):
            return ()
        asks = self._statements[fact_id].asks
        return asks.en if self.language == "en" else asks.es

    def home_subjects(self) -> tuple[str, ...]:
        """The offices and services where the question's topic is at home."""
        return tuple(
            subject_id
            for subject_id, subject in self._subjects.items()
            if self.part.topic in subject.topics
        )

    def offices_of(self, subject_id: str) -> tuple[str, ...]:
        """The offices behind a subject: itself, a service's, or those in a place."""
        subject = self._subjects.get(subject_id)
        if isinstance(subject, Office):
            return (subject_id,)
        if isinstance(subject, Service):
            return (subject.office,) if subject.office else ()
        if isinstance(subject, Place):
            return tuple(
                key for key, office in self.document.offices.items() if subject_id in office.places
            )
        return ()

    def places_of(self, subject_id: str) -> tuple[str, ...]:
        """The places where a subject is found."""
        subject = self._subjects.get(subject_id)
        if isinstance(subject, Place):
            return (subject_id,)
        if isinstance(subject, Office):
            return subject.places
        if isinstance(subject, Service):
            if subject.places:
                return subject.places
            return self.document.offices[subject.office].places if subject.office else ()
        return ()

    def instead_of(self, subject_id: str) -> tuple[str, ...]:
        """The fact ids of what helps those who find a subject closed, as far as it holds."""
        subject = self._subjects.get(subject_id)
        named = subject.instead if isinstance(subject, Office | Service) else ()
        return tuple(fact for fact in named if self.holds(fact))

    def contacts_of(self, subject_id: str) -> Iterator[tuple[str, Contact]]:
        """Yield what may be offered to reach a subject: its own contacts, then its offices'.

        Beside its own, a contact of its office that is meant for some questions only is left out.
        """
        offered = {
            f"contacts.{key}": contact
            for key, contact in self.document.contacts.items()
            if contact.answered is not False
        }
        own = {fact: one for fact, one in offered.items() if subject_id in one.serves}
        yield from own.items()
        offices = set(self.offices_of(subject_id))
        for fact, contact in offered.items():
            is_left_out = fact in own or bool(own and contact.about)
            if not is_left_out and offices.intersection(contact.serves):
                yield fact, contact

    def contacts_meant_for(self, aspect: str) -> Iterator[tuple[str, Contact]]:
        """Yield the contacts that are meant for an aspect and may be offered."""
        for key, contact in self.document.contacts.items():
            if aspect in contact.about and contact.answered is not False:
                yield f"contacts.{key}", contact

    def staff_contacts(self) -> Iterator[tuple[str, Contact]]:
        """Yield the contacts to fall back on that may be offered."""
        for key in self.document.staff.contacts:
            contact = self.document.contacts[key]
            if contact.answered is not False:
                yield f"contacts.{key}", contact
