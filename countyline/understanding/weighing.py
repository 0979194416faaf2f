"""What was said on the phone, of the ways in which recognition heard it.

Each alternative is understood for itself, and weighed: how sure recognition is of it, times how
sure understanding is. What several alternatives mean alike weighs together. The best one is taken;
how far it is believed is a matter of its own, since a voice that heard badly must not answer a
question that nobody asked:

- *sure*: it is taken as if it were written.
- *unsure*: the caller is asked whether this was meant.
- *unclear*: the caller is asked to say it another way.

Danger and the wish for a person wait for no confidence of recognition, in whichever alternative
they stand.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from countyline.understanding.gate import STORY
from countyline.understanding.judging import Judged
from countyline.understanding.patterns import alarms
from countyline.understanding.reading import MessageReader, questions_of
from countyline.understanding.recognition import Alternative
from countyline.understanding.text import folded_words
from countyline.understanding.topic import OUT_OF_SCOPE, SMALLTALK, topic_of

Belief = Literal["sure", "unsure", "unclear"]

SAFETY = "safety"
_NEVER_GATED = (SAFETY, "person")
"""Topics that wait for no confidence of recognition, the most urgent first."""

_MOST_READINGS = 2
_FRAGMENT = 0.9
"""How sure understanding is of a follow-up such as "and the recorder": it holds nothing but names
and dates, and takes its topic from the conversation."""


@dataclass(frozen=True)
class Bands:
    """When something that was heard is believed. The numbers stand in `config.yml`.

    Attributes:
        recognition: least confidence of recognition from which it need not be confirmed.
        sure: least confidence of understanding from which it is answered.
        agreement: least share of the topic in each view, for the same. Words that only happen to
            stand in a bad transcript convince one view, seldom all.
        aspect: least confidence that what is asked within the topic fits too, for the same.
        danger: the same for danger that no words of its own name. What is less sure is asked again,
            with the number to call for help.
        confirmed: least confidence of understanding from which it is worth a question whether it
            was meant.
        asked_back: the same from which its likeliest topics are worth being offered.
        declined: least share from which it is turned away as no county business.
        close: share of the weight of the best meaning from which another one is its rival.
    """

    recognition: float = 0.6
    sure: float = 0.97
    agreement: float = 0.3
    aspect: float = 0.86
    danger: float = 0.4
    confirmed: float = 0.8
    asked_back: float = 0.5
    declined: float = 0.85
    close: float = 0.7


@dataclass(frozen=True)
class Heard:
    """One alternative, as it is understood."""

    alternative: Alternative
    asked: Sequence[Judged]
    read: Mapping[str, Any]

    @property
    def questions(self) -> Sequence[Mapping[str, Any]]:
        """What it asks, as understanding hands it over."""
        questions: Sequence[Mapping[str, Any]] = self.read["questions"]
        return questions

    @cached_property
    def meaning(self) -> tuple[tuple[object, ...], ...]:
        """What must be the same for two alternatives to mean the same."""
        return tuple(_meaning(question) for question in self.questions)

    @cached_property
    def understood(self) -> float:
        """How sure understanding is of all that it asks."""
        return min(
            max(question["confidence"], _FRAGMENT if question["fragment"] else 0.0)
            for question in self.questions
        )

    @property
    def asks_nothing(self) -> bool:
        """Whether it is small talk, which states no fact: "yes", "say that again"."""
        return all(question["topic"] == SMALLTALK for question in self.questions)

    def asks_for(self, topic: str, bands: Bands) -> bool:
        """Whether it surely asks for what is never gated."""
        return any(one["topic"] == topic for one in self.questions) and (
            self.belief(bands) == "sure"
        )

    def names(self, topic: str) -> bool:
        """Whether its very words raise an alarm for a topic."""
        return topic in map(topic_of, alarms(self.alternative.text))

    @property
    def is_believed(self) -> bool:
        """Whether understanding vouches for all that it asks."""
        return all(question["confident"] for question in self.questions)

    def says(self, titles: Collection[str]) -> bool:
        """Whether it is one of these titles, word for word."""
        return folded_words(self.alternative.text) in set(map(folded_words, titles))

    def is_badly_recognized(self, bands: Bands) -> bool:
        """Whether recognition itself is not sure of it."""
        confidence = self.alternative.confidence
        return confidence is not None and confidence < bands.recognition

    def is_turned_away(self, bands: Bands) -> bool:
        """Whether it is surely no county business."""
        outside = all(question["topic"] == OUT_OF_SCOPE for question in self.questions)
        return outside and self.belief(bands) == "sure"

    def is_worth_confirming(self, bands: Bands) -> bool:
        """Whether a caller may be asked if this was meant."""
        return all(_may_be_meant(question, bands) for question in self.questions)

    def belief(self, bands: Bands) -> Belief:
        """How far it is believed by its words alone."""
        beliefs = [
            _belief(judged, question, bands)
            for judged, question in zip(self.asked, self.questions, strict=True)
        ]
        return next((one for one in ("unclear", "unsure") if one in beliefs), "sure")


def _meaning(question: Mapping[str, Any]) -> tuple[object, ...]:
    subjects = frozenset(one["id"] for one in question["subjects"] if not one["negated"])
    dates = [{**date, "start": 0, "end": 0, "text": ""} for date in question["dates"]]
    label = f"{question['topic']}/{question['aspect']}"
    return label, question["statement"], subjects, repr(dates)


def _may_be_meant(question: Mapping[str, Any], bands: Bands) -> bool:
    if question["topic"] in (OUT_OF_SCOPE, SMALLTALK, *_NEVER_GATED):
        return False
    likely = question["confidence"] >= bands.confirmed and not question["foreign"]
    return question["confident"] or question["fragment"] or likely


def _belief(judged: Judged, question: Mapping[str, Any], bands: Bands) -> Belief:
    topic, confident = question["topic"], question["confident"]
    confidence = question["confidence"]
    if topic == OUT_OF_SCOPE:
        return "sure" if confident and confidence >= bands.declined else "unclear"
    if topic == SAFETY:
        named = judged.label in alarms(question["text"])
        return "sure" if confident and (named or _agreement(judged) >= bands.danger) else "unclear"
    if topic in (SMALLTALK, *_NEVER_GATED):
        return "sure" if confident and judged.label != STORY else "unclear"
    agreed = question["statement"] or (
        _agreement(judged) >= bands.agreement and judged.scores.certainty >= bands.aspect
    )
    if question["fragment"] or (confident and agreed and confidence >= bands.sure):
        return "sure"
    if _may_be_meant(question, bands):
        return "unsure"
    # "What would you like to know about the Recorder of Deeds?" tells what was heard as well.
    return "sure" if confidence >= bands.asked_back or question["subjects"] else "unclear"


def _agreement(judged: Judged) -> float:
    return judged.scores.agreement(judged.topic)


@dataclass(frozen=True)
class Weighed:
    """The alternatives of one message that mean the same, and their weight together."""

    first: Heard
    weight: float


def weigh(heard: Sequence[Heard]) -> list[Weighed]:
    """Put together what means the same, and rank it: recognition times understanding."""
    groups: dict[tuple[tuple[object, ...], ...], list[tuple[float, Heard]]] = {}
    for one, confidence in zip(heard, _neutral([o.alternative for o in heard]), strict=True):
        groups.setdefault(one.meaning, []).append((confidence * one.understood, one))
    ranked = [
        Weighed(max(group, key=lambda pair: pair[0])[1], sum(weight for weight, _ in group))
        for group in groups.values()
    ]
    return sorted(ranked, key=lambda one: -one.weight)


def _neutral(alternatives: Sequence[Alternative]) -> Iterator[float]:
    """The confidences; a missing one is neither better nor worse than the one before."""
    confidence = 1.0
    for alternative in alternatives:
        confidence = alternative.confidence or confidence
        yield confidence


def read_heard(
    readers: Sequence[MessageReader],
    alternatives: Sequence[Alternative],
    choices: Collection[str],
    bands: Bands,
) -> dict[str, Any]:
    """Read a message that was spoken.

    Args:
        readers: one for each alternative.
        alternatives: the ways in which it was heard, the likeliest first.
        choices: titles of what the caller may choose now.
        bands: when something is believed.

    Returns:
        The attribute `understanding` of the alternative that is taken, and beside it the
        alternative's `text`, `recognition` (how far it is believed), and `readings`: the questions
        of each meaning that the caller is to confirm, the likeliest first.
    """
    asked = questions_of(readers)
    heard = [
        Heard(alternative, questions, reader.told(questions))
        for alternative, questions, reader in zip(alternatives, asked, readers, strict=True)
    ]
    taken = _not_to_be_weighed(heard, choices, bands)
    if taken:
        return _as_understanding(taken, "sure", ())
    return _believed(weigh(heard), bands)


def _not_to_be_weighed(
    heard: Sequence[Heard], choices: Collection[str], bands: Bands
) -> Heard | None:
    """The alternative with danger in it, that is an open choice, or that wants a person."""
    dangerous, wants_a_person = (
        [one for one in heard if _raises(topic, one, heard[0], bands)] for topic in _NEVER_GATED
    )
    chosen = [one for one in heard if one.says(choices)]
    return next(iter([*dangerous, *chosen, *wants_a_person]), None)


def _raises(topic: str, one: Heard, first: Heard, bands: Bands) -> bool:
    """Whether an alternative asks for what must not be missed.

    Where the first one is plain, another must say it in so many words: what was never said, in an
    unlikely alternative, looks like danger more than like anything.
    """
    plain = one is not first and first.belief(bands) == "sure" and first.is_believed
    return one.asks_for(topic, bands) and (not plain or one.names(topic))


def _believed(ranked: Sequence[Weighed], bands: Bands) -> dict[str, Any]:
    """The best meaning, with how far it is believed beside its rivals."""
    best, *near = [one.first for one in ranked if one.weight >= bands.close * ranked[0].weight]
    belief = best.belief(bands)
    if best.asks_nothing:
        return _as_understanding(best, belief, ())
    rivals = [one for one in near if one.is_worth_confirming(bands) or one.is_turned_away(bands)]
    if belief == "sure" and not rivals and not best.is_badly_recognized(bands):
        return _as_understanding(best, "sure", ())
    readings = [one for one in (best, *rivals) if one.is_worth_confirming(bands)]
    if readings:
        return _as_understanding(readings[0], "unsure", readings[:_MOST_READINGS])
    return _as_understanding(best, "unclear" if best.is_turned_away(bands) else belief, ())


def _as_understanding(taken: Heard, belief: Belief, readings: Sequence[Heard]) -> dict[str, Any]:
    believed = belief == "sure"
    questions = [{**one, "confident": one["confident"] and believed} for one in taken.questions]
    return {
        **taken.read,
        "questions": questions,
        "text": taken.alternative.text,
        "recognition": belief,
        "readings": [list(one.questions) for one in readings],
    }
