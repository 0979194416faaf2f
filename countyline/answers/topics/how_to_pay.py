"""Ways to pay while the counter is shut, fees, and whether a payment went through."""

from __future__ import annotations

from countyline.answers.finding import Finding
from countyline.answers.published import (
    listed,
    published,
    told,
    unpublished,
    with_briefs,
    with_contact,
    with_contacts,
    with_counter,
)
from countyline.answers.situation import Situation

WAYS = "how_to_pay/ways"
IN_PERSON = "how_to_pay/in_person"
POSTED = "how_to_pay/posted"
PAID_ON_PAPER = "paid_on_paper"
"""The premise that a payment was made by check, in cash, by mail or in a box."""

OWED = "how_to_pay/owed"
MISTAKE = "how_to_pay/mistake"
REFUND = "how_to_pay/refund"

_OF_NO_PAYMENT_TO_COME = (POSTED, "how_to_pay/account", REFUND, OWED, MISTAKE)
"""Whoever asks this does not want to know how to pay."""


def answer(situation: Situation) -> Finding:
    """Answer how to pay, with what the county has not confirmed about it."""
    aspect = situation.part.aspect
    ways = situation.statements(WAYS)
    if aspect == WAYS and ways:
        finding = listed(situation, ways)
    elif aspect == POSTED and PAID_ON_PAPER in situation.part.premises:
        finding = _posted_on_paper(situation)
    else:
        finding = published(situation)
    if aspect == IN_PERSON:
        finding = with_counter(finding, situation)
    if aspect == IN_PERSON or (finding.unknown and aspect not in _OF_NO_PAYMENT_TO_COME):
        finding = with_briefs(finding, situation, WAYS)
    if aspect == "how_to_pay/account":
        return with_contacts(finding, situation, situation.document.portals)
    if aspect in (POSTED, REFUND, OWED, MISTAKE):
        return with_contact(finding, situation)
    return finding


def _posted_on_paper(situation: Situation) -> Finding:
    """What is published on payments that go another way than through a portal, if anything is."""
    portals = set(situation.document.portals)
    statements = {
        fact: statement
        for fact, statement in situation.statements().items()
        if not statement.subjects or not portals.issuperset(statement.subjects)
    }
    return told(situation, statements) if statements else unpublished(situation)
