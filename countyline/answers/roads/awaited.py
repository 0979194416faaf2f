"""What the conversation waits for: a choice, a language, a number, yes or no."""

from __future__ import annotations

from countyline.answers import clarifying
from countyline.answers.answer import Choice
from countyline.answers.composing import PERSON
from countyline.answers.context import HEARD, chosen
from countyline.answers.question import Part
from countyline.answers.reply import Reply
from countyline.answers.roads import asking_back, to_staff
from countyline.answers.roads.heard_badly import meant, not_meant
from countyline.answers.roads.leaving_contact import contact_left
from countyline.answers.roads.picking import picked
from countyline.answers.turn import Turn


def awaited(turn: Turn, first: Part) -> Reply | None:
    """Take what the conversation waits for; null when the message is nothing of it."""
    choice = chosen(turn.context, turn.question.text) or _subject_named(turn, first)
    if choice:
        return picked(turn, choice)
    if turn.question.language == "und":
        return asking_back.which_language(turn)
    return contact_left(turn) or (_agreed_or_refused(turn, first) if first.confident else None)


def _agreed_or_refused(turn: Turn, first: Part) -> Reply | None:
    """Yes or no to the question whether something was meant, or to the offer of staff."""
    if first.aspect == "smalltalk/agree":
        return _agreed(turn)
    return _refused(turn, first) if first.aspect == "smalltalk/refuse" else None


def _agreed(turn: Turn) -> Reply | None:
    heard, is_offered = turn.context.heard, turn.context.offered_staff
    if heard:
        return meant(turn, heard[0])
    person = _only_person(turn)
    if person and not is_offered:
        return picked(turn, person)
    if not is_offered:
        return None
    return to_staff.handed_over(turn, "nothing_published", turn.context.question)


def _refused(turn: Turn, first: Part) -> Reply | None:
    if turn.context.heard:
        return not_meant(turn, first)
    is_offered = turn.context.offered_staff or _only_person(turn)
    return to_staff.refused(turn, first) if is_offered else None


def _only_person(turn: Turn) -> Choice | None:
    """The choice of a person, when on the phone nothing but that was asked."""
    choices = turn.context.choices
    asked = len(choices) == 1 and choices[0].id == PERSON
    return choices[0] if asked and turn.question.medium == "speech" else None


def _subject_named(turn: Turn, first: Part) -> Choice | None:
    """The subject among the choices that a message names in words of its own."""
    if first.confident:
        return None
    subjects = set(turn.situation(first).subjects)
    named = {f"{clarifying.SUBJECT}:{key}" for key in subjects}
    named |= {
        f"{HEARD}:{place}"
        for place, reading in enumerate(turn.context.heard)
        if any(subjects.intersection(part.subjects) for part in reading)
    }
    found = [choice for choice in turn.context.choices if choice.id in named]
    return found[0] if len(found) == 1 else None
