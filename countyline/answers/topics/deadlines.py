"""Due dates, penalties, interest, relief."""

from __future__ import annotations

from countyline.answers.finding import Finding
from countyline.answers.published import published, with_briefs
from countyline.answers.situation import Situation

PAYING = "how_to_pay/ways"


def answer(situation: Situation) -> Finding:
    """Answer on deadlines; whoever fears one is told how to pay without the counter."""
    finding = published(situation)
    if situation.part.aspect == "deadlines/declaration":
        return finding
    return with_briefs(finding, situation, PAYING)
