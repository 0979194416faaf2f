"""The forms of the common moves: their fields, made from the document, and the moves they make."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sanic.request import RequestParameters

from countyline.console.form_fields import LONGEST, Field, Group, filled
from countyline.problem import Problem
from countyline.publishing.moves import (
    AddOffice,
    AddSource,
    AddStatement,
    Admits,
    Certainty,
    ChangeStatement,
    CloseOffices,
    ExtendClosures,
    Move,
    Renew,
    Reopen,
    Together,
    WithdrawStatement,
    Words,
    fresh_id,
)
from countyline.status.model import StatusDocument
from countyline.topics import ASPECTS

NEW_RELEASE = "new"
_SHORT = 306
_REVIEW_HOUR = 8
_LINES = 30


@dataclass(frozen=True, slots=True)
class Given:
    """What was filled in, read field by field. A wrong one raises Problem."""

    form: RequestParameters
    document: StatusDocument
    now: datetime

    def one(self, name: str) -> str:
        """Give a field's text."""
        return str(self.form.get(name) or "").replace("\r\n", "\n").strip()[:LONGEST]

    def several(self, name: str) -> list[str]:
        """Give what was ticked."""
        return [str(one) for one in self.form.getlist(name) or ()]

    def ticked(self, name: str, what: str) -> list[str]:
        """Give what was ticked, at least one."""
        found = self.several(name)
        if not found:
            raise Problem(f"Choose {what}.")
        return found

    def lines(self, name: str) -> list[str]:
        """Give the lines of a field."""
        return [line.strip() for line in self.one(name).splitlines() if line.strip()][:_LINES]

    def day(self, name: str, what: str) -> date:
        """Give a day."""
        try:
            return date.fromisoformat(self.one(name))
        except ValueError:
            raise Problem(f"Give {what} as a day.") from None

    def day_or_none(self, name: str) -> date | None:
        """Give a day that may be left out."""
        return self.day(name, "the last day") if self.one(name) else None

    def clock(self, name: str) -> time | None:
        """Give a time of day that may be left out."""
        if not self.one(name):
            return None
        try:
            return time.fromisoformat(self.one(name))
        except ValueError:
            raise Problem("Write a time of day like 08:00 or 17:00.") from None

    def moment(self, name: str, what: str) -> datetime:
        """Give a moment in the county's time."""
        try:
            found = datetime.fromisoformat(self.one(name))
        except ValueError:
            raise Problem(f"Give {what} as a day and a time.") from None
        return found.replace(tzinfo=self.document.zone)

    def words(self, name: str) -> Words:
        """Give what residents are told, in both languages or in none."""
        en, es = self.one(f"{name}_en"), self.one(f"{name}_es")
        if bool(en) != bool(es):
            missing = "Spanish" if en else "English"
            raise Problem(f"The {missing} is missing: residents are told the same in both.")
        short_en, short_es = self.one(f"{name}_short_en"), self.one(f"{name}_short_es")
        if bool(short_en) != bool(short_es):
            raise Problem("Give the form for text messages in both languages, or in neither.")
        return Words(en=en, es=es, short_en=short_en, short_es=short_es)

    def told(self, name: str) -> Words:
        """Give what residents are told; it must not be empty."""
        words = self.words(name)
        if not words:
            raise Problem("Write what residents are told, in English and in Spanish.")
        return words

    def certainty(self) -> Certainty:
        """Give how sure the county is of a day."""
        return "expected" if self.one("certainty") == "expected" else "confirmed"


@dataclass(frozen=True, slots=True)
class MoveForm:
    """A move as publishers choose it: `groups` gives its fields, `read` what was filled in.

    `rests` says that it rests on a release, whose fields every such form has.
    """

    name: str
    title: str
    groups: Callable[[StatusDocument, datetime], Sequence[Group]]
    read: Callable[[Given, str], Move]
    rests: bool = True

    def fields(self, document: StatusDocument, now: datetime) -> list[Group]:
        """Give all fields, empty or proposed."""
        found = [*self.groups(document, now)]
        return [*found, *_release(document, now)] if self.rests else found

    def move(self, given: Given) -> Move:
        """Give the move. Raises Problem."""
        if not self.rests:
            return self.read(given, "")
        per = given.one("per")
        if per != NEW_RELEASE:
            if per not in given.document.provenance:
                raise Problem("Choose what this rests on.")
            return self.read(given, per)
        source = _source(given)
        return Together((source, self.read(given, source.id)))


def _release(document: StatusDocument, now: datetime) -> Iterator[Group]:
    local = now.astimezone(document.zone)
    review = (local + timedelta(days=1)).replace(hour=_REVIEW_HOUR, minute=0)
    known = [
        (key, f"{document.sources[entry.sources[0]].title.en} ({key})")
        for key, entry in document.provenance.items()
    ]
    choices = [(NEW_RELEASE, "A new release or statement, named below"), *known]
    yield Group(
        "What this rests on",
        [
            Field(name="per", label="Source", kind="choice", choices=choices, required=True),
            Field(name="title_en", label="Its title in English", kind="text", lang="en",
                  value="County news release", longest=200),
            Field(name="title_es", label="Its title in Spanish", kind="text", lang="es",
                  value="Comunicado del condado", longest=200),
            Field(name="published", label="Published on", kind="date",
                  value=local.date().isoformat()),
            Field(name="url", label="Its address, if it has one", kind="url", longest=500,
                  hint="It begins with https://"),
            Field(name="as_of", label="True as of", kind="moment", value=f"{local:%Y-%m-%dT%H:%M}"),
            Field(name="review_by", label="Review again by", kind="moment",
                  value=f"{review:%Y-%m-%dT%H:%M}",
                  hint="From then on residents are told that it is not confirmed."),
        ],
    )  # fmt: skip


def _source(given: Given) -> AddSource:
    title_en, title_es = given.one("title_en"), given.one("title_es")
    if not title_en or not title_es:
        raise Problem("Give the new release's title in both languages.")
    published = given.day("published", "when the release was published")
    taken = {**given.document.sources, **given.document.provenance}
    return AddSource(
        id=fresh_id(f"release {published:%B} {published.day}", taken),
        title_en=title_en,
        title_es=title_es,
        published=published,
        as_of=given.moment("as_of", "as of when it is true"),
        review_by=given.moment("review_by", "when to review it again"),
        url=given.one("url"),
    )


def _offices(document: StatusDocument) -> Sequence[tuple[str, str]]:
    return [(key, office.name.en) for key, office in document.offices.items()]


def _places(document: StatusDocument) -> Sequence[tuple[str, str]]:
    return [(key, place.name.en) for key, place in document.places.items()]


def _statements(document: StatusDocument) -> Sequence[tuple[str, str]]:
    return [
        (fact, f"{fact}: {(one.brief or one.text).en[:90]}")
        for fact, one in document.statements_by_id()
    ]


def _subjects(document: StatusDocument) -> Sequence[tuple[str, str]]:
    return [(key, subject.name.en) for key, subject in document.subjects_by_id()]


def _aspects() -> Sequence[tuple[str, str]]:
    return [
        (f"{topic}/{aspect}", f"{topic.replace('_', ' ')}: {words}")
        for topic, aspects in ASPECTS.items()
        for aspect, words in aspects.items()
    ]


def _certainty(what: str) -> Field:
    choices = [("confirmed", "The county said so"), ("expected", "The county says: likely")]
    return Field(name="certainty", label=what, kind="choice", choices=choices)


def _words(name: str, label: str, *, short: bool = True) -> list[Field]:
    fields = [
        Field(name=f"{name}_en", label=f"{label}, in English", kind="area", lang="en"),
        Field(name=f"{name}_es", label=f"{label}, in Spanish", kind="area", lang="es"),
    ]
    if short:
        fields += [
            Field(name=f"{name}_short_en", label="The same for text messages, in English",
                  kind="area", lang="en", longest=_SHORT),
            Field(name=f"{name}_short_es", label="The same for text messages, in Spanish",
                  kind="area", lang="es", longest=_SHORT),
        ]  # fmt: skip
    return fields


def _today(document: StatusDocument, now: datetime) -> str:
    return now.astimezone(document.zone).date().isoformat()


def _close(document: StatusDocument, now: datetime) -> list[Group]:
    days = [
        Field(name="since", label="First closed day", kind="date", value=_today(document, now),
              required=True),
        Field(name="through", label="Last closed day", kind="date", value=_today(document, now),
              required=True),
        _certainty("How sure"),
    ]  # fmt: skip
    return [
        Group("Which offices", [_which_offices(document)]),
        Group("When", days),
        Group("A note that is told with it", _words("note", "Note"), folded=True),
    ]


def _which_offices(document: StatusDocument, chosen: Sequence[str] = ()) -> Field:
    return Field(name="offices", label="Offices", kind="several", choices=_offices(document),
                 values=chosen)  # fmt: skip


def _read_close(given: Given, per: str) -> Move:
    return CloseOffices(
        offices=given.ticked("offices", "the offices that are closed"),
        since=given.day("since", "the first closed day"),
        through=given.day("through", "the last closed day"),
        certainty=given.certainty(),
        per=per,
        note=given.words("note"),
    )


def _extend(document: StatusDocument, now: datetime) -> list[Group]:
    closed = [key for key, office in document.offices.items() if office.closure]
    fields = [
        Field(name="through", label="Through", kind="date",
              hint="Left empty: one more day of its normal hours."),
        _certainty("How sure"),
    ]  # fmt: skip
    return [Group("Which offices", [_which_offices(document, closed)]), Group("How long", fields)]


def _read_extend(given: Given, per: str) -> Move:
    return ExtendClosures(
        offices=given.ticked("offices", "the offices that stay closed"),
        certainty=given.certainty(),
        per=per,
        through=given.day_or_none("through"),
    )


def _reopen(document: StatusDocument, now: datetime) -> list[Group]:
    admits = [
        ("walk_in", "Anybody may come"),
        ("appointment", "By appointment only"),
        ("group", "Only a group of people, named below"),
    ]
    rules = [
        Field(name="on", label="Opens on", kind="date", required=True),
        _certainty("How sure"),
        Field(name="admits", label="Who may come", kind="choice", choices=admits),
        Field(name="until", label="These rules hold through", kind="date",
              hint="Left empty: until something else is published."),
        Field(name="opens", label="Opens at", kind="time", hint="Left empty: normal hours."),
        Field(name="closes", label="Closes at", kind="time"),
        Field(name="places", label="Where, if not at all of its places", kind="several",
              choices=_places(document)),
    ]  # fmt: skip
    return [
        Group("Which offices", [_which_offices(document)]),
        Group("The rules", rules),
        Group("What people must know", _words("text", "Told with it"), folded=True),
        Group("The group, if only one may come", _words("group", "Who", short=False), folded=True),
    ]


def _read_reopen(given: Given, per: str) -> Move:
    opens, closes = given.clock("opens"), given.clock("closes")
    if (opens is None) != (closes is None):
        raise Problem("Give both times of day, or neither: then normal hours hold.")
    admits: Admits = "walk_in"
    if given.one("admits") == "appointment":
        admits = "appointment"
    elif given.one("admits") == "group":
        admits = "group"
        given.told("group")
    return Reopen(
        offices=given.ticked("offices", "the offices that open"),
        on=given.day("on", "the day of opening"),
        certainty=given.certainty(),
        admits=admits,
        per=per,
        through=given.day_or_none("until"),
        opens=opens,
        closes=closes,
        places=given.several("places"),
        group=given.words("group"),
        text=given.words("text"),
    )


def _add_statement(document: StatusDocument, now: datetime) -> list[Group]:
    ways = "One way to ask in a line, two or three of them."
    return [
        Group("What the county says", _words("text", "Statement")),
        Group(
            "What it answers",
            [
                Field(name="about", label="Questions of this kind", kind="several",
                      choices=_aspects()),
                Field(name="subjects", label="About", kind="several", choices=_subjects(document)),
                Field(name="asks_en", label="Ways to ask for it, in English", kind="area",
                      lang="en", hint=ways),
                Field(name="asks_es", label="Ways to ask for it, in Spanish", kind="area",
                      lang="es", hint=ways),
            ],
        ),
    ]  # fmt: skip


def _read_add_statement(given: Given, per: str) -> Move:
    return AddStatement(
        text=given.told("text"),
        per=per,
        about=given.several("about"),
        subjects=given.several("subjects"),
        asks_en=given.lines("asks_en"),
        asks_es=given.lines("asks_es"),
    )


def _change_statement(document: StatusDocument, now: datetime) -> list[Group]:
    return [
        Group("Which one", [_which_statement(document)]),
        Group("What the county says now", _words("text", "Statement")),
        Group("The same in one sentence", _words("brief", "Sentence"), folded=True),
        Group("What is not confirmed about it", _words("caveat", "Caveat"), folded=True),
    ]


def _which_statement(document: StatusDocument) -> Field:
    return Field(name="fact", label="Statement", kind="choice", choices=_statements(document))


def _read_change_statement(given: Given, per: str) -> Move:
    return ChangeStatement(
        fact=given.one("fact"),
        text=given.told("text"),
        per=per,
        brief=given.words("brief"),
        caveat=given.words("caveat"),
    )


def _headline(document: StatusDocument, now: datetime) -> list[Group]:
    headline = document.incident["headline"]
    said = {"text_en": headline.text.en, "text_es": headline.text.es}
    if headline.brief:
        said |= {"brief_en": headline.brief.en, "brief_es": headline.brief.es}
    groups = [
        Group("The headline", _words("text", "Headline")),
        Group("The same in one sentence", _words("brief", "Sentence")),
    ]
    return [filled(group, said, {}) for group in groups]


def _read_headline(given: Given, per: str) -> Move:
    return ChangeStatement(
        fact="incident.headline", text=given.told("text"), per=per, brief=given.words("brief")
    )


def _withdraw(document: StatusDocument, now: datetime) -> list[Group]:
    return [Group("Which one", [_which_statement(document)])]


def _read_withdraw(given: Given, per: str) -> Move:
    return WithdrawStatement(fact=given.one("fact"))


def _add_office(document: StatusDocument, now: datetime) -> list[Group]:
    other = "One name in a line."
    return [
        Group(
            "The office",
            [
                Field(name="name_en", label="Name in English", kind="text", lang="en",
                      required=True, longest=120),
                Field(name="name_es", label="Name in Spanish", kind="text", lang="es",
                      required=True, longest=120),
                Field(name="aliases_en", label="What people call it, in English", kind="area",
                      lang="en", hint=other),
                Field(name="aliases_es", label="What people call it, in Spanish", kind="area",
                      lang="es", hint=other),
                Field(name="opens", label="Opens at, Monday to Friday", kind="time",
                      value="08:00"),
                Field(name="closes", label="Closes at", kind="time", value="17:00"),
                Field(name="places", label="Where", kind="several", choices=_places(document)),
            ],
        )
    ]  # fmt: skip


def _read_add_office(given: Given, per: str) -> Move:
    if not given.one("name_en") or not given.one("name_es"):
        raise Problem("Give the office's name in both languages.")
    return AddOffice(
        name_en=given.one("name_en"),
        name_es=given.one("name_es"),
        per=per,
        aliases_en=given.lines("aliases_en"),
        aliases_es=given.lines("aliases_es"),
        opens=given.clock("opens") or time(8),
        closes=given.clock("closes") or time(17),
        places=given.several("places"),
    )


def _renew(document: StatusDocument, now: datetime) -> list[Group]:
    local = now.astimezone(document.zone)
    review = (local + timedelta(days=1)).replace(hour=_REVIEW_HOUR, minute=0)
    choices = [
        (key, f"{document.sources[one.sources[0]].title.en} ({key}), review by "
              f"{one.review_by.astimezone(document.zone):%a, %b %d, %H:%M}")
        for key, one in document.provenance.items()
    ]  # fmt: skip
    fields = [
        Field(name="provenance", label="Facts from", kind="several", choices=choices),
        Field(name="review_by", label="Review again by", kind="moment",
              value=f"{review:%Y-%m-%dT%H:%M}"),
    ]  # fmt: skip
    return [Group("What was checked and is still so", fields)]


def _read_renew(given: Given, per: str) -> Move:
    return Renew(
        provenance=given.ticked("provenance", "what was checked"),
        as_of=given.now.astimezone(given.document.zone),
        review_by=given.moment("review_by", "when to review it again"),
    )


FORMS: Mapping[str, MoveForm] = {
    form.name: form
    for form in (
        MoveForm("close", "Close offices", _close, _read_close),
        MoveForm("extend", "Keep offices closed longer", _extend, _read_extend),
        MoveForm("reopen", "Open offices again", _reopen, _read_reopen),
        MoveForm("headline", "Change the headline", _headline, _read_headline),
        MoveForm("statement", "Add a statement", _add_statement, _read_add_statement),
        MoveForm("reword", "Change a statement", _change_statement, _read_change_statement),
        MoveForm("withdraw", "Withdraw a statement", _withdraw, _read_withdraw, rests=False),
        MoveForm("office", "Add an office", _add_office, _read_add_office),
        MoveForm("renew", "Confirm that facts are still so", _renew, _read_renew, rests=False),
    )
}
