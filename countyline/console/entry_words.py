"""How the forms of entries call the fields, choices and sections of the status document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

LABELS: Mapping[str, str] = {
    "about": "Questions that it answers",
    "address": "Address",
    "admits": "Who may come",
    "aliases": "Everyday names",
    "answered": "Does somebody answer?",
    "arrangements": "Special openings",
    "as_of": "True as of",
    "asks": "Ways to ask for it",
    "brief": "The same in one sentence",
    "caveat": "What is not confirmed about it",
    "certainty": "How sure",
    "corrects": "Wrong beliefs that it sets right",
    "days": "Days",
    "does": "What the office does",
    "except": "Days on which it does not hold",
    "from": "First day",
    "group": "The group that may come",
    "hours": "Normal hours",
    "in_force": "Do the normal hours hold now?",
    "instead": "What helps those who find it closed",
    "kind": "Kind",
    "label": "What it is called",
    "name": "Name",
    "name_after_de": "Spanish name after “la oficina”",
    "note": "A note that is told with it",
    "on": "Day",
    "per": "What this rests on",
    "places": "Where",
    "postal_code": "ZIP code",
    "published": "Published on",
    "review_by": "Review again by",
    "said_by": "Who said it",
    "serves": "Whom or what it serves",
    "short": "The same for text messages",
    "short_name": "Name in text messages",
    "state": "State",
    "stretches": "Closed days",
    "target": "How soon staff aim to answer",
    "text": "What residents are told",
    "through": "Last day",
    "topics": "Topics that are at home here",
    "url": "Web address",
    "value": "What it is",
    "weekly": "Days and times",
}
"""For all others the name of the field is plain enough."""

WITHOUT_HINT = frozenset(
    {
        "aliases", "as_of", "closes", "closure", "from", "hours", "name", "on", "opens",
        "published", "reopening", "state", "text", "title", "weekly",
    }
)  # fmt: skip
"""Fields whose label says all that there is to say."""

CHOICES: Mapping[str, str] = {
    "confirmed": "The county said so",
    "expected": "The county says: likely",
    "not_confirmed": "Not confirmed",
    "unknown": "The county has not said",
    "walk_in": "Anybody may come",
    "appointment": "By appointment only",
    "group": "Only the group named below",
    "nobody": "People are asked not to come",
    "unspecified": "The county has not said who",
    "works": "It works",
    "limited": "It works in part",
    "down": "It is down",
    "phone": "Telephone",
    "email": "E-mail",
    "website": "Website",
    "open_again": "“It is open again”",
    "election_moved": "“The election was moved”",
    "data_stolen": "“My data was stolen”",
    "online_down": "“Paying online does not work”",
    "mon": "Monday",
    "tue": "Tuesday",
    "wed": "Wednesday",
    "thu": "Thursday",
    "fri": "Friday",
    "sat": "Saturday",
    "sun": "Sunday",
}


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the document. `one` names an entry of it; empty when there is only one."""

    title: str
    one: str = ""


_STATEMENT = "a statement"
SECTIONS: Mapping[str, Section] = {
    "incident": Section("The headline and what happened", _STATEMENT),
    "offices": Section("Offices", "an office"),
    "services": Section("Services", "a service"),
    "portals": Section("Websites and apps", "a website or app"),
    "payments": Section("Ways to pay", "a way to pay"),
    "deadlines": Section("Deadlines and relief", _STATEMENT),
    "elections": Section("Elections", _STATEMENT),
    "authorities": Section("Election boards and other bodies", "a body"),
    "data": Section("Residents’ data", _STATEMENT),
    "emergency": Section("The state of emergency", _STATEMENT),
    "statements": Section("Other statements", _STATEMENT),
    "case_by_case": Section("What goes to a person at once", "a matter"),
    "places": Section("Places", "a place"),
    "contacts": Section("Telephone numbers, e-mail addresses, websites", "a contact"),
    "sources": Section("Sources", "a source"),
    "provenance": Section("What facts rest on, and when to review them", "an entry"),
    "holidays": Section("Holidays"),
    "staff": Section("Staff hours"),
    "organization": Section("The county"),
}
"""All that a form can change, in the order of the page that lists it."""


def label_of(field: str) -> str:
    """Give what a form calls a field."""
    return LABELS.get(field) or field.replace("_", " ").capitalize()


def choice_in_words(value: str) -> str:
    """Give what a form calls a choice."""
    return CHOICES.get(value) or value.replace("_", " ")
