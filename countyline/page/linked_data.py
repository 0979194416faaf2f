"""The notice for machines: schema.org's SpecialAnnouncement and GovernmentOffice, as JSON-LD.

Machines know no "likely", no "only with an appointment" and no "not confirmed", and a search engine
shows what it was told without its source. So only what is confirmed, in time, and true for anybody
who comes to the door is told: days on which an office is closed, and hours in which people may walk
in. What is left out, an engine does not know, which is true.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date, time, timedelta
from itertools import groupby
from typing import Any

from markupsafe import Markup

from countyline.page.addresses import NOTICE_PATHS, Links
from countyline.page.contents import Notice
from countyline.page.editions import Edition
from countyline.status.calendar import Day
from countyline.status.model import Address, Office, WeeklyHours

CONTEXT = "https://schema.org"
DAYS_AHEAD = 31
_DAY_NAMES = {
    "mon": "Monday",
    "tue": "Tuesday",
    "wed": "Wednesday",
    "thu": "Thursday",
    "fri": "Friday",
    "sat": "Saturday",
    "sun": "Sunday",
}
_ESCAPES = {character: f"\\u{ord(character):04x}" for character in "<>&\u2028\u2029"}
_CLOSED = ((time.min, time.min),)
"""Opening and closing at midnight is how schema.org writes a closed day."""

JsonObject = dict[str, Any]
Hours = tuple[tuple[time, time], ...]


def linked_data(edition: Edition, notice: Notice, links: Links) -> Markup:
    """Give the content of the page's JSON-LD element.

    Never call it for a replay or an exercise: there is no field that would keep a machine from
    taking it for real, so a page that bears a mark has no such element at all.
    """
    text = json.dumps(announcement(edition, notice, links), ensure_ascii=False)
    for character, escape in _ESCAPES.items():
        text = text.replace(character, escape)
    return Markup(text)


def announcement(edition: Edition, notice: Notice, links: Links) -> JsonObject:
    """Give the announcement with the offices that it is about."""
    document = edition.document
    headline = document.incident["headline"]
    origin = document.provenance[headline.per]
    county: JsonObject = {
        "@type": "GovernmentOrganization",
        "name": notice.county,
        "url": document.organization.website,
    }
    area = {
        "@type": "AdministrativeArea",
        "name": notice.county,
        "containedInPlace": {
            "@type": "State",
            "name": edition.text(document.organization.state),
        },
    }
    found: JsonObject = {
        "@context": CONTEXT,
        "@type": "SpecialAnnouncement",
        "identifier": document.identifier,
        "name": notice.title,
        "text": " ".join(notice.headline.sentences),
        "inLanguage": edition.language,
        "category": edition.say("category"),
        "datePosted": document.sent.isoformat(),
        "expires": origin.review_by.isoformat(),
        "spatialCoverage": area,
        "publisher": county,
        "announcementLocation": [
            _office(edition, key, office, county) for key, office in document.offices.items()
        ],
    }
    if links.public:
        found["url"] = links.public + NOTICE_PATHS[edition.language]
    return found


def _office(edition: Edition, key: str, office: Office, county: JsonObject) -> JsonObject:
    name = edition.text(office.name)
    found: JsonObject = {
        "@type": "GovernmentOffice",
        "name": f"{edition.text(edition.document.organization.name)}: {name}",
        "parentOrganization": county,
    }
    if office.does:
        found["description"] = edition.text(office.does)
    addresses = [edition.document.places[place].address for place in office.places]
    if addresses and addresses[0]:
        found["address"] = _address(addresses[0])
    for kind, term in (("phone", "telephone"), ("email", "email")):
        reached = [
            contact.value
            for contact in edition.document.contacts.values()
            if contact.kind == kind and contact.answered is not False and key in contact.serves
        ]
        if reached:
            found[term] = reached if len(reached) > 1 else reached[0]
    if office.hours and office.hours.in_force and _is_sure(edition, (f"offices.{key}.hours",)):
        found["openingHoursSpecification"] = [_weekly(hours) for hours in office.hours.weekly]
    special = list(_special(edition, key))
    if special:
        found["specialOpeningHoursSpecification"] = special
    return found


def _address(address: Address) -> JsonObject:
    found = {
        "@type": "PostalAddress",
        "streetAddress": address.street,
        "addressLocality": address.city,
        "addressRegion": address.state,
        "addressCountry": "US",
    }
    return found | ({"postalCode": address.postal_code} if address.postal_code else {})


def _weekly(hours: WeeklyHours) -> JsonObject:
    return {
        "@type": "OpeningHoursSpecification",
        "dayOfWeek": [_DAY_NAMES[day] for day in hours.days],
        "opens": hours.opens.isoformat("minutes"),
        "closes": hours.closes.isoformat("minutes"),
    }


def _special(edition: Edition, key: str) -> Iterator[JsonObject]:
    """Yield the days ahead that differ from normal ones; days alike and in a row together."""
    last = edition.today + timedelta(days=DAYS_AHEAD)
    days = list(edition.calendar.days(key, edition.today, last))
    for hours, run in groupby(days, lambda day: _hours(edition, day)):
        if hours is None:
            continue
        stretch = [day.on for day in run]
        for opens, closes in hours:
            yield _specification(stretch, opens, closes)


def _specification(days: Sequence[date], opens: time, closes: time) -> JsonObject:
    return {
        "@type": "OpeningHoursSpecification",
        "validFrom": days[0].isoformat(),
        "validThrough": days[-1].isoformat(),
        "opens": opens.isoformat("minutes"),
        "closes": closes.isoformat("minutes"),
    }


def _hours(edition: Edition, day: Day) -> Hours | None:
    """The hours in which anybody may come on a special day; None when that is not sure."""
    if day.reason in ("normal", "off_day", "unsaid") or not _is_sure(edition, day.facts, day):
        return None
    if day.state == "closed":
        return _CLOSED
    walk_in = tuple((w.opens, w.closes) for w in day.windows if w.admits == "walk_in")
    return walk_in or None


def _is_sure(edition: Edition, facts: Sequence[str], day: Day | None = None) -> bool:
    said = (day.certainty,) if day else ()
    return edition.freshness.standing(facts, said, otherwise="unknown").certainty == "confirmed"
