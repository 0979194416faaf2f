"""How far a best guess is right: calibrated on messages that training never saw.

Logistic regression on what gives a wrong guess away: views that disagree, a rival topic near by,
signs of other business, and words that no example of the topic holds. Training fits it on the
labeled messages of `data/<language>/calibration.jsonl` (`calibration.py`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from countyline.understanding.grams import Floats

if TYPE_CHECKING:
    from countyline.understanding.topic import Scores

_LEAST = 1e-3
_FEATURES = 12


def evidence(scores: Scores) -> Floats:
    """The numbers that confidence looks at."""
    place = int(scores.topics.argmax())
    ranked = np.sort(scores.topics)
    outside = scores.labels.outside
    strange = scores.strangeness
    words = max(1, strange.words)
    by_views = scores.views[:, place]
    outside_by_views = scores.views[:, outside : outside + 1]
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
        ],
        dtype=np.float32,
    )


def _log_odds(share: float) -> float:
    return float(np.log((share + _LEAST) / (1 - share + _LEAST)))


@dataclass(frozen=True)
class Confidence:
    """The weights of the evidence."""

    weights: Floats
    intercept: float

    @classmethod
    def uncalibrated(cls) -> Confidence:
        """Take the mean share of the topic for its probability."""
        weights = np.zeros(_FEATURES, dtype=np.float32)
        weights[1] = 1.0
        return cls(weights, 0.0)

    def of(self, scores: Scores) -> float:
        """The probability that the best topic fits."""
        return float(1 / (1 + np.exp(-(evidence(scores) @ self.weights + self.intercept))))
