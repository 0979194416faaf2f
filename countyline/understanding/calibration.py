"""How far a guess may be trusted: fitted on labeled messages that the views have not learned."""

from collections.abc import Sequence

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
from countyline.understanding.labeled import Labeled
from countyline.understanding.topic import Scores

_STRENGTH = 0.3
_LEAST_OF_EACH = 5


def fitted(
    messages: Sequence[Labeled], scores: Sequence[Scores], companions: Floats
) -> Calibrated:
    """Fit the confidence in a topic; only guesses of county business count, which get an answer."""
    pairs = [
        (evidence(score, companions), score.topic in message.topics)
        for message, score in zip(messages, scores, strict=True)
        if score.asks_the_county
    ]
    return _regression(pairs) or UNCALIBRATED


def fitted_of_aspects(
    messages: Sequence[Labeled], scores: Sequence[Scores], companions: Floats
) -> Calibrated:
    """Fit the confidence in an aspect; only messages count whose topic was found."""
    pairs = [
        (aspect_evidence(score, companions), score.best in message.aspects)
        for message, score in zip(messages, scores, strict=True)
        if message.aspects is not None
        and score.topic in message.topics
        and score.asks_the_county
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
