"""Was my data taken; is it safe to pay; is this text, call or site really the county's."""

from __future__ import annotations

from countyline.answers.finding import Finding
from countyline.answers.published import published
from countyline.answers.situation import Situation


def answer(situation: Situation) -> Finding:
    """Answer on data from the published statements alone."""
    return published(situation)
