"""One short question back: what was meant, which day, which office, which language.

It is asked once; what is still not understood then goes to a person.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from countyline.answers import clarifying
from countyline.answers.answer import Choice
from countyline.answers.composing import PERSON
from countyline.answers.question import Part
from countyline.answers.reply import Reply
from countyline.answers.roads import to_staff
from countyline.answers.topics import ANSWERS
from countyline.answers.turn import Turn
from countyline.answers.watching import NOTIFY, Back, back

ASKED_OF_A_DAY = frozenset({"status", "reopening", "hours"})
"""Topics in which another day gets another answer."""


def what_is_meant(turn: Turn, part: Part) -> Reply:
    """Ask what is meant by a part that is not understood."""
    if turn.context.clarified:
        return to_staff.handed_over(turn, "not_understood", turn.asked_so_far, [part])
    situation = turn.situation(part)
    subjects = clarifying.subjects_apart(situation)
    if len(subjects) > 1 and part.offered is None:
        sentence, choices = clarifying.which_subject(situation, subjects)
    else:
        sentence, choices = clarifying.question_back(situation)
    # What was no alarm is not told of as one.
    topics = (part.topic,) if part.topic in ANSWERS and part.topic != "safety" else ()
    answer = turn.composer.plain(
        situation,
        "clarify",
        (sentence,),
        topics,
        choices=choices,
        subjects=situation.subjects,
    )
    context = replace(
        turn.waiting_for(choices),
        subjects=situation.subjects or turn.context.subjects,
        date=part.dates[0] if part.dates else None,
    )
    return Reply(answer, context)


def what_is_missing(turn: Turn, parts: Sequence[Part]) -> Reply | None:
    """Ask for what an answer cannot do without; null when nothing is missing."""
    unclear = next((part for part in parts if _has_unclear_date(turn, part)), None)
    if unclear:
        return _which_day(turn, unclear)
    nameless = next((part for part in parts if _watches_nothing(part)), None)
    return _what_to_watch(turn, nameless) if nameless else None


def which_language(turn: Turn) -> Reply:
    """Ask in both languages which of them to speak."""
    part = turn.question.parts[0]
    situation = turn.situation(part)
    phones = situation.listed(contact.value for _, contact in situation.staff_contacts())
    key = "language_choice" if phones else "language_choice_no_phone"
    choices = (
        Choice("language:en", "English"),
        Choice("language:es", "Español"),
        Choice(PERSON, "A person / Una persona"),
    )
    answer = turn.composer.plain(
        situation, "clarify", (situation.common(key, phones=phones),), choices=choices
    )
    context = replace(
        turn.context, choices=choices, question=turn.question.text, offered_staff=False
    )
    return Reply(replace(answer, language="und"), context)


def _has_unclear_date(turn: Turn, part: Part) -> bool:
    """Whether a day matters to the answer, and cannot be told or may be one of two."""
    if part.topic not in ASKED_OF_A_DAY or not part.dates:
        return False
    asked = turn.situation(part).asked
    return not asked or any(dates.ambiguous for dates in asked)


def _which_day(turn: Turn, part: Part) -> Reply:
    if turn.context.clarified:
        return to_staff.handed_over(turn, "not_understood", turn.asked_so_far, [part])
    situation = turn.situation(part)
    sentence, choices = clarifying.which_day(situation)
    answer = turn.composer.plain(
        situation,
        "clarify",
        (sentence,),
        (part.topic,),
        choices=choices,
        subjects=situation.subjects,
    )
    context = replace(
        turn.waiting_for(choices),
        topic=part.topic,
        aspect=part.guess.aspect,
        subjects=part.subjects,
        date=None,
    )
    return Reply(answer, context)


def _watches_nothing(part: Part) -> bool:
    """Whether somebody wants to be told when something opens, and has not said what."""
    is_wish = part.aspect == NOTIFY and not part.premises
    return is_wish and not part.subjects and not part.foreign


def _what_to_watch(turn: Turn, part: Part) -> Reply | None:
    """Ask which office is meant; null when it was asked already, or all are open."""
    situation = turn.situation(part)
    shut = [one for one in turn.document.offices if back(situation, one) < Back.OPEN]
    if turn.context.clarified or not shut:
        return None
    sentence, choices = clarifying.which_subject(situation, shut)
    answer = turn.composer.plain(situation, "clarify", (sentence,), (part.topic,), choices=choices)
    context = replace(
        turn.waiting_for(choices),
        topic=part.topic,
        aspect=part.guess.aspect,
        subjects=(),
        date=None,
    )
    return Reply(answer, context)
