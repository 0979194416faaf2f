"""Danger to life: 911, or 988 for thoughts of suicide, first and nothing else in the way."""

from __future__ import annotations

from countyline.answers.finding import Finding
from countyline.answers.situation import Situation


def answer(situation: Situation) -> Finding:
    """Give the number to call. The numbers are national: 911, and 988 (988lifeline.org)."""
    key = "suicide" if situation.part.aspect == "safety/suicide" else "danger"
    return Finding((situation.say(key),))
