"""Which topic and aspect a sentence asks about, seen from two sides, and when to believe it.

The first view is multinomial logistic regression on the sentence's vector; the second is the vote
of the nearest training examples. They fail differently, so what both say is believed sooner. A
third view, small patterns (`patterns.alarms`), exists only for what must never be missed: danger
to life and the wish for a person.

Everything here is numpy on plain arrays: a trained model is one `.npz` file, without pickles.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float32]

SKETCH = 128
"""Numbers of a vector that are compared with every example."""
CANDIDATES = 400
"""Examples that are then compared exactly."""

OUT_OF_SCOPE = "out_of_scope"
SMALLTALK = "smalltalk"


@lru_cache(maxsize=1024)
def topic_of(label: str) -> str:
    """The topic of a label "topic/aspect"."""
    return label.partition("/")[0]


@dataclass(frozen=True)
class Scores:
    """What the two views say about one sentence.

    Attributes:
        ranked: labels "topic/aspect" with their calibrated probability, best first.
        agreement: by topic, the share that the less convinced of the two views gives it.
        out_of_scope: probability that the sentence is no county business.
        similarity: cosine of the nearest training example, 0 to 1.
    """

    ranked: tuple[tuple[str, float], ...]
    agreement: Mapping[str, float]
    out_of_scope: float
    similarity: float

    @property
    def best(self) -> str:
        """The most probable label."""
        return self.ranked[0][0]

    def probability(self, label: str) -> float:
        """Probability of one label."""
        return dict(self.ranked).get(label, 0.0)

    def topic_probability(self, topic: str) -> float:
        """Probability of a topic: the sum over its aspects."""
        return sum(share for label, share in self.ranked if topic_of(label) == topic)


_OUTSIDE_DOUBT = 0.15


def named_ours(scores: Scores) -> Scores:
    """The scores once it is known that a published subject, and no foreign one, is named.

    Being no county business is then improbable, so the rest takes its share.
    """
    shares = {
        label: share * (_OUTSIDE_DOUBT if topic_of(label) == OUT_OF_SCOPE else 1.0)
        for label, share in scores.ranked
    }
    total = sum(shares.values())
    ranked = sorted(((label, share / total) for label, share in shares.items()),
                    key=lambda entry: -entry[1])  # fmt: skip
    outside = sum(share for label, share in ranked if topic_of(label) == OUT_OF_SCOPE)
    return replace(scores, ranked=tuple(ranked), out_of_scope=outside)


@dataclass(frozen=True)
class TopicModel:
    """A trained model.

    Attributes:
        labels: every "topic/aspect", in the order of the columns.
        weights: regression weights, one row a label.
        intercepts: regression intercepts, one a label.
        examples: vectors of the training examples, one row each, of length one; half precision
            once loaded.
        owners: column of each example's label.
        temperature: divides the logarithm of the blended scores, fitted by cross-validation.
    """

    labels: tuple[str, ...]
    weights: Floats
    intercepts: Floats
    examples: NDArray[np.floating[Any]]
    owners: NDArray[np.int64]
    temperature: float = 1.0

    neighbors: int = 20
    sharpness: float = 20.0
    linear_share: float = 0.5

    def blended(self, vectors: Floats) -> tuple[Floats, Floats, Floats, Floats]:
        """Scores of every label before calibration.

        Returns:
            the blend, the regression's probabilities and the neighbors' votes (one row a vector,
            rows sum to one), and the cosine of the nearest example.
        """
        linear = _softmax(vectors @ self.weights.T + self.intercepts)
        votes, nearest = self._votes(vectors)
        blend = self.linear_share * linear + (1 - self.linear_share) * votes
        return blend, linear, votes, nearest

    def _votes(self, vectors: Floats) -> tuple[Floats, Floats]:
        votes: Floats = np.zeros((len(vectors), len(self.labels)), dtype=np.float32)
        nearest: Floats = np.zeros(len(vectors), dtype=np.float32)
        sketched = self._sketched(vectors)
        for place, vector in enumerate(vectors):
            candidates = _greatest(self._sketches @ sketched[place], CANDIDATES)
            cosines = self.examples[candidates].astype(np.float32) @ vector
            best = _greatest(cosines, self.neighbors)
            nearest[place] = cosines[best].max()
            weights = np.exp(self.sharpness * (cosines[best] - nearest[place]))
            np.add.at(votes[place], self.owners[candidates[best]], weights)
        return votes / votes.sum(axis=1, keepdims=True), nearest

    def _sketched(self, vectors: Floats) -> Floats:
        sketched: Floats = vectors @ self._axes
        return sketched

    @cached_property
    def _axes(self) -> Floats:
        """The axes along which the examples differ most (principal components)."""
        sample = self.examples.astype(np.float32)
        _, axes = np.linalg.eigh(sample.T @ sample)
        main: Floats = axes[:, -SKETCH:]
        return main

    @cached_property
    def _sketches(self) -> Floats:
        """The examples along these axes: a quarter of the numbers finds the same neighbors."""
        return self._sketched(self.examples.astype(np.float32))

    def score(self, vectors: Floats) -> list[Scores]:
        """Score sentences by their vectors."""
        blend, linear, votes, nearest = self.blended(vectors)
        calibrated = _softmax(np.log(blend + 1e-6) / self.temperature)
        outside = [i for i, label in enumerate(self.labels) if topic_of(label) == OUT_OF_SCOPE]
        return [
            Scores(
                ranked=tuple((self.labels[i], float(row[i])) for i in np.argsort(-row)),
                agreement=self._agreement(linear[place], votes[place]),
                out_of_scope=float(row[outside].sum()),
                similarity=max(0.0, float(nearest[place])),
            )
            for place, row in enumerate(calibrated)
        ]

    def _agreement(self, linear: Floats, votes: Floats) -> dict[str, float]:
        first, second = self._by_topic(linear), self._by_topic(votes)
        return {topic: min(share, second[topic]) for topic, share in first.items()}

    def _by_topic(self, row: Floats) -> dict[str, float]:
        shares: dict[str, float] = {}
        for label, share in zip(self.labels, row.tolist(), strict=True):
            shares[topic_of(label)] = shares.get(topic_of(label), 0.0) + share
        return shares

    def save(self, path: Path) -> None:
        """Write the model as plain arrays."""
        np.savez_compressed(
            path,
            labels=np.array(self.labels),
            weights=self.weights.astype(np.float16),
            intercepts=self.intercepts,
            examples=self.examples.astype(np.float16),
            owners=self.owners,
            temperature=np.array(self.temperature),
        )

    @classmethod
    def load(cls, path: Path) -> "TopicModel":
        """Read a model that `save` wrote.

        Raises:
            OSError, ValueError, KeyError: the file is missing or no such model.
        """
        with np.load(path, allow_pickle=False) as stored:
            model = cls(
                labels=tuple(str(label) for label in stored["labels"]),
                weights=stored["weights"].astype(np.float32),
                intercepts=stored["intercepts"].astype(np.float32),
                examples=stored["examples"],
                owners=stored["owners"].astype(np.int64),
                temperature=float(stored["temperature"]),
            )
        _ = model._sketches  # made now, so that the first resident does not wait for it
        return model


def _greatest(values: Floats, count: int) -> NDArray[np.int64]:
    """The places of the `count` greatest values, in no order."""
    if len(values) <= count:
        return np.arange(len(values))
    return np.argpartition(-values, count - 1)[:count]


def _softmax(rows: Floats) -> Floats:
    shifted: Floats = np.exp(rows - rows.max(axis=1, keepdims=True))
    result: Floats = shifted / shifted.sum(axis=1, keepdims=True)
    return result


@dataclass(frozen=True)
class Gate:
    """When a best guess is believed. The numbers stand in `config.yml`.

    Attributes:
        threshold: least probability of the topic/aspect.
        topic_threshold: least probability of the topic.
        topic_thresholds: the same for single topics (lower: missed less, e.g. safety).
        margin: least lead over the best label of another topic.
        out_of_scope: greatest probability of being no county business.
        similarity: least cosine of the nearest training example.
        agreement: least share of the topic in each of the two views.
        decline: least probability from which a message is turned away as no county business.
    """

    threshold: float = 0.4
    topic_threshold: float = 0.58
    topic_thresholds: Mapping[str, float] = field(default_factory=dict)
    margin: float = 0.25
    out_of_scope: float = 0.2
    similarity: float = 0.5
    agreement: float = 0.25
    decline: float = 0.75

    def label(self, scores: Scores) -> str:
        """The best label, or that of a topic whose lowered threshold is reached."""
        for topic, least in self.topic_thresholds.items():
            if topic_of(scores.best) != topic and scores.topic_probability(topic) >= least:
                return next(label for label, _ in scores.ranked if topic_of(label) == topic)
        return scores.best

    def believes(self, scores: Scores) -> bool:
        """Tell whether both views agree and the probability is high enough."""
        best = scores.best
        topic = topic_of(best)
        probability = scores.topic_probability(topic)
        least = self.topic_thresholds.get(topic)
        if least is not None:
            return probability >= least
        agreed = scores.agreement.get(topic, 0.0) >= self.agreement
        if topic == OUT_OF_SCOPE:
            return agreed and probability >= self.decline
        return (
            agreed
            and scores.probability(best) >= self.threshold
            and probability >= self.topic_threshold
            and probability - _rival(scores.ranked, topic) >= self.margin
            and scores.out_of_scope <= self.out_of_scope
            and scores.similarity >= self.similarity
        )


def _rival(ranked: Sequence[tuple[str, float]], topic: str) -> float:
    by_topic: dict[str, float] = {}
    for label, share in ranked:
        by_topic[topic_of(label)] = by_topic.get(topic_of(label), 0.0) + share
    return max((share for name, share in by_topic.items() if name != topic), default=0.0)
