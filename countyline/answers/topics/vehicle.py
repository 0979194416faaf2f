"""Plates, registration, tickets for expired tags, changing the vehicles on an account."""

from __future__ import annotations

from countyline.answers.finding import Finding
from countyline.answers.published import published, with_counter
from countyline.answers.situation import Situation


def answer(situation: Situation) -> Finding:
    """Answer from what is published, and say when the counter it leads to is closed."""
    return with_counter(published(situation), situation)
