"""Another county or city service, whether the status document names it or not."""

from __future__ import annotations

from countyline.answers.finding import Finding
from countyline.answers.published import published_or, with_contact
from countyline.answers.situation import Situation


def answer(situation: Situation) -> Finding:
    """Say what is published on the service, or that nothing is."""
    if situation.subjects:
        names = situation.listed(situation.name(key) for key in situation.subjects)
        sentence = situation.say("unsaid_subject", subject=names)
    else:
        sentence = situation.say("unsaid")
    unknown = Finding((sentence,), unknown=True, subjects=situation.subjects)
    return published_or(situation, with_contact(unknown, situation))
