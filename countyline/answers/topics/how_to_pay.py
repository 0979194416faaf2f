"""Ways to pay while the counter is shut, fees, and whether a payment went through."""

from __future__ import annotations

from countyline.answers.finding import Finding
from countyline.answers.published import published, with_contact, with_counter
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
        for fact, statement in list(situation.statements(WITHOUT_THE_COUNTER).items())[:2]:
            brief = statement.brief or statement.text
            finding = finding.then(situation.text(brief), facts=(fact,))
    if aspect == "how_to_pay/account":
        for portal in situation.document.portals:
            for fact, contact in situation.contacts_of(portal):
                who = situation.text(contact.label) if contact.label else situation.name(portal)
                step = situation.common(f"contact_{contact.kind}", who=who, value=contact.value)
                finding = finding.then(step, facts=(fact,))
    elif aspect == "how_to_pay/posted":
        finding = with_contact(finding, situation)
    return finding
