"""When it will be back."""

from __future__ import annotations

from dataclasses import replace

from countyline.answers.finding import Finding, joined
from countyline.answers.openings import asked_span, end_certainty, one_day, opening
from countyline.answers.published import (
    nothing_on,
    offices_named,
    published,
    published_or,
    unpublished,
    with_instead,
)
from countyline.answers.situation import Situation
from countyline.answers.topics import status
from countyline.answers.watching import KEPT_ON, NOTIFY, watched
from countyline.status.model import Authority, Portal, Service


def answer(situation: Situation) -> Finding:
    """Answer when offices and services come back, and what a soft opening is."""
    if situation.part.aspect == "reopening/soft_opening":
        return _soft_opening(situation)
    subjects = situation.subjects or tuple(situation.document.offices)
    if not subjects:
        return published_or(situation, unpublished(situation))
    finding = _of_subjects(situation, subjects)
    if situation.part.aspect == NOTIFY:
        finding = finding.then(*_promise(situation))
    return with_instead(finding, situation, situation.subjects)


def _promise(situation: Situation) -> tuple[str, ...]:
    """Say how the resident will be told, where a desk keeps the wish; nothing of what is open."""
    kept = KEPT_ON.get(situation.channel)
    if kept is None or situation.part.dates:
        return (situation.say("no_notices"),)
    return (situation.say(kept),) if watched(situation) else ()


def _of_subjects(situation: Situation, subjects: tuple[str, ...]) -> Finding:
    offices = tuple(
        dict.fromkeys(key for subject in subjects for key in situation.offices_of(subject))
    )
    findings = []
    if offices:
        finding = opening(situation, offices, asked_span(situation))
        ends = end_certainty(situation, offices)
        findings.append(replace(finding, said=(*finding.said, *ends)))
    findings += [
        _of_other(situation, subject) for subject in subjects if not situation.offices_of(subject)
    ]
    return joined(findings)


def _of_other(situation: Situation, subject_id: str) -> Finding:
    subject = situation.subject(subject_id)
    if isinstance(subject, Authority):
        return status.of_other(situation, subject_id)
    state = subject.state if isinstance(subject, Service | Portal) else None
    if state is None:
        return nothing_on(situation, subject_id)
    section = "portals" if isinstance(subject, Portal) else "services"
    facts = (f"{section}.{subject_id}.state",)
    finding = Finding((situation.text(state.text),), facts, subjects=(subject_id,))
    if state.value == "works":
        return finding
    sentence = situation.say("no_date_for", subject=situation.name(subject_id))
    return joined([finding, Finding((sentence,), unknown=True)])


def _soft_opening(situation: Situation) -> Finding:
    """Say who may come, when and with what, in place of the term that nobody understood."""
    offices = tuple(
        key
        for key in offices_named(situation)
        if situation.document.offices[key].arrangements
    )
    if not offices:
        return unpublished(situation) if situation.subjects else published(situation)
    finding = opening(situation, offices, one_day(situation.today))
    if not situation.subjects:
        return published_or(situation, finding)
    return with_instead(finding, situation, offices)
