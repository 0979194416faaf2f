"""Train the topic model from labeled examples.

The regression is fitted by Adam, in plain numpy: scikit-learn's solver reaches the same figures in
ten times the time, because it works in double precision and on all examples at every step.
"""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import ThreadpoolController

from countyline.understanding import network_training
from countyline.understanding.calibration import fitted, fitted_of_aspects
from countyline.understanding.companions import companions
from countyline.understanding.confidence import ASPECT_UNCALIBRATED, UNCALIBRATED
from countyline.understanding.familiar import FamiliarWords
from countyline.understanding.grams import Floats, GramCounts, Vocabulary
from countyline.understanding.labeled import Labeled
from countyline.understanding.moving import Moving
from countyline.understanding.nearest import NearestExamples
from countyline.understanding.network import Committee, softmax
from countyline.understanding.topic import Labels, Sentence, TopicModel, topic_of
from countyline.understanding.word_counts import Counts, WordCounts

EPOCHS = 8
BATCH = 512
RATE = 0.05
"""Adam's step, falling to zero over the epochs."""
DECAY = 1e-4
"""Weight of the penalty on large weights."""
GAIN = 5.0
"""The vectors are of length one; stretched by this, sharp probabilities need no large weights."""

Columns: TypeAlias = NDArray[np.int64]
Encode: TypeAlias = Callable[[Sequence[str]], Floats]

_APART = 3
"""Every third message is kept from the views that the confidence is fitted with."""
_ROUGH = 3
"""Those views learn every third example: they need not be the best, only no better informed."""
_NO_LESSON = -1
_MEMBERS = 2
"""Networks of each kind."""


def train(
    texts: Sequence[str], labels: Sequence[str], messages: Sequence[Labeled], encode: Encode
) -> TopicModel:
    """Fit the three views on the examples and the labeled messages, and the confidence in them.

    What a view has learned from it is too sure of. So views that are thrown away are fitted first,
    without a part of the messages; on these the confidence is fitted.

    Args:
        texts: the examples.
        labels: "topic/aspect" of each example; at least two different ones.
        messages: labeled messages of residents.
        encode: gives the vectors of texts.
    """
    material = _Material.of(texts, labels, messages, encode)
    examples = np.arange(len(texts))
    taught = len(texts) + np.arange(len(messages))
    apart = np.arange(0, len(messages), _APART)
    others = np.delete(taught, apart)
    every = np.concatenate([examples, taught])
    # What is fitted side by side stalls when each of it takes all cores.
    one_core_each = ThreadpoolController().limit(limits=1, user_api="blas")
    with one_core_each, ThreadPoolExecutor(os.cpu_count()) as workers:
        if not messages:
            return material.views(every, every, workers)()
        rough = material.views(
            np.concatenate([examples[::_ROUGH], others]),
            np.concatenate([examples, others]),
            workers,
        )
        whole = material.views(every, every, workers)
        kept = [messages[place] for place in apart]
        sentences = [Sentence(one.text) for one in kept]
        scores = rough().score(sentences, material.vectors[taught[apart]])
        return replace(
            whole(),
            confidence=fitted(kept, scores, material.companions),
            aspect_confidence=fitted_of_aspects(kept, scores, material.aspect_companions),
        )


@dataclass(frozen=True)
class _Material:
    """What there is to learn: one row a text, the examples first, then the messages.

    Attributes:
        labels: what can be learned.
        columns: the label of each text; `_NO_LESSON`: none.
        vectors: what the encoder makes of each text.
        companions, aspect_companions: which topics, and which labels, fit the same messages
            (`companions.py`).
        spoken: the words of each text.
        vocabulary, grams: words and parts of words, and how much of each text each is.
    """

    labels: Labels
    columns: Columns
    vectors: Floats
    companions: Floats
    aspect_companions: Floats
    spoken: WordCounts
    vocabulary: Vocabulary
    grams: Counts

    @classmethod
    def of(
        cls,
        texts: Sequence[str],
        labels: Sequence[str],
        messages: Sequence[Labeled],
        encode: Encode,
    ) -> "_Material":
        names = tuple(sorted(set(labels)))
        place_of = {name: place for place, name in enumerate(names)}
        lessons = [place_of.get(message.lesson or "", _NO_LESSON) for message in messages]
        every = [*texts, *(message.text for message in messages)]
        with ThreadPoolExecutor(1) as aside:  # two cores: words are counted while others encode
            counted = aside.submit(_counted, every)
            vectors = encode(every)
            spoken, vocabulary, grams = counted.result()
        columns = np.array([*(place_of[label] for label in labels), *lessons], dtype=np.int64)
        known = Labels(names)
        return cls(
            known,
            columns,
            vectors,
            companions(known.topics, [message.topics for message in messages]),
            companions(known.names, [message.aspects or () for message in messages]),
            spoken,
            vocabulary,
            grams,
        )

    def views(
        self, rows: Columns, near: Columns, workers: Executor
    ) -> Callable[[], TopicModel]:
        """Fit the three views on some of the texts; nobody has said how far to trust them.

        Args:
            rows: what is learned.
            near: what is compared with.
            workers: fit them, side by side.

        Returns:
            what waits for them and puts the model together.
        """
        rows = self._with_a_lesson(rows)
        grams, vectors, columns = self.grams[rows], self.vectors[rows], self.columns[rows]
        count = len(self.labels.names)
        no_vectors = vectors[:, :0]
        both, words = (
            [
                workers.submit(network_training.fit, grams, seen, columns, count, seed)
                for seed in range(_MEMBERS)
            ]
            for seen in (vectors, no_vectors)
        )
        regression = workers.submit(_regression, vectors, columns, count)
        topics = [topic_of(self.labels.names[column]) for column in columns]
        familiar = FamiliarWords.of(self.spoken.words, self.spoken.by_word[rows], topics)
        nearest = self._nearest(near)

        def together() -> TopicModel:
            weights, intercepts = regression.result()
            return TopicModel(
                labels=self.labels,
                weights=weights,
                intercepts=intercepts,
                vocabulary=self.vocabulary,
                words=Committee(tuple(member.result() for member in words)),
                both=Committee(tuple(member.result() for member in both)),
                familiar=familiar,
                nearest=nearest,
                companions=self.companions,
                aspect_companions=self.aspect_companions,
                confidence=UNCALIBRATED,
                aspect_confidence=ASPECT_UNCALIBRATED,
            )

        return together

    def _nearest(self, rows: Columns) -> NearestExamples:
        rows = self._with_a_lesson(rows)
        return NearestExamples.of(self.vectors[rows], self.columns[rows], len(self.labels.names))

    def _with_a_lesson(self, rows: Columns) -> Columns:
        return rows[self.columns[rows] != _NO_LESSON]


def _counted(texts: Sequence[str]) -> tuple[WordCounts, Vocabulary, Counts]:
    spoken = WordCounts.of(texts)
    counts = GramCounts.of(spoken)
    vocabulary = Vocabulary.of(counts)
    return spoken, vocabulary, vocabulary.bags(counts)


def _regression(vectors: Floats, columns: Columns, labels: int) -> tuple[Floats, Floats]:
    """Weights, one row a label, and intercepts."""
    chance = np.random.default_rng(0)
    stretched = (GAIN * vectors).astype(np.float32)
    weights = Moving(np.zeros((labels, vectors.shape[1]), dtype=np.float32))
    intercepts = Moving(np.zeros(labels, dtype=np.float32))
    starts = range(0, len(vectors), BATCH)
    steps = EPOCHS * len(starts)
    for epoch in range(EPOCHS):
        order = chance.permutation(len(vectors))
        for place, start in enumerate(starts):
            rows = order[start : start + BATCH]
            batch = stretched[rows]
            errors = _errors(batch @ weights.values.T + intercepts.values, columns[rows])
            rate = RATE * (1 - (epoch * len(starts) + place) / steps)
            weights.step(errors.T @ batch + DECAY * weights.values, rate)
            intercepts.step(errors.sum(axis=0), rate)
    return np.float32(GAIN) * weights.values, intercepts.values


def _errors(logits: Floats, columns: Columns) -> Floats:
    """The gradient of the mean loss by the logits: probabilities less the truth."""
    shares = softmax(logits)
    shares[np.arange(len(columns)), columns] -= 1
    return shares / np.float32(len(columns))
