"""What the fields of an entry's form choose among: what the document has, and what can be asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from countyline.console.entry_words import SECTIONS
from countyline.status.model import SUBJECT_SECTIONS, StatusDocument
from countyline.topics import PUBLISHABLE, TOPICS

NEW_RELEASE = "new"
"""Chosen in place of an entry of `provenance`: a release that the form names itself."""

Choices = Sequence[tuple[str, str]]


def choices_for(field: str, document: StatusDocument) -> Choices:
    """Give values with their words for a field that names other entries, topics or aspects."""
    known = _CHOICES.get(field)
    return known(document) if known else ()


def rests(document: StatusDocument) -> Choices:
    """Give the entries of `provenance`, with what they come from and until when they hold."""
    zone = document.zone
    return [
        (
            key,
            f"{document.sources[one.sources[0]].title.en} ({key}), review by "
            f"{one.review_by.astimezone(zone):%a, %b %d, %H:%M}",
        )
        for key, one in document.provenance.items()
    ]


def statements(document: StatusDocument) -> Choices:
    """Give all statements, each with its first words."""
    return [
        (fact, f"{fact}: {(one.brief or one.text).en[:90]}")
        for fact, one in document.statements_by_id()
    ]


def subjects(document: StatusDocument) -> Choices:
    """Give everything that residents ask about by name."""
    return [
        (key, f"{one.name.en} ({SECTIONS[section].title.lower()})")
        for section in SUBJECT_SECTIONS
        for key, one in getattr(document, section).items()
    ]


def aspects() -> Choices:
    """Give everything that can be asked."""
    return [
        (f"{topic}/{aspect}", f"{topic.replace('_', ' ')}: {words}")
        for topic, known in PUBLISHABLE.items()
        for aspect, words in known.items()
    ]


def offices(document: StatusDocument) -> Choices:
    """Give all offices."""
    return [(key, one.name.en) for key, one in document.offices.items()]


def places(document: StatusDocument) -> Choices:
    """Give all places."""
    return [(key, one.name.en) for key, one in document.places.items()]


def _new_or_known(document: StatusDocument) -> Choices:
    return [(NEW_RELEASE, "A new release or statement, named below"), *rests(document)]


def _sources(document: StatusDocument) -> Choices:
    return [(key, f"{one.title.en} ({key})") for key, one in document.sources.items()]


def _contacts(document: StatusDocument) -> Choices:
    return [(key, f"{one.value} ({key})") for key, one in document.contacts.items()]


_CHOICES: Mapping[str, Callable[[StatusDocument], Choices]] = {
    "per": _new_or_known,
    "office": offices,
    "places": places,
    "subjects": subjects,
    "serves": subjects,
    "sources": _sources,
    "contacts": _contacts,
    "instead": statements,
    "about": lambda _: aspects(),
    "topics": lambda _: [(topic, topic.replace("_", " ")) for topic in TOPICS],
}
