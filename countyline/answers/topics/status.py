"""Is it open, working, available: an office, a service, a place, or the county as a whole."""

from __future__ import annotations

from countyline.answers.finding import Finding, joined
from countyline.answers.openings import asked_span, opening
from countyline.answers.published import (
    published,
    told,
    unpublished,
    with_contact,
    with_instead,
)
from countyline.answers.situation import Situation
from countyline.status.model import Authority, Place, Portal, Service, State


def answer(situation: Situation) -> Finding:
    """Answer what is open and what works."""
    if situation.part.aspect in ("status/queue", "status/workers"):
        return published(situation)
    if situation.subjects:
        return joined([_of_subject(situation, subject) for subject in situation.subjects])
    if situation.part.aspect == "status/systems":
        return _systems(situation)
    if situation.asked and situation.document.offices and not _is_about_today(situation):
        return opening(situation, tuple(situation.document.offices), asked_span(situation))
    return _overview(situation)


def _is_about_today(situation: Situation) -> bool:
    span = asked_span(situation)
    return span.first == span.last == situation.today


def _overview(situation: Situation) -> Finding:
    """The county as a whole: the headline says what is closed and what works."""
    headline = situation.document.incident["headline"]
    return told(situation, {"incident.headline": headline})


def _systems(situation: Situation) -> Finding:
    finding = published(situation)
    down = [
        (f"services.{key}.state", service.state)
        for key, service in situation.document.services.items()
        if service.state and service.state.value == "down"
    ]
    for fact, state in down:
        finding = finding.then(situation.text(state.text), facts=(fact,))
    return finding


def _of_subject(situation: Situation, subject_id: str) -> Finding:
    subject = situation.subject(subject_id)
    if isinstance(subject, Service | Portal) and subject.state:
        return _of_state(situation, subject_id, subject.state)
    offices = situation.offices_of(subject_id)
    if offices:
        finding = opening(situation, offices, asked_span(situation))
        if isinstance(subject, Place):
            rest = situation.say("rest_of_place", place=situation.name(subject_id))
            finding = finding.then(rest)
        return with_instead(finding, situation, (subject_id, *offices))
    if isinstance(subject, Authority):
        return _of_authority(situation, subject_id, subject)
    named = situation.say("unsaid_subject", subject=situation.name(subject_id))
    return with_contact(
        Finding((named,), unknown=True, subjects=(subject_id,)), situation
    )


def _of_state(situation: Situation, subject_id: str, state: State) -> Finding:
    section = "portals" if subject_id in situation.document.portals else "services"
    fact = f"{section}.{subject_id}.state"
    finding = Finding((situation.text(state.text),), (fact,), subjects=(subject_id,))
    if state.value == "works":
        return finding
    offices = situation.offices_of(subject_id)
    if offices:
        office = opening(situation, offices, asked_span(situation))
        finding = Finding(
            finding.sentences + office.sentences,
            finding.facts + office.facts,
            office.said,
            finding.subjects,
            unknown=office.unknown,
        )
    return with_instead(finding, situation, (subject_id,))


def _of_authority(situation: Situation, subject_id: str, authority: Authority) -> Finding:
    untouched = situation.statements("elections/affected")
    sentence = situation.say("unsaid_authority", subject=situation.name(subject_id))
    finding = Finding((sentence,), unknown=True, subjects=(subject_id,))
    for fact, statement in list(untouched.items())[:1]:
        finding = finding.then(situation.text(statement.text), facts=(fact,))
    if authority.website:
        step = situation.common(
            "contact_website", who=situation.name(subject_id), value=authority.website
        )
        finding = finding.then(step, facts=(f"authorities.{subject_id}",))
    return finding if untouched else unpublished(situation, sentence)
