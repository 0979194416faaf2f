"""What takes two parts of the document to see: contradictions, and names that lead nowhere.

An error would make an answer wrong, so the document is not published. A warning is worth a look.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import TypeAlias

from countyline.segments import is_gsm, plain, segments
from countyline.status.calendar import covers
from countyline.status.model import (
    LANGUAGES,
    SUBJECT_SECTIONS,
    WEEKDAYS,
    Arrangement,
    Closure,
    Contact,
    Office,
    Phrases,
    StatusDocument,
    Stretch,
    Text,
    Told,
    WeeklyHours,
)
from countyline.status.problems import Finding, Path, listed, nearest

_NAMES_SHOWN = 8
_DAYS_LOOKED_AT = 366
Named: TypeAlias = tuple[Path, Sequence[str]]

_LANGUAGE_NAMES = {"en": "English", "es": "Spanish"}

_PHONE = re.compile(
    r"(\+?1[ .-]?)?(\(\d{3}\) ?|\d{3}[ .-]?)\d{3}[ .-]?\d{4}( ?(ext\.?|x) ?\d{1,6})?|[2-9]11"
)
_EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")
_WEBSITE = re.compile(r"(https://)?[^\s/@.]+(\.[^\s/@.]+)+(/\S*)?")


def findings(document: StatusDocument) -> Iterator[Finding]:
    """Yield everything that is inconsistent in `document`, errors and warnings mixed."""
    yield from _references(document)
    yield from _subjects_in_two_sections(document)
    yield from _times(document)
    for key, office in document.offices.items():
        yield from _office(("offices", key), office)
    yield from _weekly(("staff", "weekly"), document.staff.weekly)
    yield from _shared_names(document)
    yield from _asks(document)
    yield from _never_said(document)
    yield from _untranslated(document)
    yield from _short_forms(document)
    yield from _contacts(document)
    yield from _holidays(document)


# Names that lead nowhere


def _references(document: StatusDocument) -> Iterator[Finding]:
    subjects = [key for key, _ in document.subjects_by_id()]
    statements = [fact_id for fact_id, _ in document.statements_by_id()]
    path: Path
    for path, names in _provenances_named(document):
        yield from _all_unknown(path, names, list(document.provenance), "an entry of provenance")
    for key, provenance in document.provenance.items():
        path = ("provenance", key, "sources")
        sources = list(document.sources)
        yield from _all_unknown(path, provenance.sources, sources, "an entry of sources")
    for path, names in _subjects_named(document):
        what = "the id of an office, place, service, portal or authority"
        yield from _all_unknown(path, names, subjects, what)
    for path, names in _places_named(document):
        yield from _all_unknown(path, names, list(document.places), "an entry of places")
    for path, names in _statements_named(document):
        yield from _all_unknown(path, names, statements, "a statement")
    for key, service in document.services.items():
        if service.office is not None:
            path = ("services", key, "office")
            offices = list(document.offices)
            yield from _unknown(path, service.office, offices, "an entry of offices")
    path = ("staff", "contacts")
    contacts = list(document.contacts)
    yield from _all_unknown(path, document.staff.contacts, contacts, "an entry of contacts")


def _provenances_named(document: StatusDocument) -> Iterator[Named]:
    for fact_id, fact in document.facts_by_id():
        yield (*fact_id.split("."), "per"), [fact.per]


def _subjects_named(document: StatusDocument) -> Iterator[Named]:
    for fact_id, statement in document.statements_by_id():
        yield (*fact_id.split("."), "subjects"), statement.subjects
    for key, contact in document.contacts.items():
        yield ("contacts", key, "serves"), contact.serves


def _statements_named(document: StatusDocument) -> Iterator[Named]:
    for key, office in document.offices.items():
        yield ("offices", key, "instead"), office.instead
    for key, service in document.services.items():
        yield ("services", key, "instead"), service.instead


def _places_named(document: StatusDocument) -> Iterator[Named]:
    for key, service in document.services.items():
        yield ("services", key, "places"), service.places
    for key, office in document.offices.items():
        yield ("offices", key, "places"), office.places
        for name, arrangement in office.arrangements.items():
            yield ("offices", key, "arrangements", name, "places"), arrangement.places


def _all_unknown(
    path: Path, names: Sequence[str], known: Sequence[str], what: str
) -> Iterator[Finding]:
    for index, name in enumerate(names):
        where = path if path[-1] == "per" else (*path, index)
        yield from _unknown(where, name, known, what)


def _unknown(path: Path, name: str, known: Sequence[str], what: str) -> Iterator[Finding]:
    if name in known:
        return
    short = {one.rpartition(".")[2]: one for one in known}
    meant = nearest(name, known) or short.get(nearest(name, list(short)) or "")
    if meant:
        mend = f"Did you mean '{meant}'?"
    elif known:
        such = "one such as " if len(known) > _NAMES_SHOWN else ""
        mend = f"Add it there, or write {such}{listed(known[:_NAMES_SHOWN])}."
    else:
        mend = "Add it there, or remove it here."
    rests_on = (name, name.rpartition(".")[2])
    yield Finding(path, f"'{name}' is not {what}.", mend, rests_on=rests_on)


def _subjects_in_two_sections(document: StatusDocument) -> Iterator[Finding]:
    homes: dict[str, str] = {}
    for section in SUBJECT_SECTIONS:
        for key in getattr(document, section):
            if key in homes:
                yield Finding(
                    (section, key),
                    f"'{key}' is an id in {homes[key]} too, so it is not clear which is meant.",
                    "Give one of the two another id.",
                )
            homes.setdefault(key, section)


# Times


def _times(document: StatusDocument) -> Iterator[Finding]:
    for key, provenance in document.provenance.items():
        if provenance.as_of > document.sent:
            yield Finding(
                ("provenance", key, "as_of"),
                "The facts are dated later than the document was sent.",
                "Correct as_of here, or sent at the top.",
                rests_on=("sent",),
            )
        if provenance.review_by <= document.sent:
            yield Finding(
                ("provenance", key, "review_by"),
                "These facts were due for review before the document was sent, so residents are "
                "told that they are not confirmed.",
                "Check the facts, then set as_of and review_by anew.",
                "warning",
                rests_on=("sent",),
            )
    today = document.sent.astimezone(document.zone).date()
    for fact_id, statement in document.statements_by_id():
        if statement.through and statement.through < today:
            yield Finding(
                (*fact_id.split("."), "through"),
                "This statement had run out before the document was sent.",
                "Remove the statement, or correct the day.",
                "warning",
                rests_on=("sent", "time_zone", "organization"),
            )


# Offices


def _office(path: Path, office: Office) -> Iterator[Finding]:
    if office.hours:
        yield from _weekly((*path, "hours", "weekly"), office.hours.weekly)
    if office.closure:
        yield from _closure((*path, "closure"), office.closure)
    for name, arrangement in office.arrangements.items():
        way = (*path, "arrangements", name)
        yield from _arrangement(way, arrangement, office)


def _weekly(path: Path, weekly: Sequence[WeeklyHours]) -> Iterator[Finding]:
    for index, hours in enumerate(weekly):
        for earlier in weekly[:index]:
            shared = [day for day in hours.days if day in earlier.days]
            if shared and hours.opens < earlier.closes and earlier.opens < hours.closes:
                yield Finding(
                    (*path, index),
                    f"These hours overlap with hours further up on {listed(shared, 'and')}.",
                    "Keep one of the two for that day.",
                )


def _closure(path: Path, closure: Closure) -> Iterator[Finding]:
    for index, (earlier, stretch) in enumerate(
        zip(closure.stretches, closure.stretches[1:], strict=False), start=1
    ):
        where = (*path, "stretches", index)
        if stretch.from_ <= earlier.through and earlier.from_ <= stretch.through:
            yield Finding(
                where,
                f"These days overlap with those above it: {_later(stretch, earlier)} is in both.",
                "Let it begin on the day after the one above ends.",
            )
        elif stretch.from_ < earlier.from_:
            yield Finding(
                where, "These days are earlier than those above.", "Put the earliest first."
            )
    if closure.reopening and closure.reopening.on <= max(one.through for one in closure.stretches):
        yield Finding(
            (*path, "reopening", "on"),
            f"{_day(closure.reopening.on)} is the day of reopening, but the closure lasts longer.",
            "Correct the day, or let the closure end on the day before.",
        )


def _arrangement(path: Path, arrangement: Arrangement, office: Office) -> Iterator[Finding]:
    if arrangement.admits == "nobody":
        return
    if arrangement.opens is None:
        normal = {day for one in office.hours.weekly for day in one.days} if office.hours else set()
        missing = [day for day in arrangement.days or normal or WEEKDAYS if day not in normal]
        if missing:
            yield Finding(
                path,
                f"No hours are given, and the office has no normal hours on {listed(missing)}.",
                "Add opens and closes, or other days.",
                rests_on=("hours", "weekly"),
            )
    if not any(_days_of(arrangement, office)):
        yield Finding(
            path,
            "There is no day on which this holds.",
            "Check from, through, days and except.",
            "warning",
            rests_on=("hours", "weekly"),
        )
    stretches = office.closure.stretches if office.closure else ()
    for day in _days_of(arrangement, office):
        if any(stretch.from_ <= day <= stretch.through for stretch in stretches):
            yield Finding(
                path,
                f"The office opens here on {_day(day)}, but its closure covers that day.",
                "Let the closure end earlier, or begin this later.",
                rests_on=("hours", "weekly", "closure"),
            )
            return


def _days_of(arrangement: Arrangement, office: Office) -> Iterator[date]:
    """Yield the days on which an arrangement holds, at most a year of them."""
    last = arrangement.through or date.max
    for offset in range(min((last - arrangement.from_).days, _DAYS_LOOKED_AT) + 1):
        day = arrangement.from_ + timedelta(days=offset)
        if covers(arrangement, office, day):
            yield day


def _later(one: Stretch, other: Stretch) -> str:
    return _day(max(one.from_, other.from_))


def _day(day: date) -> str:
    return f"{day:%A, %B} {day.day}, {day.year}"


# What residents call things, and what they are told


def _shared_names(document: StatusDocument) -> Iterator[Finding]:
    """A resident's word must mean one thing.

    Election boards may share one: a resident who says "the election board" hears of both.
    """
    for language in LANGUAGES:
        owners: dict[str, tuple[str, str]] = {}
        for section in SUBJECT_SECTIONS:
            for key, subject in getattr(document, section).items():
                words = [subject.name.said_in(language), *getattr(subject.aliases, language)]
                for index, word in enumerate(words):
                    folded = " ".join(word.casefold().split())
                    home, owner = owners.setdefault(folded, (section, key))
                    if owner == key or (home == section == "authorities" and index):
                        continue
                    path: Path = (section, key, "name", language)
                    if index:
                        path = (section, key, "aliases", language, index - 1)
                    yield Finding(
                        path,
                        f"'{word}' stands for '{owner}' in {home} too.",
                        "Keep it where residents mean it, and remove it from the other.",
                        "error" if home == section else "warning",
                        rests_on=(owner,),
                    )


def _asks(document: StatusDocument) -> Iterator[Finding]:
    first: dict[str, str] = {}
    for fact_id, statement in document.statements_by_id():
        for language in LANGUAGES:
            for index, question in enumerate(getattr(statement.asks, language)):
                folded = " ".join(re.findall(r"\w+", question.casefold()))
                if first.setdefault(folded, fact_id) != fact_id:
                    yield Finding(
                        (*fact_id.split("."), "asks", language, index),
                        f"'{question}' is an example of '{first[folded]}' too.",
                        "Keep it at the statement that answers it best.",
                    )


def _never_said(document: StatusDocument) -> Iterator[Finding]:
    used = {name for office in document.offices.values() for name in office.instead}
    used |= {name for service in document.services.values() for name in service.instead}
    for fact_id, statement in document.statements_by_id():
        asked = statement.about or statement.asks.en or statement.asks.es or statement.corrects
        if not asked and fact_id not in used and fact_id != "incident.headline":
            yield Finding(
                tuple(fact_id.split(".")),
                "Nobody is ever told this: it says neither what it is about nor how it is asked.",
                "Add about with a topic and an aspect, or asks with examples.",
                "warning",
            )


def _untranslated(document: StatusDocument) -> Iterator[Finding]:
    for path, text in _sentences(document):
        if " ".join(text.en.split()) == " ".join(text.es.split()):
            yield Finding(
                (*path, "es"),
                "The Spanish text is the same as the English one.",
                "Translate it.",
                "warning",
            )
    for path, phrases in _phrases(document):
        said = [language for language in LANGUAGES if getattr(phrases, language)]
        if len(said) == 1:
            other = next(language for language in LANGUAGES if language not in said)
            yield Finding(
                path,
                f"There are wordings in {_LANGUAGE_NAMES[said[0]]}, but none in "
                f"{_LANGUAGE_NAMES[other]}.",
                f"Add {other}: with the words that residents use.",
                "warning",
            )


def _short_forms(document: StatusDocument) -> Iterator[Finding]:
    """A form for text messages should cost less than the text that it stands for."""
    for path, text in _sentences(document):
        if not isinstance(text, Told) or text.short is None:
            continue
        for language in LANGUAGES:
            short = plain(text.texted_in(language))
            where = (*path, "short", language)
            costly = sorted({character for character in short if not is_gsm(character)})
            if language == "en" and costly:
                yield Finding(
                    where,
                    f"{listed(costly, 'and')} would halve what fits in a text message.",
                    "Write it without.",
                    "warning",
                )
            elif segments(short).count > segments(plain(text.said_in(language))).count:
                yield Finding(
                    where,
                    "It costs more as a text message than the long text.",
                    "Shorten it, or remove the short form.",
                    "warning",
                )


def _phrases(document: StatusDocument) -> Iterator[tuple[Path, Phrases]]:
    for fact_id, statement in document.statements_by_id():
        yield (*fact_id.split("."), "asks"), statement.asks
    for section in SUBJECT_SECTIONS:
        for key, subject in getattr(document, section).items():
            yield (section, key, "aliases"), subject.aliases


def _sentences(document: StatusDocument) -> Iterator[tuple[Path, Text]]:
    """Yield what is told as a sentence. Names may be the same in both languages."""
    told = ("text", "brief", "caveat", "note", "group", "serves")
    for fact_id, fact in document.facts_by_id():
        for field in told:
            text = getattr(fact, field, None)
            if isinstance(text, Text):
                yield (*fact_id.split("."), field), text
    for key, office in document.offices.items():
        if office.does:
            yield ("offices", key, "does"), office.does


# Contacts and holidays


def _contacts(document: StatusDocument) -> Iterator[Finding]:
    for key, contact in document.contacts.items():
        if not _well_formed(contact):
            kind, example = _CONTACT_KINDS[contact.kind]
            yield Finding(
                ("contacts", key, "value"),
                f"'{contact.value}' is not {kind}.",
                f"Write it like {example}.",
            )
    offered = [
        name
        for name in document.staff.contacts
        if name not in document.contacts or document.contacts[name].answered is not False
    ]
    if not offered:
        yield Finding(
            ("staff",),
            "No contact may be offered to residents whom the bot cannot help.",
            "Name at least one under contacts that somebody answers.",
            "warning",
            rests_on=("contacts", *document.staff.contacts),
        )


_CONTACT_KINDS = {
    "phone": ("a telephone number", "816-881-3232"),
    "email": ("an e-mail address", "office@example.gov"),
    "website": ("a web address", "https://www.example.gov"),
}


def _well_formed(contact: Contact) -> bool:
    pattern = {"phone": _PHONE, "email": _EMAIL, "website": _WEBSITE}[contact.kind]
    return pattern.fullmatch(contact.value) is not None


def _holidays(document: StatusDocument) -> Iterator[Finding]:
    positions: defaultdict[date, list[int]] = defaultdict(list)
    for index, holiday in enumerate(document.holidays.days if document.holidays else ()):
        positions[holiday.on].append(index)
    for day, (_, *again) in positions.items():
        for index in again:
            yield Finding(
                ("holidays", "days", index, "on"),
                f"{_day(day)} is listed twice.",
                "Keep one of the two.",
                "warning",
            )
