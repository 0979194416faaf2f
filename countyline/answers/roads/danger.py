"""Danger: whom to call, and nothing else in the way."""

from __future__ import annotations

from dataclasses import replace

from countyline.answers.question import Guess, Part
from countyline.answers.reply import Reply
from countyline.answers.topics import ANSWERS
from countyline.answers.turn import Turn

LIKELY_DANGER = 0.4


def is_danger(turn: Turn, part: Part) -> bool:
    """Tell whether a part speaks of danger; where the words are sure, a likely one is enough.

    What was never said, in a bad transcript, looks like danger more than like anything.
    """
    likely = part.guess.confidence >= LIKELY_DANGER and turn.question.heard != "unclear"
    return part.topic == "safety" and (part.confident or likely)


def danger(turn: Turn, part: Part) -> Reply:
    """Say whom to call."""
    part = replace(part, guess=Guess("safety", part.guess.aspect, part.guess.confidence))
    finding = ANSWERS["safety"](turn.situation(part))
    answer = turn.composer.plain(
        turn.situation(part), "answer", finding.sentences, topics=("safety",)
    )
    return Reply(answer, turn.waiting_for_nothing())
