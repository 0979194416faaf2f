"""What is kept of a document for the next question changes no answer."""

from __future__ import annotations

from datetime import timedelta
from random import Random

import pytest

from countyline.answers.altering import CHANNELS, FORMS
from countyline.answers.askable import HEADLINE, askable
from countyline.answers.context import Context
from countyline.answers.engine import Answerer
from countyline.answers.question import Question
from tests.answers.asking import CHICAGO, SNAPSHOTS, snapshot, wording

SEED = 8
QUESTIONS = 250


@pytest.mark.parametrize("day", SNAPSHOTS)
def test_an_answer_is_the_same_whatever_was_asked_before(day: str) -> None:
    """One answerer is asked many questions in a mixed order, another one that question alone."""
    document = snapshot(day)
    draw = Random(f"{SEED} {day}")
    days = [document.sent.astimezone(CHICAGO).date() + timedelta(days=ahead) for ahead in (2, 9)]
    asked = [one for one in askable(document, document, days) if one.topic != HEADLINE]
    last_review = max(origin.review_by for origin in document.provenance.values())
    moments = (document.sent, document.sent + timedelta(hours=9), last_review + timedelta(days=1))
    used = Answerer(document, wording())
    for one in draw.sample(asked, QUESTIONS):
        language, medium = draw.choice(FORMS)
        question = Question("a question", language, (one.part,), channel=CHANNELS[medium])
        now = draw.choice(moments)
        again, alone = (
            answerer.reply(question, Context(), now)
            for answerer in (used, Answerer(document, wording()))
        )
        assert again == alone, (one, language, medium, now)
