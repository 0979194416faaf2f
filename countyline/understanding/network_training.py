"""Train the small network, in numpy: a few seconds for twenty thousand examples.

TensorFlow, which Rasa brings along, took four times as long: it moves all rows of the grams at
every step, and here only those move that the examples of the step hold.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from countyline.understanding.grams import Floats, Places
from countyline.understanding.moving import Moving, MovingRows
from countyline.understanding.network import GRAM_GAIN, VECTOR_GAIN, Network, softmax
from countyline.understanding.word_counts import Counts

WIDTH = 48
"""Numbers that a gram has."""
HIDDEN = 256
EPOCHS = 4
BATCH = 512
RATE = 0.003
"""Adam's step, falling to zero over the epochs."""
GRAM_RATE = 0.07
"""The same for the grams."""
SEEN_DROPOUT = 0.2
HIDDEN_DROPOUT = 0.4
SMOOTHING = 0.05
"""Share of the truth that is spread over all labels: residents' words are less clear than ours."""


def fit(
    matrix: Counts, vectors: Floats, columns: NDArray[np.int64], labels: int, seed: int
) -> Network:
    """Fit a network.

    Args:
        matrix: the grams of each example, a sparse row an example (`Vocabulary.bags`).
        vectors: one row an example; without columns the network reads words alone.
        columns: the label's column of each example.
        labels: how many labels there are.
        seed: of the values that it begins with, and of the order in which it learns.
    """
    trainer = _Trainer.fresh(matrix.shape[1], vectors.shape[1], labels, seed)
    starts = range(0, len(columns), BATCH)
    steps = EPOCHS * len(starts)
    for epoch in range(EPOCHS):
        order = trainer.chance.permutation(len(columns))
        for place, start in enumerate(starts):
            rows = order[start : start + BATCH]
            left = 1 - (epoch * len(starts) + place) / steps
            trainer.step(matrix[rows], vectors[rows], columns[rows], left)
    return trainer.network()


@dataclass
class _Trainer:
    """The network's values while they move."""

    grams: MovingRows
    hidden: Moving
    hidden_bias: Moving
    out: Moving
    out_bias: Moving
    chance: np.random.Generator

    @classmethod
    def fresh(cls, size: int, vector: int, labels: int, seed: int) -> "_Trainer":
        chance = np.random.default_rng(seed)

        def random(rows: int, columns: int, spread: float) -> Floats:
            drawn: Floats = (spread * chance.standard_normal((rows, columns))).astype(np.float32)
            return drawn

        seen = vector + WIDTH
        return cls(
            MovingRows(random(size, WIDTH, 0.05)),
            Moving(random(seen, HIDDEN, float(np.sqrt(2 / seen)))),
            Moving(np.zeros(HIDDEN, dtype=np.float32)),
            Moving(random(HIDDEN, labels, float(np.sqrt(1 / HIDDEN)))),
            Moving(np.zeros(labels, dtype=np.float32)),
            chance,
        )

    def network(self) -> Network:
        """The network as it is now."""
        return Network(self.grams.values, self.hidden.values, self.hidden_bias.values,
                       self.out.values, self.out_bias.values)  # fmt: skip

    def step(
        self, bags: Counts, vectors: Floats, columns: NDArray[np.int64], left: float
    ) -> None:
        """Learn from one batch: forward, then the gradients back, then the moves.

        Args:
            bags, vectors, columns: the batch, one row an example.
            left: the share of the steps that is left, 1 to 0; the steps shrink with it.
        """
        used, near = _gathered(bags)
        gathered = near @ self.grams.values[used]
        seen = np.hstack([VECTOR_GAIN * vectors, GRAM_GAIN * np.maximum(gathered, 0)])
        seen_kept = self._kept(seen.shape, SEEN_DROPOUT)
        seen = seen * seen_kept
        inner = np.maximum(seen @ self.hidden.values + self.hidden_bias.values, 0)
        inner_kept = self._kept(inner.shape, HIDDEN_DROPOUT) * (inner > 0)
        inner = inner * inner_kept
        errors = _errors(inner @ self.out.values + self.out_bias.values, columns)
        inner_errors = (errors @ self.out.values.T) * inner_kept
        gram_errors = (inner_errors @ self.hidden.values[-WIDTH:].T) * seen_kept[:, -WIDTH:]
        gram_errors = gram_errors * GRAM_GAIN * (gathered > 0)
        rate = RATE * left
        self.grams.step(used, near.T @ gram_errors, GRAM_RATE * left)
        self.out.step(inner.T @ errors, rate)
        self.out_bias.step(errors.sum(axis=0), rate)
        self.hidden.step(seen.T @ inner_errors, rate)
        self.hidden_bias.step(inner_errors.sum(axis=0), rate)

    def _kept(self, shape: tuple[int, ...], dropout: float) -> Floats:
        """What dropout leaves, stretched so that the sum stays."""
        kept = self.chance.random(shape, dtype=np.float32) >= dropout
        stretched: Floats = kept.astype(np.float32) / np.float32(1 - dropout)
        return stretched


def _gathered(bags: Counts) -> tuple[Places, Counts]:
    """The columns that the bags use, and the bags without the others."""
    is_used = np.zeros(bags.shape[1], dtype=np.bool_)
    is_used[bags.indices] = True
    used = np.flatnonzero(is_used)
    places = np.cumsum(is_used) - 1
    inner = (bags.data, places[bags.indices], bags.indptr)
    return used, sparse.csr_matrix(inner, (bags.shape[0], len(used)))


def _errors(logits: Floats, columns: NDArray[np.int64]) -> Floats:
    """The gradient of the mean loss by the logits: shares less the smoothed truth."""
    errors = softmax(logits) - np.float32(SMOOTHING / logits.shape[1])
    errors[np.arange(len(columns)), columns] -= np.float32(1 - SMOOTHING)
    return errors / np.float32(len(columns))
