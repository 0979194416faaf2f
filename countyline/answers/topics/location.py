"""Where it is."""

from __future__ import annotations

from collections.abc import Iterable

from countyline.answers.finding import Finding, joined
from countyline.answers.published import (
    nothing_on,
    offices_named,
    published,
    published_or,
    unpublished,
    with_closed,
)
from countyline.answers.situation import Situation
from countyline.status.model import Address, Authority, Portal


def answer(situation: Situation) -> Finding:
    """Answer where offices, services, places and election boards are."""
    if situation.part.aspect != "location/where":
        return published(situation)
    subjects = situation.subjects or tuple(situation.document.offices)
    found = [*_sites(situation, subjects), *_buildings(situation, subjects)]
    if not found:
        return published_or(situation, unpublished(situation))
    placed = {key for finding in found for key in finding.subjects}
    lost = [nothing_on(situation, key) for key in situation.subjects if key not in placed]
    finding = with_closed(joined([*found, *lost]), situation, offices_named(situation))
    return published_or(situation, finding)


def _sites(situation: Situation, subjects: Iterable[str]) -> Iterable[Finding]:
    """What is its own place: election boards and websites."""
    for subject_id in subjects:
        subject = situation.subject(subject_id)
        if isinstance(subject, Authority) and subject.address:
            yield _at(situation, subject_id, f"authorities.{subject_id}", subject.address)
        elif isinstance(subject, Portal) and subject.url:
            url = subject.url.removeprefix("https://")
            sentence = situation.say("online", subject=situation.name(subject_id), url=url)
            facts = (f"portals.{subject_id}.state",) if subject.state else ()
            yield Finding((sentence,), facts, subjects=(subject_id,), unknown=not facts)


def _buildings(situation: Situation, subjects: Iterable[str]) -> Iterable[Finding]:
    """Offices and services by building, those in one building in one sentence."""
    inside: dict[str, list[str]] = {}
    for subject_id in subjects:
        for place_id in situation.places_of(subject_id):
            inside.setdefault(place_id, []).append(subject_id)
    for place_id, found in inside.items():
        address = situation.document.places[place_id].address
        if address is None:
            continue
        fact = f"places.{place_id}"
        if found == [place_id]:
            yield _at(situation, place_id, fact, address)
            continue
        housed = [subject_id for subject_id in found if subject_id != place_id]
        sentence = situation.say(
            "in_place_one" if len(housed) == 1 else "in_place_many",
            subjects=situation.names(housed),
            place=situation.name(place_id),
            address=_written(situation, address),
        )
        yield Finding((sentence,), (fact,), subjects=tuple(found))


def _at(situation: Situation, subject_id: str, fact: str, address: Address) -> Finding:
    where = _written(situation, address)
    sentence = situation.say("at", subject=situation.name(subject_id), address=where)
    return Finding((sentence,), (fact,), subjects=(subject_id,))


def _written(situation: Situation, address: Address) -> str:
    """Write where to go; a caller on the way needs neither the state nor the postal code."""
    if situation.medium == "speech":
        address = address.model_copy(update={"postal_code": None})
    return written(address)


def written(address: Address) -> str:
    """Write an address on one line."""
    code = f", {address.state} {address.postal_code}" if address.postal_code else ""
    return f"{address.street}, {address.city}{code}"
