"""A small network: one hidden layer over the grams of a text and its sentence vector.

Two of a kind, which begin at other random values, are mistaken about other messages. Their mean
misses a twelfth fewer questions than one of them at as many wrong answers.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from countyline.understanding.grams import Bag, Floats

VECTOR_GAIN = np.float32(5)
"""Vectors are of length one; stretched by this they weigh as much as the grams."""
GRAM_GAIN = np.float32(3)


def softmax(rows: Floats) -> Floats:
    """Turn scores into shares, row by row."""
    shifted: Floats = np.exp(rows - rows.max(axis=1, keepdims=True))
    shares: Floats = shifted / shifted.sum(axis=1, keepdims=True)
    return shares


@dataclass(frozen=True)
class Network:
    """A trained network.

    Attributes:
        grams: one row a gram of the vocabulary.
        hidden: from the vector (as many rows as it has numbers, none for a network that reads
            words alone) and the gathered grams to the hidden layer.
        hidden_bias: one a hidden unit.
        out: from the hidden layer to the labels.
        out_bias: one a label.
    """

    grams: Floats
    hidden: Floats
    hidden_bias: Floats
    out: Floats
    out_bias: Floats

    def shares(self, bags: Sequence[Bag], vectors: Floats) -> Floats:
        """The share of every label, one row a text.

        Args:
            bags: the grams of each text.
            vectors: the vector of each text; its first numbers are read, as many as the network
                was trained on.
        """
        gathered = np.stack([bag.weights @ self.grams[bag.places] for bag in bags])
        width = len(self.hidden) - self.grams.shape[1]
        seen = np.hstack([VECTOR_GAIN * vectors[:, :width], GRAM_GAIN * np.maximum(gathered, 0)])
        inner = np.maximum(seen @ self.hidden + self.hidden_bias, 0)
        return softmax(inner @ self.out + self.out_bias)


@dataclass(frozen=True)
class Committee:
    """Networks of one kind, whose mean counts."""

    members: tuple[Network, ...]

    def shares(self, bags: Sequence[Bag], vectors: Floats) -> Floats:
        """The mean share of every label, one row a text; arguments as those of one network."""
        mean: Floats = np.mean([one.shares(bags, vectors) for one in self.members], axis=0)
        return mean

    def arrays(self, prefix: str) -> dict[str, Floats]:
        """What it consists of, each array under a name that begins with `prefix`."""
        return {
            f"{prefix}_{place}_{name}": array
            for place, one in enumerate(self.members)
            for name, array in vars(one).items()
        }

    @classmethod
    def of(cls, arrays: Mapping[str, Floats], prefix: str, places: Iterable[int]) -> "Committee":
        """Put it together again from what `arrays` gave, in single precision."""
        names = ("grams", "hidden", "hidden_bias", "out", "out_bias")
        return cls(
            tuple(
                Network(
                    *(arrays[f"{prefix}_{place}_{name}"].astype(np.float32) for name in names)
                )
                for place in places
            )
        )
