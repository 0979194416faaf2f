"""Is it open, working, available: an office, a service, a place, or the county as a whole."""

from __future__ import annotations

from countyline.answers.finding import Finding, joined
from countyline.answers.openings import asked_span, opening
from countyline.answers.published import (
    nothing_on,
    published,
    told,
    unpublished,
    with_instead,
)
from countyline.answers.situation import Situation
from countyline.status.model import Authority, Place, Portal, Service, State


def answer(situation: Situation) -> Finding:
    """Answer what is open and what works."""
    if situation.part.aspect in ("status/queue", "status/workers"):
        return published(situation)
    if situation.subjects:
        return of_subjects(situation)
    if situation.part.aspect == "status/systems":
        return _systems(situation)
    if situation.document.offices and not _is_about_today(situation):
        return opening(situation, tuple(situation.document.offices), asked_span(situation))
    return _overview(situation)


def of_subjects(situation: Situation) -> Finding:
    """Tell whether what was named is open or works; offices alike are told of together."""
    offices = [key for key in situation.subjects if key in situation.document.offices]
    findings = [_of_offices(situation, tuple(offices))] if offices else []
    findings += [
        of_other(situation, subject) for subject in situation.subjects if subject not in offices
    ]
    return joined(findings)


def of_other(situation: Situation, subject_id: str) -> Finding:
    """Tell whether a service, portal, place or election board is open or works."""
    subject = situation.subject(subject_id)
    if isinstance(subject, Service | Portal) and subject.state:
        return _of_state(situation, subject_id, subject.state)
    offices = situation.offices_of(subject_id)
    if offices:
        finding = opening(situation, offices, asked_span(situation))
        finding = with_instead(finding, situation, (subject_id,))
        if not situation.instead_of(subject_id):
            finding = with_instead(finding, situation, offices)
        if isinstance(subject, Place):
            finding = finding.then(
                situation.say("rest_of_place", "status", place=situation.name(subject_id))
            )
        return finding
    if isinstance(subject, Authority):
        return _of_authority(situation, subject_id, subject)
    return nothing_on(situation, subject_id)


def _is_about_today(situation: Situation) -> bool:
    return asked_span(situation).days == (situation.today,)


def _overview(situation: Situation) -> Finding:
    """The county as a whole: the headline says what is closed and what works."""
    headline = situation.document.incident["headline"]
    return told(situation, {"incident.headline": headline})


def _systems(situation: Situation) -> Finding:
    finding = published(situation)
    for key, service in situation.document.services.items():
        if service.state and service.state.value == "down":
            fact = f"services.{key}.state"
            finding = finding.then(situation.text(service.state.text), facts=(fact,))
    return finding


def _of_offices(situation: Situation, offices: tuple[str, ...]) -> Finding:
    return with_instead(opening(situation, offices, asked_span(situation)), situation, offices)


def _of_state(situation: Situation, subject_id: str, state: State) -> Finding:
    section = "portals" if subject_id in situation.document.portals else "services"
    fact = f"{section}.{subject_id}.state"
    finding = Finding((situation.text(state.text),), (fact,), subjects=(subject_id,))
    if state.value == "works":
        return finding
    offices = situation.offices_of(subject_id)
    if offices:
        finding = joined([finding, opening(situation, offices, asked_span(situation))])
    elif not _is_about_today(situation):
        back = situation.say("no_date_for", "reopening", subject=situation.name(subject_id))
        finding = joined([finding, Finding((back,), unknown=True)])
    return with_instead(finding, situation, (subject_id,))


def _of_authority(situation: Situation, subject_id: str, authority: Authority) -> Finding:
    untouched = situation.statements("elections/affected")
    sentence = situation.say("unsaid_authority", "status", subject=situation.name(subject_id))
    if not untouched:
        return unpublished(situation, sentence)
    finding = Finding((sentence,), unknown=True, subjects=(subject_id,))
    for fact, statement in list(untouched.items())[:1]:
        finding = finding.then(situation.text(statement.text), facts=(fact,))
    if authority.website:
        step = situation.common(
            "contact_website", who=situation.name(subject_id), value=authority.website
        )
        finding = finding.then(step, facts=(f"authorities.{subject_id}",))
    return finding
