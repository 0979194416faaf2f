"""Many texts by their words, counted once for all that learns from words."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, TypeAlias

import numpy as np
from scipy import sparse

from countyline.understanding.text import folded_words

Counts: TypeAlias = Any
"""A sparse matrix in rows (`scipy.sparse.csr_matrix`), which has no types of its own."""


@dataclass(frozen=True)
class WordCounts:
    """How often each text holds each folded word, and each pair of neighbors.

    Attributes:
        words, pairs: what the columns count, sorted; a pair is joined by a space.
        by_word, by_pair: one row a text.
    """

    words: tuple[str, ...]
    by_word: Counts
    pairs: tuple[str, ...]
    by_pair: Counts

    @classmethod
    def of(cls, texts: Iterable[str]) -> "WordCounts":
        """Count the words of texts."""
        spoken = [folded_words(text) for text in texts]
        words, by_word = counted(spoken)
        pairs, by_pair = counted([list(map(" ".join, pairwise(of_one))) for of_one in spoken])
        return cls(words, by_word, pairs, by_pair)


def counted(lists: Sequence[Sequence[str]]) -> tuple[tuple[str, ...], Counts]:
    """What the lists hold, sorted, and how often each of them does: a row a list."""
    names = tuple(sorted(set[str]().union(*lists)))
    place_of = {name: place for place, name in enumerate(names)}
    counts = [Counter(one) for one in lists]
    ends = np.cumsum([0, *map(len, counts)])
    places = np.fromiter((place_of[name] for one in counts for name in one), np.int64, ends[-1])
    times = np.fromiter((times for one in counts for times in one.values()), np.float32, ends[-1])
    return names, sparse.csr_matrix((times, places, ends), shape=(len(lists), len(names)))
