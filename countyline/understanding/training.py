"""Train the topic model from labeled examples. Only training needs scikit-learn."""

import warnings
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from countyline.understanding.topic import Floats, TopicModel

STRENGTH = 20.0
"""Inverse regularization of the regression."""

FOLDS = 2


def train(vectors: Floats, labels: Sequence[str]) -> TopicModel:
    """Fit the regression on every example and the temperature by cross-validation.

    Args:
        vectors: one row an example, of length one.
        labels: "topic/aspect" of each example; at least two different ones.
    """
    names = tuple(sorted(set(labels)))
    columns = np.array([names.index(label) for label in labels], dtype=np.int64)
    model = _fit(vectors, columns, names, iterations=80)
    return replace(model, temperature=_temperature(vectors, columns, names))


def _fit(
    vectors: Floats, columns: NDArray[np.int64], names: tuple[str, ...], iterations: int
) -> TopicModel:
    from sklearn.linear_model import LogisticRegression  # type: ignore[import-not-found,unused-ignore]

    # The tolerance is above the default: the last digits cost half of the time and change nothing.
    regression = LogisticRegression(C=STRENGTH, max_iter=iterations, tol=1e-3)
    with warnings.catch_warnings():
        # Stopping early is the point of `iterations`.
        warnings.simplefilter("ignore")
        regression.fit(vectors, columns)
    weights: Floats = np.zeros((len(names), vectors.shape[1]), dtype=np.float32)
    intercepts: Floats = np.full(len(names), -20.0, dtype=np.float32)
    if len(regression.classes_) == 2:
        weights[regression.classes_[1]] = regression.coef_[0]
        intercepts[regression.classes_] = (0.0, float(regression.intercept_[0]))
    else:
        weights[regression.classes_] = regression.coef_
        intercepts[regression.classes_] = regression.intercept_
    return TopicModel(names, weights, intercepts, vectors, columns)


def folds(columns: NDArray[np.int64], count: int, seed: int = 0) -> NDArray[np.int64]:
    """Assign each example to one of `count` folds, each label spread evenly over them."""
    order = np.random.default_rng(seed).permutation(len(columns))
    order = order[np.argsort(columns[order], kind="stable")]
    assigned: NDArray[np.int64] = np.empty(len(columns), dtype=np.int64)
    assigned[order] = np.arange(len(columns)) % count
    return assigned


def _temperature(vectors: Floats, columns: NDArray[np.int64], names: tuple[str, ...]) -> float:
    fold = folds(columns, FOLDS)
    blended: Floats = np.zeros((len(columns), len(names)), dtype=np.float32)
    for number in range(FOLDS):
        rest, held_out = fold != number, fold == number
        model = _fit(vectors[rest], columns[rest], names, iterations=50)
        blended[held_out] = model.blended(vectors[held_out])[0]
    logarithms = np.log(blended + 1e-6)
    candidates = np.arange(0.4, 2.05, 0.05)
    losses = [_loss(logarithms / candidate, columns) for candidate in candidates]
    return float(candidates[int(np.argmin(losses))])


def _loss(logits: Floats, columns: NDArray[np.int64]) -> float:
    shifted = logits - logits.max(axis=1, keepdims=True)
    normal = np.log(np.exp(shifted).sum(axis=1))
    return float(np.mean(normal - shifted[np.arange(len(columns)), columns]))
