"""Which topic and aspect a sentence asks about, seen from three sides.

*Meaning* is softmax regression on the sentence's vector. *Words* is two small networks over words
and parts of words. *Both* is two networks over the two. They fail differently: what all three say
can be believed sooner (`confidence.py`, `gate.py`).

Everything here is numpy on plain arrays: a trained model is one `.npz` file, without pickles.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from countyline.understanding.confidence import Calibrated, aspect_evidence, evidence
from countyline.understanding.familiar import FamiliarWords, Strangeness
from countyline.understanding.grams import Floats, Vocabulary
from countyline.understanding.nearest import NearestExamples
from countyline.understanding.network import Committee, softmax

OUT_OF_SCOPE = "out_of_scope"
SMALLTALK = "smalltalk"
UNLISTED = "other_service"


@lru_cache(maxsize=1024)
def topic_of(label: str) -> str:
    """The topic of a label "topic/aspect"."""
    return label.partition("/")[0]


@dataclass(frozen=True)
class Labels:
    """Every "topic/aspect" that a model knows, and the topics that they belong to."""

    names: tuple[str, ...]

    @cached_property
    def topics(self) -> tuple[str, ...]:
        """Every topic, sorted."""
        return tuple(sorted(set(map(topic_of, self.names))))

    @cached_property
    def owners(self) -> NDArray[np.int64]:
        """For each label the place of its topic."""
        return np.array([self.topics.index(topic_of(name)) for name in self.names])

    @cached_property
    def belonging(self) -> Floats:
        """One row a label, one column a topic: 1 where the label belongs to the topic."""
        rows: Floats = np.eye(len(self.topics), dtype=np.float32)[self.owners]
        return rows

    @cached_property
    def unlisted(self) -> int:
        """The place of the topic of services that are not listed; one past the end: none."""
        return self.topics.index(UNLISTED) if UNLISTED in self.topics else len(self.topics)

    @cached_property
    def outside(self) -> int:
        """The place of the topic "not county business"; one past the end when there is none."""
        known = OUT_OF_SCOPE in self.topics
        return self.topics.index(OUT_OF_SCOPE) if known else len(self.topics)


@dataclass(frozen=True)
class Scores:
    """What the views say about one sentence.

    Attributes:
        labels: what they could say.
        views: one row a view, one column a label: the share that it gives the label.
        strangeness: of the words, to the best topic.
        nearest: how like the likest example of each label is, -1 to 1.
        confidence: the calibrated probability that the best topic fits; 0 for what is no county
            business, which is turned away by its share.
        aspect_confidence: the same of its best aspect, if the topic fits.
    """

    labels: Labels
    views: Floats
    strangeness: Strangeness
    nearest: Floats | None = None
    confidence: float = 0.0
    aspect_confidence: float = 0.0

    @property
    def certainty(self) -> float:
        """The calibrated probability that the best topic and its best aspect fit."""
        return self.confidence * self.aspect_confidence

    @cached_property
    def shares(self) -> Floats:
        """The mean share of every label."""
        mean: Floats = self.views.mean(axis=0)
        return mean

    @cached_property
    def topic_views(self) -> Floats:
        """One row a view, one column a topic: the share that it gives the topic."""
        by_topic: Floats = self.views @ self.labels.belonging
        return by_topic

    @cached_property
    def topics(self) -> Floats:
        """The mean share of every topic."""
        mean: Floats = self.shares @ self.labels.belonging
        return mean

    @cached_property
    def topic(self) -> str:
        """The most probable topic."""
        return self.labels.topics[int(self.topics.argmax())]

    @cached_property
    def best(self) -> str:
        """The most probable label of the most probable topic."""
        return self.best_of(self.topic)

    def best_of(self, topic: str) -> str:
        """The most probable label of `topic`."""
        own = self.labels.owners == self.labels.topics.index(topic)
        return self.labels.names[int(np.where(own, self.shares, -1.0).argmax())]

    def labels_of_best_topics(self, count: int) -> list[int]:
        """The places of the labels that belong to the `count` most probable topics."""
        best = np.argsort(-self.topics)[:count]
        places: list[int] = np.flatnonzero(np.isin(self.labels.owners, best)).tolist()
        return places

    def best_besides(self, topic: str) -> str:
        """The most probable label of the most probable topic other than `topic`."""
        others = [one for one in self.labels.topics if one != topic] or [topic]
        return self.best_of(max(others, key=self.topic_probability))

    def ranked(self, count: int) -> list[tuple[str, float]]:
        """The `count` most probable labels with their shares, best first."""
        order = np.argsort(-self.shares)[:count]
        return [(self.labels.names[place], float(self.shares[place])) for place in order]

    def probability(self, label: str) -> float:
        """The mean share of one label."""
        return float(self.shares[self.labels.names.index(label)])

    def topic_probability(self, topic: str) -> float:
        """The mean share of one topic; 0 for one that is not known."""
        known = topic in self.labels.topics
        return float(self.topics[self.labels.topics.index(topic)]) if known else 0.0

    def agreement(self, topic: str) -> float:
        """The share that the least convinced view gives `topic`."""
        return float(self.topic_views[:, self.labels.topics.index(topic)].min())

    @property
    def asks_the_county(self) -> bool:
        """Whether the best topic is county business."""
        return self.topic not in (OUT_OF_SCOPE, SMALLTALK)

    @property
    def out_of_scope(self) -> float:
        """Probability that the sentence is no county business."""
        return self.topic_probability(OUT_OF_SCOPE)


@dataclass(frozen=True)
class Sentence:
    """What is scored.

    Attributes:
        text: as it is heard, names spelled as published.
        known: its folded words that published names hold; never strange.
        names_ours: whether it names a published subject and nothing foreign. Being no county
            business is then improbable.
    """

    text: str
    known: Collection[str] = ()
    names_ours: bool = False


_OUTSIDE_DOUBT = 0.15
"""What is left of the share of being no county business, or a service that is not listed, when a
published subject is named."""


_COMPARED = 3
"""Topics whose examples a sentence is compared with; comparing with all takes as long as all the
views, and tells no more on messages kept apart."""


@dataclass(frozen=True)
class TopicModel:
    """A trained model.

    Attributes:
        labels: what it tells apart.
        weights, intercepts: of the regression on vectors, one row a label.
        vocabulary: the grams that its networks know.
        words: the networks over grams alone.
        both: the networks over grams and vectors.
        familiar: which words the examples of each topic hold.
        nearest: the examples themselves.
        companions, aspect_companions: which topics, and which labels, fit the same messages.
        confidence: tells how far a best guess of the topic is right.
        aspect_confidence: tells how far the best aspect of a topic that fits is right.
    """

    labels: Labels
    weights: Floats
    intercepts: Floats
    vocabulary: Vocabulary
    words: Committee
    both: Committee
    familiar: FamiliarWords
    nearest: NearestExamples
    companions: Floats
    aspect_companions: Floats
    confidence: Calibrated
    aspect_confidence: Calibrated

    def score(self, sentences: Sequence[Sentence], vectors: Floats) -> list[Scores]:
        """Score sentences; `vectors` has one row for each."""
        views = self._views(sentences, vectors)
        scores = [self._scores(one, views[:, place]) for place, one in enumerate(sentences)]
        ours = [place for place, one in enumerate(scores) if one.asks_the_county]
        compared = [scores[place].labels_of_best_topics(_COMPARED) for place in ours]
        found = self.nearest.likeness(vectors[ours], compared)
        for place, nearest in zip(ours, found, strict=True):
            scores[place] = self._believed(replace(scores[place], nearest=nearest))
        return scores

    def about(self, text: str) -> dict[str, float]:
        """What a long text is about as a whole, by its words alone: the share of every topic."""
        no_vector = np.zeros((1, 0), dtype=np.float32)
        shares = self.words.shares([self.vocabulary.bag(text)], no_vector) @ self.labels.belonging
        return dict(zip(self.labels.topics, shares[0].tolist(), strict=True))

    def _views(self, sentences: Sequence[Sentence], vectors: Floats) -> Floats:
        """The shares of every label: by view, by sentence, by label."""
        bags = [self.vocabulary.bag(sentence.text) for sentence in sentences]
        views: Floats = np.stack([
            softmax(vectors @ self.weights.T + self.intercepts),
            self.words.shares(bags, vectors),
            self.both.shares(bags, vectors),
        ])  # fmt: skip
        ours = [place for place, sentence in enumerate(sentences) if sentence.names_ours]
        outside = np.isin(self.labels.owners, [self.labels.outside, self.labels.unlisted])
        views[:, ours] *= np.where(outside, np.float32(_OUTSIDE_DOUBT), np.float32(1))
        views /= views.sum(axis=2, keepdims=True)
        return views

    def _scores(self, sentence: Sentence, views: Floats) -> Scores:
        unsure = Scores(self.labels, views, Strangeness(0, 0, 0, 0.0))
        strangeness = self.familiar.strangeness(sentence.text, unsure.topic, sentence.known)
        return replace(unsure, strangeness=strangeness)

    def _believed(self, scores: Scores) -> Scores:
        """The same, with how far the best topic and its best aspect are to be trusted."""
        return replace(
            scores,
            confidence=self.confidence.of(evidence(scores, self.companions)),
            aspect_confidence=self.aspect_confidence.of(
                aspect_evidence(scores, self.aspect_companions)
            ),
        )

    def save(self, path: Path) -> None:
        """Write the model as plain arrays."""
        half = np.float16
        np.savez(  # Rasa packs the whole model afterwards
            path,
            labels=np.array(self.labels.names),
            weights=self.weights.astype(half),
            intercepts=self.intercepts,
            grams=np.array("\n".join(self.vocabulary.known)),
            rarity=self.vocabulary.rarity.astype(half),
            **{
                name: array.astype(half)
                for prefix, networks in (("words", self.words), ("both", self.both))
                for name, array in networks.arrays(prefix).items()
            },
            members=np.arange(len(self.words.members)),
            familiar_words=np.array("\n".join(self.familiar.words)),
            familiar_topics=np.array(self.familiar.topics),
            familiar_uses=self.familiar.uses,
            nearest_axes=self.nearest.axes.astype(half),
            nearest_examples=self.nearest.examples.astype(half),
            nearest_labels=self.nearest.labels,
            nearest_starts=self.nearest.starts,
            companions=self.companions,
            aspect_companions=self.aspect_companions,
            confidence_weights=self.confidence.weights,
            confidence_intercept=np.array(self.confidence.intercept),
            aspect_confidence_weights=self.aspect_confidence.weights,
            aspect_confidence_intercept=np.array(self.aspect_confidence.intercept),
        )

    @classmethod
    def load(cls, path: Path) -> "TopicModel":
        """Read a model that `save` wrote.

        Raises:
            OSError, ValueError, KeyError: the file is missing or no such model.
        """
        single = np.float32
        with np.load(path, allow_pickle=False) as stored:

            def calibrated(prefix: str) -> Calibrated:
                return Calibrated(
                    stored[f"{prefix}_weights"], float(stored[f"{prefix}_intercept"])
                )

            def lines(name: str) -> tuple[str, ...]:
                return tuple(str(stored[name]).split("\n"))

            return cls(
                labels=Labels(tuple(str(label) for label in stored["labels"])),
                weights=stored["weights"].astype(single),
                intercepts=stored["intercepts"].astype(single),
                vocabulary=Vocabulary(lines("grams"), stored["rarity"].astype(single)),
                words=Committee.of(stored, "words", stored["members"]),
                both=Committee.of(stored, "both", stored["members"]),
                familiar=FamiliarWords(
                    lines("familiar_words"),
                    tuple(str(topic) for topic in stored["familiar_topics"]),
                    stored["familiar_uses"],
                ),
                nearest=NearestExamples(
                    stored["nearest_axes"].astype(single),
                    stored["nearest_examples"].astype(single),
                    stored["nearest_labels"],
                    stored["nearest_starts"],
                    len(stored["labels"]),
                ),
                companions=stored["companions"],
                aspect_companions=stored["aspect_companions"],
                confidence=calibrated("confidence"),
                aspect_confidence=calibrated("aspect_confidence"),
            )
