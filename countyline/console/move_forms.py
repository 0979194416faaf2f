"""The forms of the common moves: their fields, made from the document, and the moves they make."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from countyline.console.entry_choices import (
    NEW_RELEASE,
    Choices,
    aspects,
    offices,
    places,
    rests,
    statements,
    subjects,
)
from countyline.console.form_fields import Field, Group, filled
from countyline.console.given import Given, WrongField
from countyline.console.release_fields import read_release, release_or_known
from countyline.publishing.moves import (
    AddOffice,
    AddStatement,
    Admits,
    ChangeStatement,
    CloseOffices,
    ExtendClosures,
    Move,
    Renew,
    Reopen,
    Together,
    WithdrawStatement,
)
from countyline.status.model import StatusDocument

_SHORT = 306
_REVIEW_HOUR = 8


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
        return [*found, release_or_known(document, now)] if self.rests else found

    def move(self, given: Given) -> Move:
        """Give the move. Raises Problem."""
        if not self.rests:
            return self.read(given, "")
        per = given.one("per")
        if per != NEW_RELEASE:
            if per not in given.document.provenance:
                raise WrongField("per", "Choose what this rests on.")
            return self.read(given, per)
        source = read_release(given)
        return Together((source, self.read(given, source.id)))


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
    return Field(name="offices", label="Offices", kind="several", choices=offices(document),
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
              choices=places(document)),
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
        raise WrongField(
            "opens" if opens is None else "closes",
            "Give both times of day, or neither: then normal hours hold.",
        )
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
                      choices=aspects()),
                Field(name="subjects", label="About", kind="several", choices=subjects(document)),
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
        Group("Which one", [_which_statement(statements(document))]),
        Group("What the county says now", _words("text", "Statement")),
        Group("The same in one sentence", _words("brief", "Sentence"), folded=True),
        Group("What is not confirmed about it", _words("caveat", "Caveat"), folded=True),
    ]


def _which_statement(known: Choices) -> Field:
    # Nothing is chosen at first: whoever is in a hurry must not change the one on top.
    choices = [("", "Choose a statement"), *known]
    return Field(name="fact", label="Statement", kind="choice", choices=choices)


def _chosen_statement(given: Given) -> str:
    if not given.one("fact"):
        raise WrongField("fact", "Choose the statement.")
    return given.one("fact")


def _read_change_statement(given: Given, per: str) -> Move:
    return ChangeStatement(
        fact=_chosen_statement(given),
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
    # The headline cannot be withdrawn, only reworded.
    known = [one for one in statements(document) if one[0] != "incident.headline"]
    return [Group("Which one", [_which_statement(known)])]


def _read_withdraw(given: Given, per: str) -> Move:
    return WithdrawStatement(fact=_chosen_statement(given))


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
                Field(name="places", label="Where", kind="several", choices=places(document)),
            ],
        )
    ]  # fmt: skip


def _read_add_office(given: Given, per: str) -> Move:
    if not given.one("name_en") or not given.one("name_es"):
        missing = "name_es" if given.one("name_en") else "name_en"
        raise WrongField(missing, "Give the office's name in both languages.")
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
    fields = [
        Field(name="provenance", label="Facts from", kind="several",
              choices=rests(document)),
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
