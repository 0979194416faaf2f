"""One question, tried on a document that is not in service yet.

Understanding knows the names and example questions of the revision in service only. What the
document adds is found here by those very words: a new name or a new example question, written as
it stands in the document.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from countyline.answers.altering import CHANNELS, Said, said_in, with_case
from countyline.answers.context import Context
from countyline.answers.engine import Answerer
from countyline.answers.medium import Medium
from countyline.answers.plain_words import plain_words
from countyline.answers.question import Question
from countyline.answers.wording import Wording
from countyline.status.model import StatusDocument, Subject


@dataclass(frozen=True, slots=True)
class Completed:
    """A question with what the new document's own words add; `names` are the words found."""

    question: Question
    names: tuple[str, ...]


def completed_by_names(
    question: Question, before: StatusDocument, after: StatusDocument
) -> Completed:
    """Add the subjects, and the statement, that the later document alone names."""
    first, *others = question.parts
    said, found = f" {plain_words(question.text)} ", []
    known = dict(before.subjects_by_id())
    subjects = list(first.subjects)
    for key, subject in after.subjects_by_id():
        old = set(_names(known[key])) if key in known else set()
        named = [one for one in _names(subject) if one not in old and f" {one} " in said]
        if named and key not in subjects:
            subjects.append(key)
            found.append(max(named, key=len))
    part = replace(first, subjects=tuple(subjects))
    asked_before = dict(before.statements_by_id())
    for fact, statement in after.statements_by_id():
        asks = {plain_words(one) for one in (*statement.asks.en, *statement.asks.es)}
        if fact in asked_before and asked_before[fact].asks == statement.asks:
            continue
        if said.strip() in asks:
            part = replace(part, statement=fact, confident=True)
            found.append(said.strip())
    return Completed(replace(question, parts=(part, *others)), tuple(found))


def tried(
    document: StatusDocument, question: Question, wording: Wording, now: datetime, *, replay: bool
) -> tuple[tuple[Medium, Said], ...]:
    """Answer a question in every medium at the aware moment `now`."""
    answerer = Answerer(document, wording, replay=replay)

    def said(medium: Medium, channel: str) -> Said:
        asked = replace(question, channel=channel, read_on=None)
        answer = with_case(answerer.reply(asked, Context(), now), now)
        return said_in(answer, medium, wording)

    return tuple((medium, said(medium, channel)) for medium, channel in CHANNELS.items())


def _names(subject: Subject) -> Iterator[str]:
    for text in (subject.name, subject.short_name):
        if text:
            yield from (plain_words(text.en), plain_words(text.es))
    yield from map(plain_words, (*subject.aliases.en, *subject.aliases.es))
