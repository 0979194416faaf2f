"""What the state of emergency means."""

from __future__ import annotations

from countyline.answers.finding import Finding
from countyline.answers.published import published
from countyline.answers.situation import Situation


def answer(situation: Situation) -> Finding:
    """Answer on the state of emergency."""
    return published(situation)
