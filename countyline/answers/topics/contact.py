"""Phone, e-mail, whom to ask."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from countyline.answers.finding import Finding, joined
from countyline.answers.published import (
    contact_line,
    offices_asked,
    published,
    published_or,
    unpublished,
    with_contacts,
    with_counter,
)
from countyline.answers.situation import Situation
from countyline.status.model import Contact

Ways = Mapping[str, tuple[str, Contact]]
"""Fact id -> whom it serves, and the contact."""


def answer(situation: Situation) -> Finding:
    """Answer how to reach an office, and which office does what."""
    aspect = situation.part.aspect
    if aspect == "contact/official":
        return published(situation)
    if aspect == "contact/whom":
        return published_or(situation, _whom(situation))
    if aspect == "contact/unanswered":
        return published_or(situation, _unanswered(situation))
    kind = "email" if aspect == "contact/email" else "phone"
    return published_or(situation, _by(situation, kind))


def _by(situation: Situation, kind: str) -> Finding:
    """Give the telephones, or the e-mail addresses; of whom none is published, what else is."""
    wanted = situation.subjects or tuple(situation.document.offices)
    right: dict[str, tuple[str, Contact]] = {}
    without: list[str] = []
    for subject in wanted:
        ways = {f: (subject, c) for f, c in situation.contacts_of(subject) if c.kind == kind}
        right.update(ways)
        if not ways:
            without.append(subject)
    told = _lines(situation, right)
    if not told:
        finding = with_counter(_unsaid(situation), situation)
        return with_contacts(finding, situation, wanted)
    finding = joined(told)
    if situation.subjects and without:
        finding = with_contacts(joined([finding, _unsaid(situation)]), situation, without)
    return with_counter(finding, situation)


def _unsaid(situation: Situation) -> Finding:
    return Finding((situation.unsaid(),), unknown=True, subjects=situation.subjects)


def _lines(situation: Situation, ways: Ways) -> list[Finding]:
    return [
        Finding((contact_line(situation, subject, contact),), (fact,), subjects=(subject,))
        for fact, (subject, contact) in ways.items()
    ]


def _unanswered(situation: Situation) -> Finding:
    """Nobody can promise that a phone is answered: offer staff, who write back."""
    finding = replace(_unsaid(situation), sentences=(situation.say("unanswered"),))
    for subject in situation.subjects:
        for fact, contact in situation.contacts_of(subject):
            if contact.kind == "email":
                finding = finding.then(contact_line(situation, subject, contact), facts=(fact,))
    return finding


def _whom(situation: Situation) -> Finding:
    offices = offices_asked(situation) or tuple(situation.document.offices)
    told = [_duty(situation, key) for key in offices if situation.document.offices[key].does]
    if not told:
        return unpublished(situation)
    finding = with_counter(joined(told), situation)
    return with_contacts(finding, situation, situation.subjects)


def _duty(situation: Situation, key: str) -> Finding:
    """Say what an office does. Without a fact of the office to rest on it is not a sure answer."""
    office = situation.document.offices[key]
    does = situation.text(office.does) if office.does else ""
    sentence = situation.say("does", office=situation.office_names((key,)), does=does)
    facts = (f"offices.{key}.hours",) if office.hours else ()
    return Finding((sentence,), facts, subjects=(key,), unknown=not facts)
