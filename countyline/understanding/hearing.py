"""How probably a way in which speech was heard is what was meant: calibrated on bad transcripts.

A bad transcript is made of real words and reads like a question that nobody asked, so the
confidence that is calibrated on written messages (`confidence.py`) says too much here. Logistic
regression weighs it with what else tells: how sure recognition is, how far all the ways in which
the same was heard speak of the same topic, whether the views agree, words that no example of the
topic holds, how long it is, and whether a thing is named where one is asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from countyline.understanding.confidence import Calibrated
from countyline.understanding.gate import STORY
from countyline.understanding.grams import Floats
from countyline.understanding.judging import Judged
from countyline.understanding.recognition import Alternative
from countyline.understanding.topic import OUT_OF_SCOPE, SMALLTALK

SAFETY = "safety"
NEVER_GATED = (SAFETY, "person")
"""Topics that wait for no confidence of recognition, the most urgent first."""

NOT_OFFERED = frozenset([OUT_OF_SCOPE, SMALLTALK, *NEVER_GATED, "media", "other_service"])
"""Topics that are no help as a choice."""

_OF_A_THING = frozenset(
    [
        "status/open", "reopening/when", "reopening/notify", "hours/open_hours", "hours/saturday",
        "hours/appointment", "location/where", "location/parking", "contact/phone",
        "contact/email", "contact/whom", "contact/unanswered",
    ]
)  # fmt: skip
"""What is asked of an office or a service. Where none was heard, its name was heard wrong."""

LOOKED_FOR = frozenset(["hours", "location", "contact"])
"""Topics whose answer differs for each office; all of them are closed alike, and open again."""

_UNKNOWN_RECOGNITION = 0.6
_LEAST = 1e-3

# Fitted by `python -m benchmarks.calls.fit_heard`, which prints them.
MEANT = Calibrated(np.array([0.58, 0.43, 0.26, -0.14, -1.39, 0.02, 0.37], dtype=np.float32), -1.14)
"""Recognition, understanding, the topic in all ways, agreement, nameless, strange, long."""


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
    def topics(self) -> frozenset[str]:
        """The topics that it asks about."""
        return frozenset(question["topic"] for question in self.questions)

    @cached_property
    def meaning(self) -> tuple[tuple[object, ...], ...]:
        """What must be the same for two alternatives to mean the same."""
        return tuple(_meaning(question) for question in self.questions)

    @property
    def asks_nothing(self) -> bool:
        """Whether it is small talk, which states no fact: "yes", "say that again"."""
        return self.topics == {SMALLTALK}

    @property
    def is_a_story(self) -> bool:
        """Whether it tells something and asks nothing, as the remains of a question seem to."""
        return any(one.label == STORY for one in self.asked)

    @property
    def is_business(self) -> bool:
        """Whether all that it asks is county business that a caller may be asked about."""
        return not self.topics & {OUT_OF_SCOPE, SMALLTALK, *NEVER_GATED}

    @property
    def is_outside(self) -> bool:
        """Whether it is no county business."""
        return self.topics == {OUT_OF_SCOPE}

    @property
    def is_confident(self) -> bool:
        """Whether understanding vouches for all that it asks, or it lives on the conversation."""
        return all(question["confident"] or question["fragment"] for question in self.questions)

    @property
    def names_others(self) -> bool:
        """Whether it names a body that is not published."""
        return any(question["foreign"] for question in self.questions)

    @property
    def names_ours(self) -> bool:
        """Whether it names something that is published, and nothing else."""
        named = any(_named(question) for question in self.questions)
        return named and not self.names_others

    @property
    def is_nameless(self) -> bool:
        """Whether it asks something of a thing, and names none."""
        return any(map(_is_nameless, self.questions))

    @property
    def is_a_likeness(self) -> bool:
        """Whether it asks of no known topic, and what it names is a likeness alone: "recorre"."""
        scores = [one["score"] for question in self.questions for one in question["subjects"]]
        return "other_service" in self.topics and min(scores, default=1.0) < 1.0

    @property
    def is_strange(self) -> bool:
        """Whether it holds a word that no example of county business holds."""
        return any(one.scores.strangeness.to_all for one in self.asked)


def _meaning(question: Mapping[str, Any]) -> tuple[object, ...]:
    subjects = frozenset(_named(question))
    dates = [{**date, "start": 0, "end": 0, "text": ""} for date in question["dates"]]
    label = f"{question['topic']}/{question['aspect']}"
    return label, question["statement"], subjects, repr(dates)


def _named(question: Mapping[str, Any]) -> list[str]:
    return [one["id"] for one in question["subjects"] if not one["negated"]]


def _is_nameless(question: Mapping[str, Any]) -> bool:
    label = f"{question['topic']}/{question['aspect']}"
    named = question["subjects"] or question["statement"] or question["fragment"]
    return label in _OF_A_THING and not named


def recognized(heard: Sequence[Heard]) -> Iterator[float]:
    """The confidences; a missing one is neither better nor worse than the one before."""
    confidence = _UNKNOWN_RECOGNITION
    for one in heard:
        confidence = one.alternative.confidence or confidence
        yield confidence


def pooled(heard: Sequence[Heard]) -> Floats:
    """The share of every label in all the ways together, each by how sure recognition is of it."""
    weights = np.fromiter(recognized(heard), dtype=np.float32)
    shares = np.stack([one.asked[0].scores.shares for one in heard])
    mean: Floats = weights @ shares / weights.sum()
    return mean


def evidence(heard: Sequence[Heard]) -> Floats:
    """The numbers that tell of each way whether it was meant, one row a way."""
    shares = pooled(heard)
    return np.stack([
        _evidence(one, confidence, shares)
        for one, confidence in zip(heard, recognized(heard), strict=True)
    ])  # fmt: skip


def _evidence(one: Heard, recognition: float, shares: Floats) -> Floats:
    places = range(len(one.questions))
    least = min(places, key=lambda place: one.questions[place]["confidence"])
    question, judged = one.questions[least], one.asked[least]
    scores = judged.scores
    topic = judged.topic if judged.topic in scores.labels.topics else scores.topic
    together = float(shares @ scores.labels.belonging[:, scores.labels.topics.index(topic)])
    words = max(1, scores.strangeness.words)
    lives_on = question["fragment"]  # its topic is the conversation's
    return np.array(
        [
            _log_odds(recognition),
            _log_odds(1.0 if lives_on else question["confidence"]),
            _log_odds(1.0 if lives_on else together),
            _log_odds(scores.agreement(topic)),
            one.is_nameless,
            scores.strangeness.to_topic / words,
            np.log(words),
        ],
        dtype=np.float32,
    )


def meant(heard: Sequence[Heard], weights: Calibrated) -> list[float]:
    """The probability of each way that it is what was meant."""
    return [weights.of(row) for row in evidence(heard)]


def _log_odds(share: float) -> float:
    return float(np.log((share + _LEAST) / (1 - share + _LEAST)))
