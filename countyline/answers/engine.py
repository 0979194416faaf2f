"""From a question to a reply: which road it takes.

Danger comes first; then what the conversation waits for (a choice, an offer of staff); then the
question itself. Unsure means one short question back, then a person.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from countyline.answers.composing import COMPOSERS, mark_of
from countyline.answers.context import Context, completed
from countyline.answers.finding_out import with_topic_of_statement
from countyline.answers.index import Index
from countyline.answers.known_cases import KnownCases
from countyline.answers.question import Part, Question
from countyline.answers.reply import Reply
from countyline.answers.roads.awaited import awaited
from countyline.answers.roads.danger import danger, is_danger
from countyline.answers.roads.heard_badly import heard_badly
from countyline.answers.roads.reporting_cases import case_report
from countyline.answers.roads.smalltalk import is_smalltalk, smalltalk
from countyline.answers.roads.telling import told
from countyline.answers.turn import Turn, spoken_language
from countyline.answers.wording import Wording
from countyline.status.model import StatusDocument

SHORTEST_QUESTION = 6
"""Words up to which a message that names a case asks for nothing but the case."""


class Answerer:
    """Answers from one revision of the status document. Pure: time and cases are passed in."""

    def __init__(
        self,
        document: StatusDocument,
        wording: Wording,
        *,
        revision: int | None = None,
        replay: bool = False,
    ) -> None:
        self._index = Index(document)
        self._wording = wording
        mark = mark_of(document, replay=replay)
        self._composers = {medium: kind(revision, mark) for medium, kind in COMPOSERS.items()}

    def reply(
        self,
        question: Question,
        context: Context,
        now: datetime,
        cases: KnownCases | None = None,
    ) -> Reply:
        """Answer a question at the aware time `now`."""
        turn = Turn(
            self._index,
            self._wording,
            self._composers[question.medium],
            question,
            context,
            now,
            cases or KnownCases({}),
            spoken_language(question, context),
        )
        reply = _reply(turn)
        said_in = reply.answer.language
        if said_in != "und":  # a language that was picked in this turn is spoken from here on
            turn = turn.in_language(said_in)
        if question.capped:
            reply = reply.then(turn.situation(question.parts[0]).common("capped"))
        language = reply.context.language if said_in == "und" else turn.language
        return reply.with_context(reply.context.after(reply.answer.card, language))


def _reply(turn: Turn) -> Reply:
    """Choose the road that the message takes."""
    in_danger = next((part for part in turn.question.parts if is_danger(turn, part)), None)
    if in_danger:
        return danger(turn, in_danger)
    parts = tuple(with_topic_of_statement(turn, part) for part in turn.question.parts)
    return awaited(turn, parts[0]) or heard_badly(turn, parts[0]) or _asked_anew(turn, parts)


def _asked_anew(turn: Turn, parts: tuple[Part, ...]) -> Reply:
    if all(is_smalltalk(part) for part in parts):
        return smalltalk(turn, parts[-1])
    if _asks_for_case(turn, parts):
        return case_report(turn, parts[0])
    asked = [part for part in parts if part.topic != "smalltalk"] or list(parts)
    first, *others = asked
    whole = [completed(first, turn.context)]
    whole += [completed(_carried(part, first), turn.context) for part in others]
    return told(turn, whole)


def _asks_for_case(turn: Turn, parts: tuple[Part, ...]) -> bool:
    """Whether it is asked what became of a case; what names one may ask something else."""
    if any(part.aspect == "person/case" and part.confident for part in parts):
        return True
    if not turn.cases.named:
        return False
    return _is_short(turn) or not any(_asks_the_county(part) for part in parts)


def _is_short(turn: Turn) -> bool:
    """Whether a message that names a case can hardly ask anything else."""
    return len(turn.question.text.split()) <= SHORTEST_QUESTION


def _asks_the_county(part: Part) -> bool:
    """Whether this is a sure question of county business, other than of a person or a case."""
    return part.confident and part.topic not in ("out_of_scope", "smalltalk", "person")


def _carried(part: Part, first: Part) -> Part:
    """A second question that points back ("and where is it") is asked of the first's subjects."""
    return replace(part, subjects=part.subjects or first.subjects) if part.fragment else part
