"""What became of a case: the one that is named, or those of this conversation."""

from __future__ import annotations

from dataclasses import replace

from countyline.answers.answer import CaseReport, Choice
from countyline.answers.composing import PERSON, staff_times
from countyline.answers.question import Part
from countyline.answers.reply import Reply
from countyline.answers.situation import Situation
from countyline.answers.turn import Turn


def case_report(turn: Turn, part: Part) -> Reply:
    """Say how the cases stand that are asked about."""
    situation = turn.situation(part)
    reports = [case for case in turn.cases.named.values() if case]
    if not reports and not turn.cases.named and turn.cases.own:
        # What was asked for last, closed or not, and whatever else still waits.
        own = turn.cases.own
        reports = [case for case in own[:-1] if case.state != "closed"] + [own[-1]]
    sentences = [line for case in reports for line in _of_case(turn, situation, case)]
    sentences += [
        situation.common("case_unknown", case=name)
        for name, case in turn.cases.named.items()
        if case is None
    ]
    context = turn.waiting_for_nothing()
    if reports:
        answer = turn.composer.plain(situation, "handoff", sentences, ("person",))
        return Reply(replace(answer, case=reports[-1]), context)
    choices = (Choice(PERSON, situation.common("choice_person")),)
    answer = turn.composer.plain(
        situation,
        "clarify",
        sentences or (situation.common("case_none"),),
        ("person",),
        choices=choices,
    )
    return Reply(answer, replace(context, choices=choices, question=turn.question.text))


def _of_case(turn: Turn, situation: Situation, case: CaseReport) -> list[str]:
    """What a resident may know of a case: of somebody else's its state alone."""
    sentences = [situation.common(f"case_{case.state}", case=case.id)]
    is_own = any(own.id == case.id for own in turn.cases.own)
    if case.state == "closed" and case.outcome and is_own:
        sentences.append(situation.common("case_outcome", outcome=case.outcome))
    elif case.state == "open":
        sentences += staff_times(situation)
    return sentences
