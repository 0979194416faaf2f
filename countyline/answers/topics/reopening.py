"""When it will be back."""

from __future__ import annotations

from datetime import date

from countyline.answers.finding import Finding, joined
from countyline.answers.openings import Span, asked_span, opening
from countyline.answers.published import unpublished, with_contact, with_instead
from countyline.answers.situation import Situation
from countyline.status.model import Portal, Service


def answer(situation: Situation) -> Finding:
    """Answer when offices and services come back, and what a soft opening is."""
    if situation.part.aspect == "reopening/soft_opening":
        return _soft_opening(situation)
    subjects = situation.subjects or tuple(situation.document.offices)
    finding = joined([_of_subject(situation, subject) for subject in _offices_together(subjects)])
    if situation.part.aspect == "reopening/notify":
        finding = finding.then(situation.say("no_notices"))
    return with_instead(finding, situation, situation.subjects)


def _offices_together(subjects: tuple[str, ...]) -> list[tuple[str, ...]]:
    return [(subject,) for subject in subjects] if len(subjects) == 1 else [subjects]


def _of_subject(situation: Situation, subjects: tuple[str, ...]) -> Finding:
    offices = tuple(
        dict.fromkeys(key for subject in subjects for key in situation.offices_of(subject))
    )
    without = [subject for subject in subjects if not situation.offices_of(subject)]
    findings = [_of_offices(situation, offices)] if offices else []
    findings += [_of_other(situation, subject) for subject in without]
    return joined(findings)


def _of_offices(situation: Situation, offices: tuple[str, ...]) -> Finding:
    span = asked_span(situation)
    if span.named and span.first == span.last:
        return opening(situation, offices, span)
    today = situation.today
    opens = {key: _next_open(situation, key) for key in offices}
    if any(opens.values()):
        return joined(
            [
                opening(situation, (key,), Span(day, day)) if day else opening(
                    situation, (key,), Span(today, today)
                )
                for key, day in opens.items()
            ]
        )
    return opening(situation, offices, Span(today, today))


def _next_open(situation: Situation, office: str) -> date | None:
    if situation.calendar.day(office, situation.today).state == "open":
        return situation.today
    day = situation.calendar.next_open(office, situation.today)
    return day.on if day else None


def _of_other(situation: Situation, subject_id: str) -> Finding:
    subject = situation.subject(subject_id)
    state = subject.state if isinstance(subject, Service | Portal) else None
    if state is None:
        sentence = situation.say("unsaid_subject", subject=situation.name(subject_id))
        return with_contact(Finding((sentence,), unknown=True, subjects=(subject_id,)), situation)
    section = "portals" if isinstance(subject, Portal) else "services"
    facts = (f"{section}.{subject_id}.state",)
    if state.value == "works":
        return Finding((situation.text(state.text),), facts, subjects=(subject_id,))
    sentence = situation.say("no_date_for", subject=situation.name(subject_id))
    return Finding(
        (situation.text(state.text), sentence), facts, subjects=(subject_id,), unknown=True
    )


def _soft_opening(situation: Situation) -> Finding:
    """Say who may come, when and with what, in place of the term that nobody understood."""
    offices = [
        key
        for key in (situation.subjects or tuple(situation.document.offices))
        if key in situation.document.offices and situation.document.offices[key].arrangements
    ]
    if not offices:
        return unpublished(situation)
    findings = []
    for key in offices:
        day = situation.calendar.day(key, situation.today)
        on = situation.today
        if day.reason != "arrangement":
            following = situation.calendar.next_open(key, on)
            on = following.on if following else on
        findings.append(opening(situation, (key,), Span(on, on)))
    return with_instead(joined(findings), situation, offices)
