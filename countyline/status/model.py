"""The status document: everything that the county has published, and nothing else.

Names and shapes follow Open Referral HSDS (organization, service, location, schedule), the
Common Alerting Protocol 1.2 (identifier, sent, status, references) and schema.org's special
opening hours. A *fact* is anything that residents are told: it has an id (its path in the
document, such as `offices.recorder_of_deeds.closure`), a certainty, and through `per` its
sources, its as-of time and its review-by time.

This module holds shapes and what one value alone can tell is wrong. What takes two parts of the
document to see (a source that does not exist, a closure that overlaps an opening) is in
`countyline.status.consistency`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from functools import cache
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from countyline.topics import TOPICS, is_publishable

Language = Literal["en", "es"]
LANGUAGES: tuple[Language, ...] = ("en", "es")

Certainty = Literal["confirmed", "expected", "not_confirmed", "unknown"]
CERTAINTIES: tuple[Certainty, ...] = ("confirmed", "expected", "not_confirmed", "unknown")
"""Strongest first."""

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

Premise = Literal["open_again", "election_moved", "data_stolen", "online_down"]
"""A wrong belief that a message may rest on, and that a statement sets right."""


@cache
def _time_zones() -> frozenset[str]:
    # Listing them reads hundreds of files.
    return frozenset(available_timezones())


def _known_time_zone(name: str) -> str:
    if name not in _time_zones():
        raise ValueError(f"'{name}' is not a time zone; write an IANA name such as America/Chicago")
    return name


def _known_aspect(name: str) -> str:
    if not is_publishable(name):
        raise ValueError(
            f"'{name}' is not something residents can ask; write a topic and an aspect such as "
            "how_to_pay/mail (docs/status-document.md lists them)"
        )
    return name


def _known_topic(name: str) -> str:
    if name not in TOPICS:
        raise ValueError(f"'{name}' is not a topic; write one of: {', '.join(TOPICS)}")
    return name


def _local_time(moment: time) -> time:
    if moment.tzinfo is not None:
        raise ValueError("a time of day has no time zone here; write it like 08:00 or 17:00")
    return moment


FIRST_YEAR, LAST_YEAR = 1900, 2199
"""Years that a document may name. Calendars end at 9999: a day after it can be told by nobody."""


def _of_our_time(day: date) -> date:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(
            f"the year {day.year} cannot be right; write one from {FIRST_YEAR} to {LAST_YEAR}, and "
            "leave a last day out, or set a near one, where nobody knows it"
        )
    return day


def _moment_of_our_time(moment: datetime) -> datetime:
    _of_our_time(moment.date())
    return moment


LONGEST_SHORT = 306
"""Characters of the form for text messages: what two segments of the GSM 7-bit alphabet hold,
see `countyline.segments`."""

LONGEST_ID = 60

Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=LONGEST_ID)]
Words = Annotated[str, Field(min_length=1, max_length=1200)]
Aspect = Annotated[str, AfterValidator(_known_aspect)]
Topic = Annotated[str, AfterValidator(_known_topic)]
TimeOfDay = Annotated[time, AfterValidator(_local_time)]
Day = Annotated[date, AfterValidator(_of_our_time)]
Moment = Annotated[AwareDatetime, AfterValidator(_moment_of_our_time)]


class Part(BaseModel):
    """A part of the document: unknown fields are refused and nothing changes after loading."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, str_strip_whitespace=True, populate_by_name=True
    )


class Text(Part):
    """What residents read, in every language."""

    en: Words
    es: Words

    def said_in(self, language: Language) -> str:
        """Give the wording in `language`."""
        return self.en if language == "en" else self.es


ShortWords = Annotated[str, Field(min_length=1, max_length=LONGEST_SHORT)]


class ShortText(Part):
    """The same in few words, for text messages."""

    en: ShortWords
    es: ShortWords


class Told(Text):
    """What residents are told in a sentence or a part of one, and its form for text messages.

    `short` says exactly the same: no fact less sure, none more. Without it the long form is sent,
    in several messages when it must be.
    """

    short: ShortText | None = None

    def texted_in(self, language: Language) -> str:
        """Give the wording for a text message in `language`."""
        if self.short is None:
            return self.said_in(language)
        return self.short.en if language == "en" else self.short.es


class Phrases(Part):
    """Several wordings in each language: everyday names, or ways to ask."""

    en: tuple[Words, ...] = ()
    es: tuple[Words, ...] = ()


class Source(Part):
    """Where a fact was published."""

    title: Text
    publisher: Text | None = None
    url: Annotated[str, Field(pattern=r"^https://\S+$")] | None = None
    published: Day


class Provenance(Part):
    """Where facts come from, when they were true, and until when they may be repeated."""

    sources: Annotated[tuple[Id, ...], Field(min_length=1)]
    as_of: Moment
    review_by: Moment

    @model_validator(mode="after")
    def _review_follows(self) -> Self:
        if self.review_by <= self.as_of:
            raise ValueError("review_by must be later than as_of")
        return self


class Fact(Part):
    """Something that residents are told. `per` names an entry of `provenance`."""

    per: Id
    certainty: Certainty = "confirmed"


class Statement(Fact):
    """A claim in the county's words, and what it answers.

    `brief` is the same claim in one short sentence, for use as the next step of another answer.
    `caveat` is said along with it and names what is *not* confirmed. `asks` are ways in which
    residents ask for it; they are understood from the next message on.
    """

    about: tuple[Aspect, ...] = ()
    subjects: tuple[Id, ...] = ()
    text: Told
    brief: Told | None = None
    caveat: Told | None = None
    corrects: tuple[Premise, ...] = ()
    asks: Phrases = Phrases()
    said_by: Text | None = None
    from_: Day | None = Field(default=None, alias="from")
    through: Day | None = None

    @model_validator(mode="after")
    def _ends_after_start(self) -> Self:
        if self.from_ and self.through and self.through < self.from_:
            raise ValueError("through must not be earlier than from")
        return self


class WeeklyHours(Part):
    """Opening and closing time on some days of every week, in the county's time zone."""

    days: Annotated[tuple[Weekday, ...], Field(min_length=1)]
    opens: TimeOfDay
    closes: TimeOfDay

    @model_validator(mode="after")
    def _closes_later(self) -> Self:
        if self.closes <= self.opens:
            raise ValueError("closes must be later than opens")
        return self


class Hours(Fact):
    """Normal hours. With `in_force: false` they do not hold for now: only closures and
    arrangements then say when the office is open, and any other day is unknown."""

    weekly: Annotated[tuple[WeeklyHours, ...], Field(min_length=1)]
    in_force: bool = True


class Stretch(Part):
    """Days on which an office is closed, first and last included."""

    from_: Day = Field(alias="from")
    through: Day
    certainty: Literal["confirmed", "expected"] = "confirmed"

    @model_validator(mode="after")
    def _ends_after_start(self) -> Self:
        if self.through < self.from_:
            raise ValueError("through must not be earlier than from")
        return self


class Reopening(Part):
    """The announced day of opening again."""

    on: Day
    certainty: Literal["confirmed", "expected"] = "confirmed"


class Closure(Fact):
    """A closure: its stretches, and the reopening when one is announced."""

    stretches: Annotated[tuple[Stretch, ...], Field(min_length=1)]
    reopening: Reopening | None = None
    note: Told | None = None


class Arrangement(Fact):
    """A special opening: on which days, at which hours, and who may come.

    `admits`: `walk_in` anybody, as room allows; `appointment` only people with one; `group` only
    those whom `group` describes; `nobody` when people are asked not to come; `unspecified` when
    the county has not said who.
    """

    from_: Day = Field(alias="from")
    through: Day | None = None
    days: tuple[Weekday, ...] = ()
    except_: tuple[Day, ...] = Field(default=(), alias="except")
    opens: TimeOfDay | None = None
    closes: TimeOfDay | None = None
    places: tuple[Id, ...] = ()
    admits: Literal["walk_in", "appointment", "group", "nobody", "unspecified"]
    group: Told | None = None
    text: Told | None = None

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.through and self.through < self.from_:
            raise ValueError("through must not be earlier than from")
        if (self.opens is None) != (self.closes is None):
            raise ValueError("give both opens and closes, or neither (then normal hours hold)")
        if self.opens and self.closes and self.closes <= self.opens:
            raise ValueError("closes must be later than opens")
        if self.admits == "group" and self.group is None:
            raise ValueError("admits: group needs a group that says who may come")
        return self


class Address(Part):
    """A postal address in the United States."""

    street: Words
    city: Words
    state: Annotated[str, Field(pattern=r"^[A-Z]{2}$")] = "MO"
    postal_code: Annotated[str, Field(pattern=r"^\d{5}(-\d{4})?$")] | None = None


class Subject(Part):
    """Something that residents ask about by name.

    `short_name` stands in text messages in place of the name. `topics` are those that are at home
    there: whoever asks about one of them without naming a subject is told of this one.
    """

    name: Text
    short_name: Text | None = None
    aliases: Phrases = Phrases()
    topics: tuple[Topic, ...] = ()


class Place(Subject, Fact):
    """A building or spot that residents go to."""

    address: Address | None = None
    note: Text | None = None


class Office(Subject):
    """An office of the county: where it is, when it is open, for whom.

    `instead` names statements that help those who find it closed. `name_after_de` is the Spanish
    name as it follows "la oficina", when it takes an article: "del Registro de Escrituras".
    """

    name_after_de: Annotated[str, Field(pattern=r"^(del|de la|de los|de las) \S")] | None = None
    does: Told | None = None
    places: tuple[Id, ...] = ()
    hours: Hours | None = None
    closure: Closure | None = None
    arrangements: Mapping[Id, Arrangement] = Field(default_factory=dict)
    instead: tuple[str, ...] = ()


class State(Fact):
    """Whether a service or portal works."""

    value: Literal["works", "limited", "down"]
    text: Told


class Service(Subject):
    """A service. Without `state`, nothing is published about whether it works."""

    office: Id | None = None
    places: tuple[Id, ...] = ()
    state: State | None = None
    instead: tuple[str, ...] = ()


class Portal(Subject):
    """A website or app on which residents do business with the county."""

    url: Annotated[str, Field(pattern=r"^https://\S+$")] | None = None
    state: State | None = None


class Authority(Subject, Fact):
    """A body of its own, such as an election board, and whom it serves."""

    serves: Text
    address: Address | None = None
    website: str | None = None


class Contact(Fact):
    """A telephone number, e-mail address or website, and which subjects it serves.

    `about` names the questions it is meant for; without it, it is meant for all that is asked of
    those it serves. A telephone with `answered: false` is not offered to residents.
    """

    kind: Literal["phone", "email", "website"]
    value: Words
    label: Told | None = None
    serves: tuple[Id, ...] = ()
    about: tuple[Aspect, ...] = ()
    answered: bool | None = None


class Staff(Fact):
    """Who answers what the bot cannot: their hours, and the contacts to fall back on.

    `target` is the time within which they aim to answer, such as `within two working days`;
    without it residents are told none.
    """

    weekly: Annotated[tuple[WeeklyHours, ...], Field(min_length=1)]
    target: Told | None = None
    contacts: tuple[Id, ...] = ()


class Holiday(Part):
    """A day on which county offices are closed."""

    on: Day
    name: Text


class Holidays(Fact):
    """The county's holidays."""

    days: tuple[Holiday, ...] = ()


class CaseByCase(Fact):
    """What goes to a person at once, and what residents are told about it."""

    about: Annotated[tuple[Aspect, ...], Field(min_length=1)]
    text: Told


class Organization(Part):
    """The county."""

    name: Text
    state: Text
    website: Annotated[str, Field(pattern=r"^https://\S+$")]
    time_zone: Annotated[str, AfterValidator(_known_time_zone)]


STATEMENT_SECTIONS = (
    "incident",
    "emergency",
    "data",
    "elections",
    "payments",
    "deadlines",
    "statements",
)
SUBJECT_SECTIONS = ("offices", "places", "services", "portals", "authorities")

Statements = Mapping[Id, Statement]


class StatusDocument(Part):
    """The whole document. Times of day are in `organization.time_zone`."""

    countyline: Literal[1]
    identifier: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$", max_length=120)]
    sent: Moment
    mode: Literal["actual", "exercise", "test"]
    references: tuple[str, ...] = ()
    organization: Organization
    sources: Annotated[Mapping[Id, Source], Field(min_length=1)]
    provenance: Annotated[Mapping[Id, Provenance], Field(min_length=1)]
    incident: Statements
    emergency: Statements = Field(default_factory=dict)
    data: Statements = Field(default_factory=dict)
    elections: Statements = Field(default_factory=dict)
    payments: Statements = Field(default_factory=dict)
    deadlines: Statements = Field(default_factory=dict)
    statements: Statements = Field(default_factory=dict)
    offices: Mapping[Id, Office] = Field(default_factory=dict)
    places: Mapping[Id, Place] = Field(default_factory=dict)
    services: Mapping[Id, Service] = Field(default_factory=dict)
    portals: Mapping[Id, Portal] = Field(default_factory=dict)
    authorities: Mapping[Id, Authority] = Field(default_factory=dict)
    contacts: Mapping[Id, Contact] = Field(default_factory=dict)
    case_by_case: Mapping[Id, CaseByCase] = Field(default_factory=dict)
    holidays: Holidays | None = None
    staff: Staff

    @model_validator(mode="after")
    def _has_headline(self) -> Self:
        if "headline" not in self.incident:
            raise ValueError("incident needs a headline: what residents must know first")
        return self

    @property
    def zone(self) -> ZoneInfo:
        """The county's time zone."""
        return ZoneInfo(self.organization.time_zone)

    def statements_by_id(self) -> Iterator[tuple[str, Statement]]:
        """Yield every statement with its fact id, in the order of the document."""
        for section in STATEMENT_SECTIONS:
            for key, statement in getattr(self, section).items():
                yield f"{section}.{key}", statement

    def subjects_by_id(self) -> Iterator[tuple[str, Subject]]:
        """Yield every subject with its id, offices first."""
        for section in SUBJECT_SECTIONS:
            yield from getattr(self, section).items()

    def facts_by_id(self) -> Iterator[tuple[str, Fact]]:
        """Yield every fact with its id, which is its path in the document."""
        yield from self.statements_by_id()
        for key, office in self.offices.items():
            if office.hours:
                yield f"offices.{key}.hours", office.hours
            if office.closure:
                yield f"offices.{key}.closure", office.closure
            for name, arrangement in office.arrangements.items():
                yield f"offices.{key}.arrangements.{name}", arrangement
        for section in ("services", "portals"):
            for key, subject in getattr(self, section).items():
                if subject.state:
                    yield f"{section}.{key}.state", subject.state
        for section in ("places", "authorities", "contacts", "case_by_case"):
            for key, fact in getattr(self, section).items():
                yield f"{section}.{key}", fact
        if self.holidays:
            yield "holidays", self.holidays
        yield "staff", self.staff
