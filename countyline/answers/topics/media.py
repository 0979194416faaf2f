"""Press inquiries: they go to a person."""

from __future__ import annotations

from countyline.answers.finding import Finding
from countyline.answers.situation import Situation


def answer(situation: Situation) -> Finding:
    """Send a press inquiry to staff; what the document says of it is told by the engine."""
    return Finding((situation.say("press"),), escalate="media")
