"""Where, when and how to vote: the election boards answer; the bot points to the right one."""

from __future__ import annotations

from countyline.answers.finding import Finding
from countyline.answers.published import published
from countyline.answers.situation import Situation


def answer(situation: Situation) -> Finding:
    """Answer on voting, or point to the boards."""
    return published(situation)
