"""Ways to pay while the counter is shut, fees, and whether a payment went through."""

from __future__ import annotations

from countyline.answers.finding import Finding
from countyline.answers.published import (
    published,
    with_briefs,
    with_contact,
    with_contacts,
    with_counter,
)
from countyline.answers.situation import Situation

AT_THE_COUNTER = frozenset({"how_to_pay/in_person", "how_to_pay/mail_address"})
WITHOUT_THE_COUNTER = "how_to_pay/ways"


def answer(situation: Situation) -> Finding:
    """Answer how to pay, with what the county has not confirmed about it."""
    finding = published(situation)
    aspect = situation.part.aspect
    if aspect in AT_THE_COUNTER:
        finding = with_counter(finding, situation)
    if aspect in AT_THE_COUNTER or (finding.unknown and aspect != "how_to_pay/account"):
        finding = with_briefs(finding, situation, WITHOUT_THE_COUNTER)
    if aspect == "how_to_pay/account":
        return with_contacts(finding, situation, situation.document.portals)
    if aspect == "how_to_pay/posted":
        return with_contact(finding, situation)
    return finding
