"""Not county business."""

from __future__ import annotations

from countyline.answers.finding import Finding
from countyline.answers.situation import Situation


def answer(situation: Situation) -> Finding:
    """Say so, and what the bot can do."""
    county = situation.text(situation.document.organization.name)
    other = situation.part.aspect == "out_of_scope/other_government" or situation.part.foreign
    sentence = situation.say("other_government" if other else "other", county=county)
    return Finding((sentence, situation.say("can_do")), decline=True)
