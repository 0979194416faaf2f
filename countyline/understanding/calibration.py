"""Labeled messages: the views learn from them, and they tell how far to trust a guess.

The confidence is fitted on a part of them, with views that have not learned that part
(`training.py`).
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from countyline.understanding.confidence import (
    ASPECT_UNCALIBRATED,
    UNCALIBRATED,
    Calibrated,
    aspect_evidence,
    evidence,
)
from countyline.understanding.grams import Floats
from countyline.understanding.lexicon import DATA, LANGUAGES
from countyline.understanding.topic import OUT_OF_SCOPE, SMALLTALK, Scores

FILE = "calibration.jsonl"

_SEVERAL_SENTENCES = frozenset({"story", "two_questions", "followup_like", "other_language"})
"""Slices whose lines are no single question, as the views read them."""
_LONGEST_LESSON = 30
"""Words. A longer message is understood by its sentences, and no sentence is labeled."""
_NOT_OURS = frozenset({OUT_OF_SCOPE, SMALLTALK, "other_service"})
_ELSEWHERE = {"near_miss": f"{OUT_OF_SCOPE}/other_government"}
"""The slice of messages that concern another body, and what they teach."""
_STRENGTH = 0.3
_LEAST_OF_EACH = 5


@dataclass(frozen=True)
class Labeled:
    """One message, the topics that fit it, and the aspects; None: nobody labeled those.

    No aspect at all fits a message that asks what no aspect of a topic holds.

    Attributes:
        lesson: the label "topic/aspect" to learn from it; None: it teaches none.
    """

    text: str
    topics: frozenset[str]
    aspects: frozenset[str] | None = None
    lesson: str | None = None


def labeled() -> Iterator[Labeled]:
    """The messages to calibrate on, of every language."""
    for language in LANGUAGES:
        path = DATA / language / FILE
        for line in path.read_text(encoding="utf-8").splitlines():
            entry = json.loads(line)
            if entry["slice"] not in _SEVERAL_SENTENCES:
                aspects = entry.get("ok_aspects")
                yield Labeled(
                    entry["text"],
                    frozenset(entry["ok_topics"]),
                    None if aspects is None else frozenset(aspects),
                    _lesson(entry),
                )


def _lesson(entry: Mapping[str, Any]) -> str | None:
    """What a message teaches: the first aspect that fits, which is the likeliest."""
    if len(entry["text"].split()) > _LONGEST_LESSON:
        return None
    if "ok_aspects" in entry:
        return next(iter(entry["ok_aspects"]), None)
    if set(entry["ok_topics"]) <= _NOT_OURS:
        return _ELSEWHERE.get(entry["slice"], f"{OUT_OF_SCOPE}/other")
    return None


def digest() -> str:
    """A digest of everything that `labeled` reads."""
    contents = [(DATA / language / FILE).read_bytes() for language in LANGUAGES]
    return hashlib.sha256(b"\0".join(contents)).hexdigest()


def fitted(messages: Sequence[Labeled], scores: Sequence[Scores]) -> Calibrated:
    """Fit the confidence in a topic; only guesses of county business count, which get an answer."""
    pairs = [
        (evidence(score), score.topic in message.topics)
        for message, score in zip(messages, scores, strict=True)
        if score.topic not in (OUT_OF_SCOPE, SMALLTALK)
    ]
    return _regression(pairs) or UNCALIBRATED


def fitted_of_aspects(messages: Sequence[Labeled], scores: Sequence[Scores]) -> Calibrated:
    """Fit the confidence in an aspect; only messages count whose topic was found."""
    pairs = [
        (aspect_evidence(score), score.best in message.aspects)
        for message, score in zip(messages, scores, strict=True)
        if message.aspects is not None and score.topic in message.topics
    ]
    return _regression(pairs) or ASPECT_UNCALIBRATED


def _regression(pairs: Sequence[tuple[Floats, bool]]) -> Calibrated | None:
    """The weights of evidence; None: too few guesses were right, or wrong."""
    right = sum(is_right for _, is_right in pairs)
    if min(right, len(pairs) - right) < _LEAST_OF_EACH:
        return None
    scaler = StandardScaler()
    rows = scaler.fit_transform(np.stack([numbers for numbers, _ in pairs]))
    model = LogisticRegression(C=_STRENGTH, max_iter=1000)
    model.fit(rows, [is_right for _, is_right in pairs])
    weights = (model.coef_[0] / scaler.scale_).astype(np.float32)
    return Calibrated(weights, float(model.intercept_[0] - scaler.mean_ @ weights))
