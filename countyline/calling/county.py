"""What a call must know of the county at its moment: its name, its staff, what is published."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from countyline.calling.sentences import dialed
from countyline.desk.model import Hint
from countyline.headline import SpokenCounty
from countyline.status.calendar import Calendar
from countyline.status.model import StatusDocument, WeeklyHours

_MOST_HINTS = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class County:
    """What a call must know; the words are in each language.

    `notices` say that this is a replay or an exercise, null when it is none. `hours` say when staff
    answer; `weekly` is the same, in local time. `phone` is the staff's, in E.164. `targets` is how
    soon staff aim to answer, null when nothing is published. `hints` are names that recognition
    should expect. `portal` is where bills are paid.
    """

    names: Mapping[Hint, str] = field(default_factory=dict)
    notices: Mapping[Hint, str | None] = field(default_factory=dict)
    hours: Mapping[Hint, str] = field(default_factory=dict)
    phone: str | None = None
    is_staffed: bool = False
    targets: Mapping[Hint, str | None] = field(default_factory=dict)
    weekly: Sequence[WeeklyHours] = ()
    hints: Mapping[Hint, tuple[str, ...]] = field(default_factory=dict)
    subjects: Mapping[str, str] = field(default_factory=dict)
    portal: str | None = None
    revision: int | None = None


def county_of(
    document: StatusDocument, number: int, now: datetime, said: Mapping[Hint, SpokenCounty | None]
) -> County:
    """Give what a call must know.

    `number` is the revision's. `now` is the moment that residents are told about, aware. `said`
    holds the words that were published for the phone; without them the name is said as it is
    written, and no hours are.
    """
    languages: Sequence[Hint] = ("en", "es")
    name, target = document.organization.name, document.staff.target
    words = {one: known for one in languages if (known := said.get(one)) is not None}
    written_names = {one: name.said_in(one) for one in languages}
    return County(
        names={**written_names, **{one: known.name for one, known in words.items()}},
        notices={one: known.notice for one, known in words.items()},
        hours={one: known.hours for one, known in words.items()},
        phone=_staff_phone(document),
        is_staffed=Calendar(document).staffed(now),
        targets={one: target.said_in(one) if target else None for one in languages},
        weekly=document.staff.weekly,
        hints={one: _hints(document, one) for one in languages},
        subjects={key: one.name.said_in("en") for key, one in document.subjects_by_id()},
        portal=next((one.url for one in document.portals.values() if one.url), None),
        revision=number,
    )


def _staff_phone(document: StatusDocument) -> str | None:
    """Give the first telephone of the staff's that is answered."""
    for key in document.staff.contacts:
        contact = document.contacts[key]
        if contact.kind == "phone" and contact.answered is not False:
            number = dialed(contact.value)
            if number is not None:
                return number
    return None


def _hints(document: StatusDocument, language: Hint) -> tuple[str, ...]:
    names = (one.name.said_in(language) for one in document.offices.values())
    return tuple(dict.fromkeys(names))[:_MOST_HINTS]

