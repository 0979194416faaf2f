"""Another county or city service, whether the status document names it or not."""

from __future__ import annotations

from countyline.answers.finding import Finding
from countyline.answers.published import published_or, with_contact
from countyline.answers.situation import Situation
from countyline.answers.topics import status


def answer(situation: Situation) -> Finding:
    """Say what is published on the service, or that nothing is."""
    if situation.subjects:
        return published_or(situation, status.of_subjects(situation))
    unknown = Finding((situation.say("unsaid"),), unknown=True)
    return published_or(situation, with_contact(unknown, situation))
