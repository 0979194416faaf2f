"""Wants a human being."""

from __future__ import annotations

from countyline.answers.finding import Finding
from countyline.answers.situation import Situation


def answer(situation: Situation) -> Finding:
    """Hand over at once. What became of a request is answered by the engine, from the case."""
    return Finding((situation.say("handed_over"),), escalate="asked_for_person")
