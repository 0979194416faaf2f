"""The common moves: changes of the status that a publisher makes in one step.

Each move changes the data of a document; what it writes rests on an entry of `provenance`. Days
are the county's.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, Literal, Protocol, TypeAlias

from countyline.problem import Problem
from countyline.publishing.yaml_editing import Data, moment, section, sent_since
from countyline.status.model import LONGEST_ID, STATEMENT_SECTIONS

Certainty: TypeAlias = Literal["confirmed", "expected"]
Admits: TypeAlias = Literal["walk_in", "appointment", "group"]

WORKDAYS = ("mon", "tue", "wed", "thu", "fri")
_DAY = timedelta(days=1)


class Move(Protocol):
    """Something that changes a document's data."""

    def __call__(self, data: Data) -> None:
        """Make the change. Raises Problem when it cannot be made."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What residents are told, in both languages; the short form is for text messages."""

    en: str
    es: str
    short_en: str = ""
    short_es: str = ""

    def __bool__(self) -> bool:
        return bool(self.en or self.es)

    def written(self) -> dict[str, Any]:
        """Give it as documents hold it."""
        told: dict[str, Any] = {"en": self.en, "es": self.es}
        if self.short_en and self.short_es:
            told["short"] = {"en": self.short_en, "es": self.short_es}
        return told


NO_WORDS = Words(en="", es="")


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseOffices:
    """Offices are closed on some days, the first and last included."""

    offices: Sequence[str]
    since: date
    through: date
    certainty: Certainty
    per: str
    note: Words = NO_WORDS

    def __call__(self, data: Data) -> None:
        """Keep the closed days before `since`; take back an opening that was announced."""
        if self.through < self.since:
            raise Problem("The last closed day is before the first one.")
        for key in self.offices:
            office = _entry(data, "offices", key)
            stretches = _stretches_before(office, self.since)
            stretches.append(
                {"from": self.since, "through": self.through, "certainty": self.certainty}
            )
            closure: dict[str, Any] = {"per": self.per, "stretches": stretches}
            if self.note:
                closure["note"] = self.note.written()
            office["closure"] = closure
            _end_arrangements(office, self.since, self.through)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtendClosures:
    """Offices stay closed longer: through a day, or through their next day of normal hours."""

    offices: Sequence[str]
    certainty: Certainty
    per: str
    through: date | None = None

    def __call__(self, data: Data) -> None:
        """Add days after the last closed one."""
        for key in self.offices:
            office = _entry(data, "offices", key)
            closure = office.get("closure")
            if closure is None:
                raise Problem(f"{_name(office)} is not closed, so the closure cannot last longer.")
            last = _day(closure["stretches"][-1]["through"])
            through = self.through or _next_open_day(office, last)
            if through <= last:
                raise Problem(f"{_name(office)} is closed through {last:%B} {last.day} already.")
            added = {"from": last + _DAY, "through": through, "certainty": self.certainty}
            # A copy: other offices may share this closure.
            closure = {
                **closure,
                "per": self.per,
                "stretches": [*({**one} for one in closure["stretches"]), added],
            }
            office["closure"] = closure
            if closure.get("reopening") and _day(closure["reopening"]["on"]) <= through:
                del closure["reopening"]
            _end_arrangements(office, last + _DAY, through)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reopen:
    """Offices open again on a day: for everybody at normal hours, or by other rules.

    With `admits` other than `walk_in`, or with hours of its own, an arrangement says who may come
    and when, and normal hours are set aside: a day that the arrangement does not cover is unknown.
    """

    offices: Sequence[str]
    on: date
    certainty: Certainty
    admits: Admits
    per: str
    through: date | None = None
    opens: time | None = None
    closes: time | None = None
    places: Sequence[str] = ()
    group: Words = NO_WORDS
    text: Words = NO_WORDS

    def __call__(self, data: Data) -> None:
        """End the closure on the day before, and say who may come from then on."""
        for key in self.offices:
            office = _entry(data, "offices", key)
            stretches = _stretches_before(office, self.on)
            if stretches:
                office["closure"] = {
                    "per": self.per,
                    "stretches": stretches,
                    "reopening": {"on": self.on, "certainty": self.certainty},
                }
            else:
                office.pop("closure", None)
            self._rule(office)

    def _rule(self, office: Data) -> None:
        arrangements = {
            key: one
            for key, one in (office.get("arrangements") or {}).items()
            if _day(one["from"]) < self.on
        }
        office.pop("arrangements", None)
        if arrangements:
            office["arrangements"] = arrangements
        _end_arrangements(office, self.on, self.through or date.max)
        is_as_usual = self.admits == "walk_in" and self.opens is None and not self.text
        if office.get("hours"):
            # A copy: other offices may share these hours.
            office["hours"] = {**office["hours"], "in_force": is_as_usual}
        if not is_as_usual:
            key = f"opening_{self.on:%B}_{self.on.day}".lower()
            section(office, "arrangements")[key] = self._arrangement()

    def _arrangement(self) -> dict[str, Any]:
        given: dict[str, Any] = {"per": self.per, "certainty": self.certainty, "from": self.on}
        if self.through:
            given["through"] = self.through
        if self.opens and self.closes:
            given |= {"opens": _clock(self.opens), "closes": _clock(self.closes)}
        if self.places:
            given["places"] = list(self.places)
        given["admits"] = self.admits
        if self.group:
            given["group"] = self.group.written()
        if self.text:
            given["text"] = self.text.written()
        return given


@dataclass(frozen=True, slots=True, kw_only=True)
class AddStatement:
    """The county says something new."""

    text: Words
    per: str
    about: Sequence[str] = ()
    subjects: Sequence[str] = ()
    asks_en: Sequence[str] = ()
    asks_es: Sequence[str] = ()
    in_section: str = "statements"

    def __call__(self, data: Data) -> None:
        """Add it under an id that is made of its first words."""
        if not self.about and not (self.asks_en or self.asks_es):
            raise Problem(
                "Choose what the statement answers, or write ways in which residents ask for it; "
                "else it is never said."
            )
        statements = section(data, self.in_section)
        key = fresh_id(self.text.en, statements)
        statement: dict[str, Any] = {"per": self.per}
        if self.about:
            statement["about"] = list(self.about)
        if self.subjects:
            statement["subjects"] = list(self.subjects)
        asks = {"en": list(self.asks_en), "es": list(self.asks_es)}
        if any(asks.values()):
            statement["asks"] = {language: ways for language, ways in asks.items() if ways}
        statement["text"] = self.text.written()
        statements[key] = statement


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeStatement:
    """A statement says something else; its fact id is such as `incident.headline`.

    A `brief` or a `caveat` that is not given stays as it is.
    """

    fact: str
    text: Words
    per: str
    brief: Words = NO_WORDS
    caveat: Words = NO_WORDS

    def __call__(self, data: Data) -> None:
        """Put the new words in place of the old ones, short forms too."""
        statement = _statement(data, self.fact)
        statement["per"] = self.per
        statement["text"] = self.text.written()
        for name, words in (("brief", self.brief), ("caveat", self.caveat)):
            if words:
                statement[name] = words.written()


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawStatement:
    """A statement is said no longer."""

    fact: str

    def __call__(self, data: Data) -> None:
        """Take it out, and out of what offices and services name as a help."""
        if self.fact == "incident.headline":
            raise Problem("The headline cannot be withdrawn: change its words.")
        _statement(data, self.fact)
        where, key = self.fact.split(".")
        del data[where][key]
        if not data[where] and where != "incident":
            del data[where]
        for part in ("offices", "services"):
            for subject in (data.get(part) or {}).values():
                instead = subject.get("instead")
                if instead and self.fact in instead:
                    instead.remove(self.fact)


@dataclass(frozen=True, slots=True, kw_only=True)
class AddOffice:
    """An office that the document does not name yet."""

    name_en: str
    name_es: str
    per: str
    aliases_en: Sequence[str] = ()
    aliases_es: Sequence[str] = ()
    days: Sequence[str] = WORKDAYS
    opens: time = time(8)
    closes: time = time(17)
    places: Sequence[str] = ()

    def __call__(self, data: Data) -> None:
        """Add it, with its normal hours in force."""
        offices = section(data, "offices")
        key = fresh_id(self.name_en, _all_subjects(data))
        office: dict[str, Any] = {"name": {"en": self.name_en, "es": self.name_es}}
        aliases = {"en": list(self.aliases_en), "es": list(self.aliases_es)}
        if any(aliases.values()):
            office["aliases"] = {language: names for language, names in aliases.items() if names}
        if self.places:
            office["places"] = list(self.places)
        hours = {"opens": _clock(self.opens), "closes": _clock(self.closes)}
        office["hours"] = {"per": self.per, "weekly": [{"days": list(self.days), **hours}]}
        offices[key] = office


@dataclass(frozen=True, slots=True, kw_only=True)
class Renew:
    """Facts were checked and are still so: they hold as of now, until the next review."""

    provenance: Sequence[str]
    as_of: datetime
    review_by: datetime

    def __call__(self, data: Data) -> None:
        """Set both times anew."""
        if self.review_by <= self.as_of:
            raise Problem("The next review must be later than now.")
        for key in self.provenance:
            entry = _entry(data, "provenance", key)
            entry["as_of"], entry["review_by"] = moment(self.as_of), moment(self.review_by)
        sent_since(data, self.as_of)


@dataclass(frozen=True, slots=True, kw_only=True)
class AddSource:
    """A new release that what follows rests on: a source, and a provenance entry with its id."""

    id: str
    title_en: str
    title_es: str
    published: date
    as_of: datetime
    review_by: datetime
    url: str = ""

    def __call__(self, data: Data) -> None:
        """Add both under the same id."""
        if self.review_by <= self.as_of:
            raise Problem("The next review must be later than the time as of which it is so.")
        source: dict[str, Any] = {
            "title": {"en": self.title_en, "es": self.title_es},
            "publisher": dict(data["organization"]["name"]),
        }
        if self.url:
            source["url"] = self.url
        source["published"] = self.published
        section(data, "sources")[self.id] = source
        section(data, "provenance")[self.id] = {
            "sources": [self.id],
            "as_of": moment(self.as_of),
            "review_by": moment(self.review_by),
        }
        sent_since(data, self.as_of)


@dataclass(frozen=True, slots=True)
class Together:
    """Several moves, one after the other."""

    moves: Sequence[Move] = field(default_factory=tuple)

    def __call__(self, data: Data) -> None:
        """Make them in their order."""
        for move in self.moves:
            move(data)


def fresh_id(words: str, taken: Mapping[str, Any]) -> str:
    """Make an id of the first words, such as `tax_office`, that is not taken."""
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    found = re.findall(r"[a-z0-9]+", plain.replace("'", ""))[:5]
    stem = "_".join(found)[: LONGEST_ID - 4].strip("_") or "entry"
    stem = stem if stem[0].isalpha() else f"n_{stem}"
    names = [stem, *(f"{stem}_{number}" for number in range(2, 1000))]
    return next(name for name in names if name not in taken)


def _entry(data: Data, where: str, key: str) -> Data:
    found = (data.get(where) or {}).get(key)
    if found is None:
        raise Problem(f"The draft has no '{key}' among its {where} any more.")
    entry: Data = found
    return entry


def _statement(data: Data, fact: str) -> Data:
    where, _, key = fact.partition(".")
    if where not in STATEMENT_SECTIONS:
        raise Problem(f"'{fact}' is no statement.")
    return _entry(data, where, key)


def _all_subjects(data: Data) -> dict[str, Any]:
    sections = ("offices", "places", "services", "portals", "authorities")
    return {key: None for name in sections for key in data.get(name) or {}}


def _stretches_before(office: Data, day: date) -> list[dict[str, Any]]:
    """The closed days before a day: a stretch that reaches it ends on the day before."""
    closure = office.get("closure")
    kept = []
    for stretch in closure["stretches"] if closure else ():
        if _day(stretch["from"]) < day:
            through = min(_day(stretch["through"]), day - _DAY)
            kept.append({**stretch, "through": through})
    return kept


def _end_arrangements(office: Data, since: date, through: date) -> None:
    """Let no special opening lie on days from `since` to `through`."""
    if not office.get("arrangements"):
        return
    # A copy: other offices may share these openings.
    office["arrangements"] = {**office["arrangements"]}
    for key, one in list(office["arrangements"].items()):
        first = _day(one["from"])
        last = _day(one["through"]) if one.get("through") else date.max
        if last < since or first > through:
            continue
        if first < since:
            office["arrangements"][key] = {**one, "through": since - _DAY}
        elif last <= through:
            del office["arrangements"][key]
        else:
            office["arrangements"][key] = {**one, "from": through + _DAY}
    if not office["arrangements"]:
        del office["arrangements"]


def _next_open_day(office: Data, last: date) -> date:
    weekly = (office.get("hours") or {}).get("weekly") or ()
    days = {day for one in weekly for day in one["days"]} or set(WORKDAYS)
    names = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    following = (last + number * _DAY for number in range(1, 8))
    return next(day for day in following if names[day.weekday()] in days)


def _name(office: Data) -> str:
    return str(office["name"]["en"])


def _day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(str(value))


def _clock(at: time) -> str:
    return f"{at:%H:%M}"


def closed_offices(data: Data) -> Iterator[str]:
    """Give the ids of the offices that have a closure."""
    yield from (key for key, one in (data.get("offices") or {}).items() if one.get("closure"))
