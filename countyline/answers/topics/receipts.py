"""Proof of payment, waivers, statements of non-assessment."""

from __future__ import annotations

from countyline.answers.finding import Finding
from countyline.answers.published import published, with_contact, with_counter
from countyline.answers.situation import Situation

_OF_WAIVERS = ("receipts/waiver", "receipts/waiver_rules")


def answer(situation: Situation) -> Finding:
    """Answer from what is published, and say when the counter it leads to is closed."""
    finding = with_counter(published(situation), situation)
    if situation.part.aspect in _OF_WAIVERS:  # another office gives it than takes payments
        return with_contact(finding, situation)
    return finding
