"""How far a best guess is right: calibrated on messages that the views had not learned.

Logistic regression on what gives a wrong guess away. Of a topic: views that disagree, a rival near
by that would not fit as well, signs of other business, words that no example of the topic holds,
and length. Of an aspect: what the views leave to the other aspects of its topic that would not fit
as well. A right topic with its neighbor's aspect is a fact told to a question that was not asked.
Training fits both on the labeled messages of `data/<language>/calibration.jsonl`
(`calibration.py`, `labeled.py`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from countyline.understanding.grams import Floats

if TYPE_CHECKING:
    from countyline.understanding.topic import Scores

_LEAST = 1e-3
_TINY = 1e-9
_NEARNESS_GAIN = 10.0
"""How fast an example that stands farther off than the nearest one loses weight."""


def evidence(scores: Scores, companions: Floats) -> Floats:
    """The numbers that tell whether the best topic fits.

    Args:
        scores: what the views say.
        companions: how often another topic fits where one does (`companions.py`).
    """
    place = int(scores.topics.argmax())
    ranked = np.sort(scores.topics)
    outside = scores.labels.outside
    strange, nearest = scores.strangeness, _nearest(scores)
    words = max(1, strange.words)
    by_views = scores.topic_views[:, place]
    outside_by_views = scores.topic_views[:, outside : outside + 1]
    rival_by_views = np.delete(scores.topic_views, place, axis=1).max(axis=1, initial=0.0)
    return np.array(
        [
            _log_odds(float(by_views.min())),
            _log_odds(float(ranked[-1])),
            _log_odds(float(ranked[-1] - ranked[-2])),
            _log_odds(float(outside_by_views.max(initial=0.0))),
            _log_odds(scores.out_of_scope),
            _log_odds(float(scores.shares.max())),
            strange.to_all,
            strange.to_topic,
            strange.to_all / words,
            strange.to_topic / words,
            strange.outside,
            np.log(words),
            *_nearness(nearest, scores.labels.owners == place),
            nearest.max(),
            *map(_log_odds, by_views.tolist()),
            *map(_log_odds, rival_by_views.tolist()),
            *_opposition(scores.topic_views * (1 - companions[place])),
            strange.words,
        ],
        dtype=np.float32,
    )


def _opposition(against: Floats) -> Iterator[float]:
    """What speaks for what does not fit as well: of the strongest and of all, by view, too.

    Args:
        against: one row a view, one column a topic, or an aspect.
    """
    for shares in (against.mean(axis=0), *against):
        yield _log_odds(float(shares.max()))
        yield _log_odds(min(1.0, float(shares.sum())))


def aspect_evidence(scores: Scores, companions: Floats) -> Floats:
    """The numbers that tell whether the best aspect fits, if the best topic does.

    Args:
        scores: what the views say.
        companions: how often another label fits where one does (`companions.py`).
    """
    own = scores.labels.owners == int(scores.topics.argmax())
    place = scores.labels.names.index(scores.best)
    by_views = scores.views[:, place]
    topic_by_views = np.maximum(scores.views[:, own].sum(axis=1, keepdims=True), _TINY)
    within = scores.views[:, own] / topic_by_views
    within_by_views = by_views / topic_by_views[:, 0]
    ranked = np.sort(scores.shares[own]) / max(float(scores.topics.max()), _TINY)
    best, rival = float(ranked[-1]), float(ranked[-2:-1].sum())
    return np.array(
        [
            _log_odds(best),
            _log_odds(float(within_by_views.min())),
            _log_odds(best - rival),
            _log_odds(float(by_views.mean())),
            _log_odds(float(by_views.min())),
            *_nearness(_nearest(scores), np.arange(len(own)) == place),
            *_opposition(within * (1 - companions[place, own])),
        ],
        dtype=np.float32,
    )


def _nearest(scores: Scores) -> Floats:
    """How like the likest example of each label is; where nobody has looked, none is."""
    return scores.nearest if scores.nearest is not None else np.full(len(scores.shares), -1.0)


def _nearness(nearest: Floats, ours: NDArray[np.bool_]) -> tuple[float, float]:
    """How much nearer examples of some labels stand than all others, and their part of the near."""
    weights = np.exp(_NEARNESS_GAIN * (nearest - nearest.max()))
    margin = nearest[ours].max() - nearest[~ours].max(initial=-1.0)
    return float(margin), float(weights[ours].sum() / weights.sum())


def _log_odds(share: float) -> float:
    return float(np.log((share + _LEAST) / (1 - share + _LEAST)))


@dataclass(frozen=True)
class Calibrated:
    """The weights of some evidence."""

    weights: Floats
    intercept: float

    @classmethod
    def trusting(cls, size: int, place: int) -> Calibrated:
        """Take one of `size` numbers, the log odds at `place`, at its word."""
        weights = np.zeros(size, dtype=np.float32)
        weights[place] = 1.0
        return cls(weights, 0.0)

    def of(self, numbers: Floats) -> float:
        """The probability that the guess is right."""
        return float(1 / (1 + np.exp(-(numbers @ self.weights + self.intercept))))


UNCALIBRATED = Calibrated.trusting(30, place=1)
"""Takes the mean share of the topic for its probability."""
ASPECT_UNCALIBRATED = Calibrated.trusting(15, place=0)
"""Takes the aspect's part of the mean share of its topic for its probability."""
