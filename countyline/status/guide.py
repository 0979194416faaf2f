"""What every field of the status document is for, in the words of those who write one.

The JSON Schema for editors, the tables of `docs/status-document.md` and the mends that error
messages give all come from here.
"""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from countyline.status import model
from countyline.status.model import Part, StatusDocument

Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Field:
    """What a field means, and how it is written in YAML."""

    meaning: str
    example: str


_FROM = Field("The first day.", "2024-04-03")
_PER = Field("The entry of `provenance` that says where this comes from.", "release")
_CERTAINTY = Field(
    "How sure it is. `expected` is told as “likely”, `not_confirmed` and `unknown` as such.",
    "confirmed",
)
_NAME = Field(
    "The name as it stands on the door.", "{en: Collection, es: Recaudación (Collection)}"
)
_ALIASES = Field(
    "Everyday names that residents use. Each name means one thing only.",
    "{en: [tax office, collector], es: [oficina de impuestos]}",
)
_TOPICS = Field(
    "Topics at home here: who asks about one of them without naming anything is told of this.",
    "[how_to_pay, receipts]",
)
_INSTEAD = Field(
    "Statements that help those who find it closed or down, each as section.id.",
    "[payments.online, payments.mail]",
)
_PLACES = Field("Where it is: ids from `places`.", "[truman_courthouse]")
_STATE = Field(
    "Whether it works. Leave it out when nothing is published.",
    "{per: release, value: down, text: {…}}",
)
_OPENS = Field("Opening time in the county's time zone.", "08:00")
_CLOSES = Field("Closing time in the county's time zone.", "17:00")
_SECTION = "Each entry is a statement with an id of your choice."

_SHORT_NAME = Field(
    "The name in text messages, when another is shorter or does without `á í ó ú`.",
    "{en: Collection, es: Recaudaciones (Collection)}",
)
_TEXT = {
    "en": Field("The English text.", "Closed today."),
    "es": Field("The Spanish text.", "Cerrado hoy."),
}
_SUBJECT = {"name": _NAME, "short_name": _SHORT_NAME, "aliases": _ALIASES, "topics": _TOPICS}
_FACT = {"per": _PER, "certainty": _CERTAINTY}
_ADDRESS = Field("The street address.", "{street: 112 W. Lexington Ave, city: Independence}")

FIELDS: Mapping[type[Part], Mapping[str, Field]] = {
    StatusDocument: {
        "countyline": Field("The version of this format. Always 1.", "1"),
        "identifier": Field(
            "A name for this document, without spaces. A new document takes a new one.",
            "us-mo-jackson-2024-04-03",
        ),
        "sent": Field("When this document was sent out.", "2024-04-03T08:00:00-05:00"),
        "mode": Field(
            "`actual` for a real incident, `exercise` for a drill, `test` for trying things out.",
            "actual",
        ),
        "references": Field(
            "Identifiers of earlier documents that this replaces.", "[us-mo-jackson-2024-04-02]"
        ),
        "organization": Field("The county.", "{name: {…}, state: {…}, website: …, time_zone: …}"),
        "sources": Field(
            "What the facts were read in.", "release_april_3: {title: {…}, published: 2024-04-03}"
        ),
        "provenance": Field(
            "Bundles of sources with an as-of and a review-by time. Every fact names one in `per`.",
            "release: {sources: [release_april_3], as_of: …, review_by: …}",
        ),
        "incident": Field(
            f"What happened. {_SECTION} `headline` is required: what residents must know first.",
            "headline: {per: release, text: {…}}",
        ),
        "emergency": Field(
            f"The state of emergency. {_SECTION}", "declaration: {per: release, text: {…}}"
        ),
        "data": Field(f"Residents' data. {_SECTION}", "county: {per: release, text: {…}}"),
        "elections": Field(
            f"Elections and voting. {_SECTION}", "not_affected: {per: release, text: {…}}"
        ),
        "payments": Field(f"Ways to pay. {_SECTION}", "online: {per: payit, text: {…}}"),
        "deadlines": Field(
            f"Due dates, penalties and relief. {_SECTION}", "relief: {per: release, text: {…}}"
        ),
        "statements": Field(
            f"Anything else that residents ask. {_SECTION}", "plates: {per: standing, text: {…}}"
        ),
        "offices": Field("Offices, each with an id.", "collection: {name: {…}}"),
        "places": Field(
            "Buildings and spots, each with an id.", "truman_courthouse: {per: standing, name: {…}}"
        ),
        "services": Field("Services, each with an id.", "marriage_license: {name: {…}}"),
        "portals": Field(
            "Websites and apps for business with the county, each with an id.",
            "myjacksoncounty: {name: {…}}",
        ),
        "authorities": Field(
            "Bodies of their own, such as election boards.",
            "kceb: {per: standing, name: {…}, serves: {…}}",
        ),
        "contacts": Field(
            "Telephone numbers, e-mail addresses and websites.",
            "collection_phone: {per: standing, kind: phone, value: 816-881-3232}",
        ),
        "case_by_case": Field(
            "What goes to a person at once.",
            "ticket: {per: standing, about: [vehicle/ticket], text: {…}}",
        ),
        "holidays": Field(
            "County holidays.", "{per: standing, days: [{on: 2024-05-27, name: {…}}]}"
        ),
        "staff": Field(
            "Who answers what the bot cannot.",
            "{per: standing, weekly: […], contacts: [collection_phone]}",
        ),
    },
    model.Organization: {
        "name": Field("The county's name.", "{en: Jackson County, es: Condado de Jackson}"),
        "state": Field("The state's name.", "{en: Missouri, es: Missouri}"),
        "website": Field("The county's own website.", "https://www.jacksongov.org"),
        "time_zone": Field("The IANA name of the county's time zone.", "America/Chicago"),
    },
    model.Text: _TEXT,
    model.Told: {
        **_TEXT,
        "short": Field(
            "The very same in few words, for text messages. Without it, the long text is sent in "
            "several messages.",
            "{en: …, es: …}",
        ),
    },
    model.ShortText: {
        "en": Field("English for a text message.", "Closed thru Fri Apr 5."),
        "es": Field(
            "Spanish for a text message. Twice as much fits where no `á í ó ú` stands.",
            "Cerrado hasta el vie 5 abr inclusive.",
        ),
    },
    model.Phrases: {
        "en": Field("Wordings in English.", "[tax office, collector]"),
        "es": Field("Wordings in Spanish.", "[oficina de impuestos]"),
    },
    model.Source: {
        "title": Field(
            "What residents see as the source.",
            "{en: County news release, es: Comunicado del condado}",
        ),
        "publisher": Field("Who published it.", "{en: Jackson County, es: Condado de Jackson}"),
        "url": Field("Where it can be read.", "https://www.jacksongov.org"),
        "published": Field("The day it was published.", "2024-04-03"),
    },
    model.Provenance: {
        "sources": Field("Ids from `sources`.", "[release_april_3]"),
        "as_of": Field("When the facts were true.", "2024-04-03T08:00:00-05:00"),
        "review_by": Field(
            "Until when they may be repeated. Past it they are told as “not confirmed”.",
            "2024-04-04T08:00:00-05:00",
        ),
    },
    model.Statement: {
        **_FACT,
        "about": Field("What it answers: topic/aspect, from the list below.", "[how_to_pay/mail]"),
        "subjects": Field(
            "Ids of the offices, services, places and others it is about.", "[collection]"
        ),
        "text": Field(
            "The claim, in plain words.", "{en: You can pay by mail., es: Puede pagar por correo.}"
        ),
        "brief": Field(
            "The same in one short sentence, for the next step of another answer.", "{en: …, es: …}"
        ),
        "caveat": Field("What is not confirmed about it; always said along.", "{en: …, es: …}"),
        "corrects": Field("Wrong beliefs that it sets right.", "[online_down]"),
        "asks": Field(
            "Ways to ask for it, understood from the next message on.",
            "{en: [do you take checks], es: [aceptan cheques]}",
        ),
        "said_by": Field(
            "Who said it, when that matters.",
            "{en: the county administrator, es: el administrador del condado}",
        ),
        "from": Field("The first day it holds.", "2024-04-03"),
        "through": Field("The last day it holds.", "2024-04-30"),
    },
    model.WeeklyHours: {
        "days": Field("Days of the week.", "[mon, tue, wed, thu, fri]"),
        "opens": _OPENS,
        "closes": _CLOSES,
    },
    model.Hours: {
        **_FACT,
        "weekly": Field(
            "Hours on the days of the week.", "[{days: [mon, tue], opens: 08:00, closes: 17:00}]"
        ),
        "in_force": Field("`false` when the normal hours do not hold for now.", "false"),
    },
    model.Stretch: {
        "from": _FROM,
        "through": Field("The last day, included.", "2024-04-05"),
        "certainty": Field("`confirmed`, or `expected` for “likely”.", "expected"),
    },
    model.Reopening: {
        "on": Field("The day of opening again.", "2024-04-16"),
        "certainty": Field("`confirmed`, or `expected` for “likely”.", "expected"),
    },
    model.Closure: {
        **_FACT,
        "stretches": Field(
            "The days on which it is closed, one entry for each certainty.",
            "[{from: 2024-04-03, through: 2024-04-05}]",
        ),
        "reopening": Field("The day of opening again, once it is announced.", "{on: 2024-04-16}"),
        "note": Field(
            "A few words that are said along.", "{en: at every location, es: en todas sus sedes}"
        ),
    },
    model.Arrangement: {
        **_FACT,
        "from": _FROM,
        "through": Field("The last day, included. Without it, until further notice.", "2024-04-19"),
        "days": Field(
            "Only these days of the week. Without it, every day of normal hours.", "[sat]"
        ),
        "except": Field("Days on which it does not hold.", "[2024-05-25]"),
        "opens": Field("Opening time. Without hours, the normal hours hold.", "08:00"),
        "closes": Field("Closing time.", "12:00"),
        "places": Field("Only at these places.", "[truman_courthouse]"),
        "admits": Field(
            "Who may come: `walk_in` anybody, `appointment`, `group` (described in `group`), "
            "`nobody` when people are asked not to come, `unspecified` when that is not said.",
            "appointment",
        ),
        "group": Field(
            "Who may come, with `admits: group`.", "{en: senior citizens, es: personas mayores}"
        ),
        "text": Field("What to tell residents about it.", "{en: …, es: …}"),
    },
    model.Address: {
        "street": Field("Number and street.", "112 W. Lexington Ave"),
        "city": Field("City.", "Independence"),
        "state": Field("Two capital letters.", "MO"),
        "postal_code": Field("ZIP code, in quotes.", '"64050"'),
    },
    model.Subject: _SUBJECT,
    model.Place: {
        **_FACT,
        **_SUBJECT,
        "address": _ADDRESS,
        "note": Field("What else helps to find it.", "{en: …, es: …}"),
    },
    model.Office: {
        **_SUBJECT,
        "name_after_de": Field(
            "The Spanish name as it follows “la oficina”, when it takes an article. Without it, "
            "“de” and the name.",
            "del Registro de Escrituras (Recorder of Deeds)",
        ),
        "does": Field(
            "What the office does, continuing “The office …”.",
            "{en: takes property tax payments, es: cobra …}",
        ),
        "places": _PLACES,
        "hours": Field("Normal hours.", "{per: standing, weekly: […]}"),
        "closure": Field("When it is closed.", "{per: release, stretches: […]}"),
        "arrangements": Field(
            "Special openings, each with an id.",
            "saturdays: {per: release, from: …, admits: walk_in}",
        ),
        "instead": _INSTEAD,
    },
    model.State: {
        **_FACT,
        "value": Field("`works`, `limited` or `down`.", "down"),
        "text": Field(
            "The same in a sentence.", "{en: The search is down., es: La búsqueda no funciona.}"
        ),
    },
    model.Service: {
        **_SUBJECT,
        "office": Field("The office that does it: an id from `offices`.", "collection"),
        "places": _PLACES,
        "state": _STATE,
        "instead": _INSTEAD,
    },
    model.Portal: {
        **_SUBJECT,
        "url": Field("Its address.", "https://payments.jacksongov.org"),
        "state": _STATE,
    },
    model.Authority: {
        **_FACT,
        **_SUBJECT,
        "serves": Field(
            "Whom it serves.", "{en: voters in Kansas City, es: votantes de Kansas City}"
        ),
        "address": _ADDRESS,
        "website": Field("Its own website.", "kceb.org"),
    },
    model.Contact: {
        **_FACT,
        "kind": Field("`phone`, `email` or `website`.", "phone"),
        "value": Field("The number or address.", "816-881-3232"),
        "label": Field("What it is called.", "{en: PayIt support, es: Ayuda de PayIt}"),
        "serves": Field("Ids of the offices, services and others that it is for.", "[collection]"),
        "about": Field(
            "Only for these questions: topic/aspect, from the list below. It comes first for them, "
            "and is not offered for others.",
            "[assessment/appeal, assessment/value]",
        ),
        "answered": Field("`false` when nobody answers: then it is not offered.", "false"),
    },
    model.Staff: {
        **_FACT,
        "weekly": Field("When people answer.", "[{days: [mon, tue], opens: 08:00, closes: 17:00}]"),
        "target": Field(
            "How soon staff aim to answer, as the end of a sentence. Without it no time is told; "
            "set one only if staff have promised it.",
            "{en: within two working days, es: en dos días hábiles}",
        ),
        "contacts": Field("Ids from `contacts` to fall back on.", "[collection_phone]"),
    },
    model.Holiday: {
        "on": Field("The day.", "2024-05-27"),
        "name": Field("Its name.", "{en: Memorial Day, es: Día de los Caídos (Memorial Day)}"),
    },
    model.Holidays: {
        **_FACT,
        "days": Field("The days, in order.", "[{on: 2024-05-27, name: {…}}]"),
    },
    model.CaseByCase: {
        **_FACT,
        "about": Field(
            "What goes to a person: topic/aspect, from the list below.", "[vehicle/ticket]"
        ),
        "text": Field("What residents are told.", "{en: …, es: …}"),
    },
}


def fields_of(part: type[Part]) -> Iterator[tuple[str, FieldInfo]]:
    """Yield the fields of a part under the names they have in YAML."""
    for name, info in part.model_fields.items():
        yield info.alias or name, info


def kind_of(info: FieldInfo) -> Any:
    """Give the bare Python type of a field, without `Annotated` and `| None`."""
    return _bare(info.annotation)


def part_at(path: Path) -> type[Part] | None:
    """Tell which kind of part stands at `path` of a status document; None when it is no part."""
    kind = kind_at(path)
    return kind if isinstance(kind, type) and issubclass(kind, Part) else None


def field_at(path: Path) -> Field | None:
    """Give what the field at `path` means; for an entry of a list, what the list means."""
    names = [index for index, step in enumerate(path) if isinstance(step, str)]
    if not names:
        return None
    last = names[-1]
    part = part_at(path[:last])
    return FIELDS[part].get(str(path[last])) if part and part in FIELDS else None


def kind_at(path: Path) -> Any:
    """Give the bare Python type of the value at `path`, None when nothing can stand there."""
    kind: Any = StatusDocument
    for step in path:
        kind = _inside(kind, step)
    return kind


def choices_at(path: Path) -> tuple[str, ...]:
    """Give the words that may stand at `path`, when only certain words may."""
    kind = kind_at(path)
    return tuple(map(str, get_args(kind))) if get_origin(kind) is Literal else ()


def _inside(kind: Any, step: str | int) -> Any:
    if isinstance(kind, type) and issubclass(kind, Part):
        found = dict(fields_of(kind)).get(str(step))
        return _bare(found.annotation) if found else None
    arguments = get_args(kind)
    if get_origin(kind) is tuple and isinstance(step, int):
        return _bare(arguments[0])
    if len(arguments) == 2 and isinstance(step, str):
        return _bare(arguments[1])
    return None


def _bare(kind: Any) -> Any:
    """Take off `Annotated` and `| None`."""
    if get_origin(kind) is Annotated:
        return _bare(get_args(kind)[0])
    if get_origin(kind) in (Union, types.UnionType):
        present = [option for option in get_args(kind) if option is not type(None)]
        return _bare(present[0])
    return kind
