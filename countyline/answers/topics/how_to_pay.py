"""Ways to pay while the counter is shut, fees, and whether a payment went through."""

from __future__ import annotations

from countyline.answers.finding import Finding
from countyline.answers.published import (
    listed,
    published,
    with_briefs,
    with_contact,
    with_contacts,
    with_counter,
)
from countyline.answers.situation import Situation

WAYS = "how_to_pay/ways"
IN_PERSON = "how_to_pay/in_person"

_OF_A_PAYMENT_MADE = ("how_to_pay/account", "how_to_pay/refund")
"""Whoever asks this does not want to know how to pay."""


def answer(situation: Situation) -> Finding:
    """Answer how to pay, with what the county has not confirmed about it."""
    aspect = situation.part.aspect
    ways = situation.statements(WAYS)
    finding = listed(situation, ways) if aspect == WAYS and ways else published(situation)
    if aspect == IN_PERSON:
        finding = with_counter(finding, situation)
    if aspect == IN_PERSON or (finding.unknown and aspect not in _OF_A_PAYMENT_MADE):
        finding = with_briefs(finding, situation, WAYS)
    if aspect == "how_to_pay/account":
        return with_contacts(finding, situation, situation.document.portals)
    if aspect in ("how_to_pay/posted", "how_to_pay/refund"):
        return with_contact(finding, situation)
    return finding
