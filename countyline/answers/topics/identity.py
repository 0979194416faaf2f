"""What to do about identity theft."""

from __future__ import annotations

from countyline.answers.finding import Finding
from countyline.answers.published import published
from countyline.answers.situation import Situation


def answer(situation: Situation) -> Finding:
    """Answer from what is published; beside "not said" stands what is known of the data."""
    finding = published(situation)
    if not finding.unknown:
        return finding
    for fact, statement in list(situation.statements("data_safety/taken").items())[:1]:
        finding = finding.then(situation.text(statement.text), facts=(fact,))
    return finding
