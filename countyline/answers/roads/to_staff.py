"""To a person: the question is handed over, with the matter that it is about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from countyline.answers.answer import Escalation, NamedMatter, Reason
from countyline.answers.finding import Finding
from countyline.answers.question import Part
from countyline.answers.reply import Reply
from countyline.answers.topics import ANSWERS
from countyline.answers.turn import Turn
from countyline.topics import is_aspect

ALSO_ASKED = 0.5
"""From this probability on, "my car is missing, i need a person" is about the car."""

NO_MATTERS = frozenset({"person", "out_of_scope", "safety"})
"""Topics that say nothing of what staff are asked for."""


def handed_over(
    turn: Turn,
    reason: Reason,
    question: str,
    parts: Sequence[Part] = (),
    findings: Sequence[Finding] = (),
) -> Reply:
    """Ask for a case. `question` holds the words for staff, `findings` what is said before."""
    part = parts[-1] if parts else turn.question.parts[0]
    situation = turn.situation(part)
    topic = "person"
    if reason != "asked_for_person":
        topic = next((p.topic for p in parts if p.topic in ANSWERS), turn.context.topic or "person")
    spoken = findings or (
        Finding((situation.say("handed_over", "person"),), subjects=situation.subjects),
    )
    topics = tuple(dict.fromkeys([topic, *(p.topic for p in parts if p.topic in ANSWERS)]))
    # What led to staff comes first: "is it open, and i got a ticket" is about the ticket.
    led = [one for one, finding in zip(parts, findings, strict=False) if finding.escalate]
    asked = [*led, *(one for one in parts if one not in led)]
    escalation = Escalation(
        reason=reason,
        topic=topic,
        subjects=situation.subjects or turn.context.subjects,
        question=question or turn.question.text,
        aspect=_aspect_handed_over(turn, reason, asked),
        named=_named(turn, reason, asked),
        speaks_of_today=any(one.last == situation.today for one in situation.asked),
    )
    answer = turn.composer.handed_over(situation, spoken, topics, escalation)
    return Reply(answer, replace(turn.waiting_for_nothing(), question=""))


def refused(turn: Turn, part: Part) -> Reply:
    """Take a no to the offer of staff."""
    situation = turn.situation(part)
    sentence = situation.common("declined_staff")
    answer = turn.composer.plain(situation, "smalltalk", (sentence,))
    return Reply(answer, turn.waiting_for_nothing())


def _aspect_handed_over(turn: Turn, reason: Reason, parts: Sequence[Part]) -> str | None:
    """What the case is about: the question itself, or what was spoken of before it."""
    asked = next(iter(_aspects_named(parts)), None)
    before = f"{turn.context.topic}/{turn.context.aspect}"
    if asked or reason == "not_understood" or not _is_matter(before):
        return asked
    return before


def _named(turn: Turn, reason: Reason, parts: Sequence[Part]) -> NamedMatter:
    """The matter that the message names; an offer that is taken up has that of the offer."""
    if reason == "not_understood":
        return NamedMatter()
    aspect = next(iter(_aspects_named(parts)), None)
    if not parts and reason == "nothing_published":
        aspect = _aspect_handed_over(turn, reason, parts)
    subjects = [key for part in parts for key in turn.situation(part).subjects]
    return NamedMatter(
        aspect.partition("/")[0] if aspect else None,
        tuple(dict.fromkeys(subjects)) if parts else turn.context.subjects if aspect else (),
    )


def _aspects_named(parts: Sequence[Part]) -> list[str]:
    """The matters that parts surely name; a wish for a person may name one besides."""
    readings = [
        guess
        for part in parts
        if part.confident
        for guess in (part.guess, *part.alternatives)
        if guess.confidence >= ALSO_ASKED
    ]
    return [guess.name for guess in readings if _is_matter(guess.name)]


def _is_matter(aspect: str) -> bool:
    topic = aspect.partition("/")[0]
    return is_aspect(aspect) and topic not in NO_MATTERS
