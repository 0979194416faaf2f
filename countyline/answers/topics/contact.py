"""Phone, e-mail, whom to ask."""

from __future__ import annotations

from collections.abc import Mapping

from countyline.answers.finding import Finding, joined
from countyline.answers.published import (
    offices_asked,
    published,
    published_or,
    unpublished,
    with_counter,
)
from countyline.answers.situation import Situation
from countyline.status.model import Contact

Ways = Mapping[str, tuple[str, Contact]]
"""Fact id -> whom it serves, and the contact."""


def answer(situation: Situation) -> Finding:
    """Answer how to reach an office, and which office does what."""
    if situation.part.aspect == "contact/official":
        return published(situation)
    if situation.part.aspect == "contact/whom":
        return published_or(situation, _whom(situation))
    kind = "email" if situation.part.aspect == "contact/email" else "phone"
    if situation.part.aspect == "contact/unanswered":
        return published_or(situation, _unanswered(situation))
    return published_or(situation, _contacts(situation, kind))


def _contacts(situation: Situation, kind: str) -> Finding:
    wanted = situation.subjects or tuple(situation.document.offices)
    ways = {
        fact: (subject, contact)
        for subject in wanted
        for fact, contact in situation.contacts_of(subject)
    }
    right = {fact: way for fact, way in ways.items() if way[1].kind == kind}
    if not right:
        finding = unpublished(situation)
        return joined([finding, *_lines(situation, ways)]) if ways else finding
    return with_counter(joined(_lines(situation, right)), situation)


def _lines(situation: Situation, ways: Ways) -> list[Finding]:
    lines = []
    for fact, (subject, contact) in ways.items():
        who = situation.text(contact.label) if contact.label else situation.name(subject)
        sentence = situation.common(f"contact_{contact.kind}", who=who, value=contact.value)
        lines.append(Finding((sentence,), (fact,), subjects=(subject,)))
    return lines


def _unanswered(situation: Situation) -> Finding:
    """Nobody can promise that a phone is answered: offer staff, who write back."""
    sentence = situation.say("unanswered")
    emails = _emails(situation)
    finding = Finding((sentence,), unknown=True, subjects=situation.subjects)
    return finding.then(*emails.sentences, facts=emails.facts)


def _emails(situation: Situation) -> Finding:
    lines = [
        line
        for subject in situation.subjects
        for fact, contact in situation.contacts_of(subject)
        if contact.kind == "email"
        for line in _lines(situation, {fact: (subject, contact)})
    ]
    return joined(lines) if lines else Finding(())


def _whom(situation: Situation) -> Finding:
    offices = offices_asked(situation) or tuple(situation.document.offices)
    told = [
        Finding(
            (
                situation.say(
                    "does",
                    office=situation.name(key),
                    does=situation.text(office.does),
                ),
            ),
            (f"offices.{key}.hours",) if office.hours else (),
            subjects=(key,),
        )
        for key in offices
        if (office := situation.document.offices[key]).does
    ]
    if not told:
        return unpublished(situation)
    finding = with_counter(joined(told), situation)
    if situation.subjects:
        for line in _lines(
            situation,
            {
                fact: (subject, contact)
                for subject in situation.subjects
                for fact, contact in situation.contacts_of(subject)
            },
        ):
            finding = finding.then(*line.sentences, facts=line.facts)
    return finding
