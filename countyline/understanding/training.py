"""Train the topic model from labeled examples.

The regression is fitted by Adam, in plain numpy: scikit-learn's solver reaches the same figures in
ten times the time, because it works in double precision and on all examples at every step.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from countyline.understanding import network_training
from countyline.understanding.calibration import Labeled, fitted, fitted_of_aspects
from countyline.understanding.confidence import ASPECT_UNCALIBRATED, UNCALIBRATED
from countyline.understanding.familiar import FamiliarWords
from countyline.understanding.grams import Bag, Floats, Vocabulary
from countyline.understanding.moving import Moving
from countyline.understanding.network import softmax
from countyline.understanding.topic import Labels, Sentence, TopicModel, topic_of

EPOCHS = 15
BATCH = 512
RATE = 0.03
"""Adam's step, falling to zero over the epochs."""
DECAY = 1e-4
"""Weight of the penalty on large weights."""
GAIN = 5.0
"""The vectors are of length one; stretched by this, sharp probabilities need no large weights."""

Columns: TypeAlias = NDArray[np.int64]
Encode: TypeAlias = Callable[[Sequence[str]], Floats]


def train(
    texts: Sequence[str], labels: Sequence[str], messages: Sequence[Labeled], encode: Encode
) -> TopicModel:
    """Fit the three views on the examples, then the confidence on messages that they never saw.

    Args:
        texts: the examples.
        labels: "topic/aspect" of each example; at least two different ones.
        messages: what the confidence is calibrated on.
        encode: gives the vectors of texts.
    """
    names = tuple(sorted(set(labels)))
    place_of = {name: place for place, name in enumerate(names)}
    columns = np.array([place_of[label] for label in labels], dtype=np.int64)
    # Two cores: the words are counted while the main thread encodes, then two views are fitted.
    with ThreadPoolExecutor(1) as aside:
        counted = aside.submit(_counted, texts)
        vectors = encode(texts)
        vocabulary, bags = counted.result()
        size = len(vocabulary.known)
        no_vectors = vectors[:, :0]
        words = aside.submit(network_training.fit, bags, size, no_vectors, columns)
        weights, intercepts = _regression(vectors, columns, len(names))
        both = network_training.fit(bags, size, vectors, columns)
    model = TopicModel(
        labels=Labels(names),
        weights=weights,
        intercepts=intercepts,
        vocabulary=vocabulary,
        words=words.result(),
        both=both,
        familiar=FamiliarWords.of(texts, [topic_of(label) for label in labels]),
        confidence=UNCALIBRATED,
        aspect_confidence=ASPECT_UNCALIBRATED,
    )
    return _calibrated(model, messages, encode)


def _counted(texts: Sequence[str]) -> tuple[Vocabulary, list[Bag]]:
    vocabulary = Vocabulary.of(texts)
    return vocabulary, [vocabulary.bag(text) for text in texts]


def _calibrated(model: TopicModel, messages: Sequence[Labeled], encode: Encode) -> TopicModel:
    if not messages:
        return model
    sentences = [Sentence(message.text) for message in messages]
    scores = model.score(sentences, encode([message.text for message in messages]))
    return replace(
        model,
        confidence=fitted(messages, scores),
        aspect_confidence=fitted_of_aspects(messages, scores),
    )


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
