"""Speech that was not surely recognized: whether it was meant is asked, or to say it again.

A caller who is heard badly is not asked for ever: then a person is better.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from countyline.answers import confirming
from countyline.answers.answer import Choice
from countyline.answers.composing import PERSON
from countyline.answers.context import Context, completed
from countyline.answers.finding_out import is_answerable, with_topic_of_statement
from countyline.answers.question import Part
from countyline.answers.reply import Reply
from countyline.answers.roads import to_staff
from countyline.answers.roads.telling import told_as_picked
from countyline.answers.roads.to_staff import NO_MATTERS
from countyline.answers.topics import ANSWERS
from countyline.answers.turn import Turn

MOST_CONFIRMED = 2
"""Questions back, of any kind, before a caller who is heard badly gets a person."""


def heard_badly(turn: Turn, first: Part) -> Reply | None:
    """Ask a caller whose words were not surely recognized; null where they were."""
    if turn.question.heard == "unsure":
        return _whether_meant(turn)
    return _again(turn, first) if turn.question.heard == "unclear" else None


def meant(turn: Turn, reading: Sequence[Part]) -> Reply:
    """Answer what a caller has confirmed, as if it had been said clearly."""
    text = turn.open_question
    settled = replace(turn.context, clarified=0, choices=(), heard=())
    return told_as_picked(
        turn.with_text(text).in_context(settled), [replace(part, text=text) for part in reading]
    )


def not_meant(turn: Turn, part: Part) -> Reply:
    """Ask a caller to say it another way; the second time, a person is better."""
    context = turn.context
    if context.clarified >= MOST_CONFIRMED:
        return to_staff.handed_over(turn, "not_understood", context.question)
    return _another_way(turn, part, "not_meant", context)


def _whether_meant(turn: Turn) -> Reply | None:
    """Ask whether what was heard was meant; null when there is nothing to ask about."""
    given = [_as_meant(turn, reading) for reading in turn.question.readings]
    readings = [one for one in given if all(_may_be_meant(turn, part) for part in one)]
    if not readings:
        return None
    if turn.context.clarified >= MOST_CONFIRMED:
        return to_staff.handed_over(turn, "not_understood", turn.asked_so_far, readings[0])
    situations = [[turn.situation(part) for part in reading] for reading in readings]
    sentence, choices = confirming.whether_meant(situations)
    first = situations[0][0]
    answer = turn.composer.plain(
        first,
        "clarify",
        (sentence,),
        (first.part.topic,),
        choices=choices,
        subjects=first.subjects,
    )
    return Reply(answer, replace(turn.waiting_for(choices), heard=tuple(readings)))


def _may_be_meant(turn: Turn, part: Part) -> bool:
    """Whether a caller can be asked about a part: danger and staff are never asked about."""
    return part.topic not in NO_MATTERS and is_answerable(turn, part)


def _as_meant(turn: Turn, reading: Sequence[Part]) -> tuple[Part, ...]:
    """The questions of a reading as they are asked in this conversation."""
    whole = (completed(with_topic_of_statement(turn, part), turn.context) for part in reading)
    return tuple(
        replace(part, text="", alternatives=(), confident=part.confident or not part.fragment)
        for part in whole
    )


def _again(turn: Turn, part: Part) -> Reply:
    """Ask for what was not understood to be said another way; the second time, get a person.

    What may be a call for help is answered as one, beside the question.
    """
    if turn.context.clarified:
        reply = to_staff.handed_over(turn, "not_understood", turn.asked_so_far, [part])
    else:
        context = replace(turn.context, clarified=1, question=turn.question.text)
        reply = _another_way(turn, part, "not_heard", context)
    if part.topic != "safety":
        return reply
    return reply.led_by(" ".join(ANSWERS["safety"](turn.situation(part)).sentences))


def _another_way(turn: Turn, part: Part, key: str, context: Context) -> Reply:
    situation = turn.situation(part)
    choices = (Choice(PERSON, situation.common("choice_person")),)
    sentence = situation.common(key)
    answer = turn.composer.plain(situation, "clarify", (sentence,), choices=choices)
    return Reply(answer, replace(context, choices=choices, heard=(), offered_staff=False))
