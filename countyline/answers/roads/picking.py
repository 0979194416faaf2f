"""A choice is picked: a person, a language, a subject, a statement, a day, or what is asked."""

from __future__ import annotations

from dataclasses import replace

from countyline.answers import clarifying
from countyline.answers.answer import Choice, Reason
from countyline.answers.composing import PERSON
from countyline.answers.context import HEARD, SUBJECT_TOPICS, WATCH
from countyline.answers.finding_out import OF_NO_TOPIC, with_topic_of_statement
from countyline.answers.question import Guess, Part, Symbol
from countyline.answers.reply import Reply
from countyline.answers.roads import to_staff
from countyline.answers.roads.heard_badly import meant, not_meant
from countyline.answers.roads.smalltalk import smalltalk
from countyline.answers.roads.telling import told_as_picked
from countyline.answers.turn import Turn
from countyline.answers.watching import WISH


def picked(turn: Turn, choice: Choice) -> Reply:
    """Answer what a choice stands for."""
    if choice.id == PERSON:
        return _person_picked(turn)
    kind, _, value = choice.id.partition(":")
    if kind == "language":
        return _language_picked(turn, value)
    if kind == clarifying.SUBJECT:
        return _subject_picked(turn, value)
    if kind == clarifying.STATEMENT:
        return _statement_picked(turn, value)
    if kind == HEARD:
        return _reading_picked(turn, value)
    context = turn.context
    topic, _, aspect = choice.id.partition("/")
    subjects = context.subjects
    dates: tuple[Symbol, ...] = (context.date,) if context.date else ()
    if kind == "date":
        topic, aspect = context.topic or "", context.aspect or ""
        dates = tuple(clarifying.symbols_of(value))
    elif kind == WATCH:
        topic, aspect, subjects, dates = WISH.topic, WISH.aspect, (value,), ()
    part = Part(turn.open_question, Guess(topic, aspect, 1.0), subjects=subjects, dates=dates)
    return told_as_picked(turn, [part])


def _person_picked(turn: Turn) -> Reply:
    reason: Reason = "not_understood" if turn.context.clarified else "asked_for_person"
    if turn.context.offered_staff:
        reason = "nothing_published"
    return to_staff.handed_over(turn, reason, turn.open_question)


def _language_picked(turn: Turn, language: str) -> Reply:
    part = Part(turn.question.text, Guess("smalltalk", "greeting", 1.0))
    return smalltalk(turn.in_language("es" if language == "es" else "en"), part)


def _subject_picked(turn: Turn, subject: str) -> Reply:
    """Answer the topic that waits for this subject; without one ask what is wanted of it."""
    context = turn.context
    waits = context.topic in SUBJECT_TOPICS and context.aspect is not None
    pending = Guess(context.topic or "", context.aspect or "", 1.0)
    part = Part(
        turn.open_question,
        pending if waits else Guess("", "", 0.0),
        confident=waits,
        subjects=(subject,),
        dates=(context.date,) if context.date else (),
    )
    return told_as_picked(turn.in_context(replace(context, clarified=0, choices=())), [part])


def _statement_picked(turn: Turn, fact: str) -> Reply:
    """Tell the statement that was offered; when it is gone by now, that nothing is told."""
    topic, _, aspect = OF_NO_TOPIC.partition("/")
    part = Part(turn.open_question, Guess(topic, aspect, 1.0), statement=fact)
    return told_as_picked(turn, [with_topic_of_statement(turn, part)])


def _reading_picked(turn: Turn, place: str) -> Reply:
    """Answer the reading that was meant, or ask again when none was."""
    heard = turn.context.heard
    if place.isdecimal() and int(place) < len(heard):
        return meant(turn, heard[int(place)])
    return not_meant(turn, turn.question.parts[0])
