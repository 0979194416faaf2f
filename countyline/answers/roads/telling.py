"""What is published is told, once nothing is missing and nothing must go to staff."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from countyline.answers.answer import Answer
from countyline.answers.context import Context
from countyline.answers.finding import Finding
from countyline.answers.finding_out import find, is_answerable
from countyline.answers.question import Part, Symbol
from countyline.answers.reply import Reply
from countyline.answers.roads import asking_back, to_staff
from countyline.answers.situation import Situation
from countyline.answers.turn import Turn
from countyline.answers.watching import may_change, offered, watched


def told(turn: Turn, parts: Sequence[Part]) -> Reply:
    """Answer the parts of a question that was just asked."""
    return _told(turn, parts, turn.question.text)


def told_as_picked(turn: Turn, parts: Sequence[Part]) -> Reply:
    """Answer what was picked or confirmed; the question that waited for it holds the words."""
    return _told(turn, parts, turn.open_question)


def _told(turn: Turn, parts: Sequence[Part], question: str) -> Reply:
    unsure = [part for part in parts if not is_answerable(turn, part)]
    if unsure and len(unsure) == len(parts):
        return asking_back.what_is_meant(turn, unsure[0])
    parts = [part for part in parts if part not in unsure]
    if (asked_back := asking_back.what_is_missing(turn, parts)) is not None:
        return asked_back
    findings = [find(turn, part) for part in parts]
    escalated = next((finding for finding in findings if finding.escalate), None)
    if escalated and escalated.escalate:
        return to_staff.handed_over(turn, escalated.escalate, question, parts, findings)
    if all(finding.decline for finding in findings):
        return _turned_away(turn, parts[-1], findings[0])
    reply = _found(turn, parts, findings)
    if unsure:
        return reply.then(turn.situation(parts[-1]).common("rest_not_understood"))
    declined = next((finding for finding in findings if finding.decline), None)
    return reply.then(declined.sentences[0]) if declined else reply


def _turned_away(turn: Turn, part: Part, finding: Finding) -> Reply:
    answer = turn.composer.plain(
        turn.situation(part), "decline", finding.sentences, topics=("out_of_scope",)
    )
    return Reply(answer, replace(turn.context, choices=(), clarified=0))


def _found(turn: Turn, parts: Sequence[Part], findings: Sequence[Finding]) -> Reply:
    situation = turn.situation(parts[-1])
    # What is turned away is out of scope, whatever else it was taken for.
    topics = tuple(
        dict.fromkeys(
            "out_of_scope" if finding.decline else part.topic
            for part, finding in zip(parts, findings, strict=True)
        )
    )
    known = [finding for finding in findings if not finding.decline]
    # Of two questions the button would not say which one it belongs to.
    choices = offered(situation, turn.context.watching) if len(parts) == 1 else ()
    answer = turn.composer.told(situation, known, topics, choices)
    return Reply(
        answer,
        _context_after(turn, parts[-1], answer),
        watches=tuple(one for part in parts for one in watched(turn.situation(part))),
        may_change=may_change(situation, answer),
    )


def _context_after(turn: Turn, last: Part, answer: Answer) -> Context:
    return Context(
        language=turn.language,
        topic=last.topic,
        aspect=last.guess.aspect,
        subjects=last.subjects,
        date=_first_told(turn.situation(last)),
        choices=answer.choices,
        clarified=0,
        offered_staff=answer.certainty == "unknown",
        question=turn.question.text,
        last=answer.card,
    )


def _first_told(situation: Situation) -> Symbol | None:
    """The date that a following question may lean on."""
    return situation.part.dates[0] if situation.asked else None
