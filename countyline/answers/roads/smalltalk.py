"""Small talk: a greeting, thanks, the wish to hear it again."""

from __future__ import annotations

from dataclasses import replace

from countyline.answers.question import Part
from countyline.answers.reply import Reply
from countyline.answers.turn import Turn
from countyline.topics import SMALLTALK


def is_smalltalk(part: Part) -> bool:
    """Tell whether a part surely asks nothing."""
    return part.topic == "smalltalk" and part.guess.aspect in SMALLTALK and part.confident


def smalltalk(turn: Turn, part: Part) -> Reply:
    """Reply in kind, or say the last answer again."""
    situation = turn.situation(part)
    county = situation.text(turn.document.organization.name)
    if part.aspect == "smalltalk/repeat" and turn.context.last:
        answer = turn.composer.plain(situation, "smalltalk", ())
        return Reply(replace(answer, card=turn.context.last), turn.context)
    key = part.guess.aspect
    sentence = situation.say(
        "repeat_nothing" if key == "repeat" else key, "smalltalk", county=county
    )
    answer = turn.composer.plain(situation, "smalltalk", (sentence,))
    return Reply(answer, replace(turn.context, choices=()))
