"""What happened, who did it, ransom, who is working on it."""

from __future__ import annotations

from countyline.answers.finding import Finding
from countyline.answers.published import published
from countyline.answers.situation import Situation


def answer(situation: Situation) -> Finding:
    """Answer on the incident from the published statements alone."""
    return published(situation)
