"""Every answer that a change of the status document alters, old beside new.

Each question that can be asked is put to both documents, at one moment, through the answer engine
itself. So that this takes seconds, an answer is first made in few *forms* (a language and a
medium): in those that show each changed text at least once. Where it is the same in all of them,
it is the same in the others, for what is told and in which order depends on neither language nor
medium. Of the questions that differ, those on the same aspect that get the same answer, on the same
facts, stand together, and the first of them is then answered in all six forms.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeAlias

from pydantic import JsonValue

from countyline.answers.answer import Answer, CaseReport, Kind
from countyline.answers.askable import HEADLINE, Askable
from countyline.answers.basis import messages_of
from countyline.answers.context import Context
from countyline.answers.engine import Answerer
from countyline.answers.fallback import headline_answer
from countyline.answers.medium import Medium
from countyline.answers.question import Question
from countyline.answers.reply import Reply
from countyline.answers.wording import Wording
from countyline.segments import Segments, segments
from countyline.status.model import CERTAINTIES, LANGUAGES, Certainty, Language, StatusDocument

CHANNELS: Mapping[Medium, str] = {"screen": "web", "text": "sms", "speech": "voice"}
"""A channel of each medium."""

NO_CASE = "2A-22"
"""Stands for the number of the case that would be opened."""

Form: TypeAlias = tuple[Language, Medium]
FORMS: tuple[Form, ...] = tuple(
    (language, medium) for medium in CHANNELS for language in LANGUAGES
)
_PROBES: tuple[Form, ...] = (("en", "screen"), ("es", "screen"), ("en", "text"), ("es", "text"))
"""Between them they show every text that residents are told; speech has none of its own."""

_NOT_TOLD = frozenset({"asks", "aliases", "countyline", "identifier", "sent", "references"})


@dataclass(frozen=True, slots=True)
class Said:
    """An answer in one form: what is said at once, then on request. `segments` are of texts."""

    messages: tuple[str, ...]
    segments: tuple[Segments, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """An answer in one form, before and after."""

    language: Language
    medium: Medium
    before: Said
    after: Said


@dataclass(frozen=True, slots=True)
class Standing:
    """What an answer is, whatever its words: what kind, how sure, on which facts."""

    kind: Kind
    certainty: Certainty | None
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Alteration:
    """Questions that get the same answer, which a change alters, in the forms in which it does."""

    asked: tuple[Askable, ...]
    before: Standing
    after: Standing
    changes: tuple[Change, ...]

    @property
    def is_less_sure(self) -> bool:
        """Whether the answer gets less sure, becomes unknown, or is no answer any more."""
        return _weakness(self.after) > _weakness(self.before)


@dataclass(frozen=True, slots=True)
class Found:
    """What a change does to some questions.

    `only_dated` counts those of which nothing but the line with age and sources is another.
    """

    asked: int
    only_dated: int
    altered: tuple[Alteration, ...]


class Comparison:
    """Two documents, asked the same questions at one aware moment."""

    def __init__(
        self,
        before: StatusDocument,
        after: StatusDocument,
        wording: Wording,
        now: datetime,
        *,
        replay: bool = False,
    ) -> None:
        self._sides = tuple(
            _Side(document, wording, now, replay=replay) for document in (before, after)
        )
        self._wording = wording
        self._probes = probes(before, after)
        self._rendered: dict[object, Said] = {}

    def of(self, questions: Iterable[Askable]) -> Found:
        """Ask them all."""
        asked = only_dated = 0
        alike: dict[object, list[Askable]] = {}
        for question in questions:
            asked += 1
            answers = [
                tuple(side.answer(question, form) for side in self._sides)
                for form in self._probes
            ]
            if any(_told(before) != _told(after) for before, after in answers):
                alike.setdefault(_likeness(question, answers), []).append(question)
            elif any(before.card.source != after.card.source for before, after in answers):
                only_dated += 1
        altered = [self.in_all_forms(tuple(questions)) for questions in alike.values()]
        return Found(asked, only_dated, together(altered))

    def in_all_forms(self, alike: tuple[Askable, ...]) -> Alteration:
        """Put the first of some questions in every form; the forms that differ are kept."""
        question, changes = alike[0], []
        answers = {
            form: tuple(side.answer(question, form) for side in self._sides) for form in FORMS
        }
        for form, (before, after) in answers.items():
            if _told(before) != _told(after):
                then, now = (self._said(answer, form) for answer in (before, after))
                changes.append(Change(*form, then, now))
        stood, stands = (_standing(answer) for answer in answers[FORMS[0]])
        return Alteration(alike, stood, stands, tuple(changes))

    def _said(self, answer: Answer, form: Form) -> Said:
        key = (answer.card, form)
        if key not in self._rendered:
            self._rendered[key] = said_in(answer, form[1], self._wording)
        return self._rendered[key]


def together(altered: Iterable[Alteration]) -> tuple[Alteration, ...]:
    """Put questions together that get the same texts, whatever they ask."""
    alike: dict[object, Alteration] = {}
    for one in altered:
        before = alike.get(one.changes)
        alike[one.changes] = replace(before, asked=before.asked + one.asked) if before else one
    return tuple(alike.values())


def probes(before: StatusDocument, after: StatusDocument) -> tuple[Form, ...]:
    """Choose the forms in which every changed text is seen at least once; at least one form."""
    plain = [one.model_dump(mode="json", by_alias=True) for one in (before, after)]
    changed = {
        form: _differing(_seen(plain[0], form), _seen(plain[1], form)) for form in _PROBES
    }
    first, *others = _PROBES
    chosen, shown = [first], changed[first]
    for form in others:
        if changed[form] - shown:
            chosen.append(form)
            shown = shown | changed[form]
    return tuple(chosen)


class _Side:
    """One of the two documents."""

    def __init__(
        self, document: StatusDocument, wording: Wording, now: datetime, *, replay: bool
    ) -> None:
        self._document = document
        self._wording = wording
        self._now = now
        self._replay = replay
        self._answerer = Answerer(document, wording, replay=replay)

    def answer(self, asked: Askable, form: Form) -> Answer:
        language, medium = form
        if asked.topic == HEADLINE:
            return headline_answer(
                self._document,
                self._wording,
                language,
                self._now,
                replay=self._replay,
                medium=medium,
            )
        question = Question(asked.part.text, language, (asked.part,), channel=CHANNELS[medium])
        return with_case(self._answerer.reply(question, Context(), self._now), self._now)


def with_case(reply: Reply, now: datetime) -> Answer:
    """Give the answer; where it opens a case, with a number that stands for one."""
    if reply.answer.escalation is None:
        return reply.answer
    answer = reply.with_case(CaseReport(NO_CASE, "open", now)).answer
    return replace(answer, escalation=reply.answer.escalation)


def said_in(answer: Answer, medium: Medium, wording: Wording) -> Said:
    """Give what is sent or said of an answer that was worded for a medium."""
    messages = messages_of(answer, medium, wording)
    costs = tuple(map(segments, messages)) if medium == "text" else ()
    return Said(messages, costs)


def _likeness(question: Askable, answers: Sequence[tuple[Answer, ...]]) -> object:
    """Give what is the same for questions whose answers are, in every form."""
    seen = (
        (_told(answer), answer.card.source, answer.facts) for both in answers for answer in both
    )
    return (question.topic, question.aspect, question.day, question.premise, *seen)


def _told(answer: Answer) -> tuple[object, ...]:
    """What makes an answer another one: all that is told but the line with age and sources."""
    handed_over = answer.escalation.reason if answer.escalation else None
    card = answer.card
    return (card.paragraphs, card.mark, answer.kind, answer.certainty, answer.choices, handed_over)


def _standing(answer: Answer) -> Standing:
    return Standing(answer.kind, answer.certainty, answer.facts)


def _weakness(standing: Standing) -> int:
    if standing.kind != "answer" or standing.certainty is None:
        return len(CERTAINTIES)
    return CERTAINTIES.index(standing.certainty)


def _seen(node: JsonValue, form: Form, of: str = "") -> JsonValue:
    """Give a part of a document as one form shows it; a text is the words that are shown."""
    language, medium = form
    if isinstance(node, list):
        return [_seen(one, form, of) for one in node]
    if not isinstance(node, dict):
        return node
    if isinstance(node.get("en"), str) and isinstance(node.get("es"), str):
        short = node.get("short")
        is_short = medium == "text" and isinstance(short, dict)
        return short[language] if is_short and isinstance(short, dict) else node[language]
    return {
        key: _seen(one, form, key)
        for key, one in node.items()
        if key not in _NOT_TOLD
        and not (key == "short_name" and medium != "text")
        and not (key == "name_after_de" and form != ("es", "screen"))
    }


def _differing(
    before: JsonValue, after: JsonValue, at: tuple[str, ...] = ()
) -> frozenset[tuple[str, ...]]:
    if before == after:
        return frozenset()
    if not isinstance(before, dict) or not isinstance(after, dict):
        return frozenset({at})
    keys: Sequence[str] = [*before, *(key for key in after if key not in before)]
    return frozenset().union(
        *(_differing(before.get(key), after.get(key), (*at, key)) for key in keys)
    )
