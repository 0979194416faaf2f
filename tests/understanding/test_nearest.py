"""The likest example of every label."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from countyline.understanding.grams import Floats
from countyline.understanding.nearest import WIDTH, NearestExamples

EXAMPLES: Floats = np.array(
    [[1, 0, 0], [0, 1, 0], [0.6, 0.8, 0], [0, 0, 1]], dtype=np.float32
)  # fmt: skip
LABELS = np.array([2, 0, 2, 0])
"""Of three labels, the one in the middle has no example."""


def likeness(*vector: float) -> list[float]:
    nearest = NearestExamples.of(EXAMPLES, LABELS, 3)
    (found,) = nearest.likeness(np.array([vector], dtype=np.float32), [range(3)])
    return [round(float(one), 3) for one in found]


def test_the_likest_example_of_each_label_counts() -> None:
    assert likeness(1, 0, 0) == [0, -1, 1]
    assert likeness(0.8, 0.6, 0) == [0.6, -1, 0.96]


def test_a_label_without_examples_is_as_far_as_can_be() -> None:
    assert likeness(0, 0, 1)[1] == -1


def test_labels_that_are_not_looked_at_are_as_far_as_can_be() -> None:
    nearest = NearestExamples.of(EXAMPLES, LABELS, 3)
    vectors = np.array([[1, 0, 0], [0, 1, 0]], dtype=np.float32)
    assert nearest.likeness(vectors, [[2], [0]]).tolist() == [[-1, -1, 1], [1, -1, -1]]


def test_how_long_a_vector_is_does_not_matter() -> None:
    assert likeness(0.2, 0.9, 0.1) == likeness(2, 9, 1)


def test_nothing_is_like_no_vector() -> None:
    assert likeness(0, 0, 0) == [0, -1, 0]


@given(st.integers(0, 2**32 - 1))
def test_shortened_vectors_tell_nearly_the_same(seed: int) -> None:
    chance = np.random.default_rng(seed)
    # As the encoder's do, most of what tells texts apart lies along few directions.
    spread = np.geomspace(1, 0.005, 2 * WIDTH, dtype=np.float32)
    vectors = (chance.standard_normal((60, 2 * WIDTH)) * spread).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    labels = chance.integers(0, 4, 60)
    asked, known = vectors[:5], vectors[5:]
    found = NearestExamples.of(known, labels[5:], 4).likeness(asked, [range(4)] * 5)
    whole = asked @ known.T
    for label in np.unique(labels[5:]):
        best = whole[:, labels[5:] == label].max(axis=1)
        assert np.abs(found[:, label] - best).max() < 0.1
