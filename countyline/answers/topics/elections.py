"""Does the incident touch elections, ballots, results."""

from __future__ import annotations

from countyline.answers.finding import Finding
from countyline.answers.published import published
from countyline.answers.situation import Situation


def answer(situation: Situation) -> Finding:
    """Answer on elections from what the boards and the county have published."""
    return published(situation)
