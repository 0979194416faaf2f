"""Many texts by their words, counted once for all that learns from words."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from scipy import sparse

from countyline.understanding.phrasing import phrases
from countyline.understanding.text import folded_words

Counts: TypeAlias = Any
"""A sparse matrix in rows (`scipy.sparse.csr_matrix`), which has no types of its own."""


@dataclass(frozen=True)
class WordCounts:
    """How often each text holds each folded word, and each phrase (`phrasing.py`).

    Attributes:
        words, phrases: what the columns count, sorted.
        by_word, by_phrase: one row a text.
    """

    words: tuple[str, ...]
    by_word: Counts
    phrases: tuple[str, ...]
    by_phrase: Counts

    @classmethod
    def of(cls, texts: Iterable[str]) -> "WordCounts":
        """Count the words of texts."""
        spoken = [(folded_words(text), tuple(phrases(text))) for text in texts]
        words, by_word = counted([words for words, _ in spoken])
        joined, by_phrase = counted([phrases for _, phrases in spoken])
        return cls(words, by_word, joined, by_phrase)


def counted(lists: Sequence[Sequence[str]]) -> tuple[tuple[str, ...], Counts]:
    """What the lists hold, sorted, and how often each of them does: a row a list."""
    names = tuple(sorted(set[str]().union(*lists)))
    place_of = {name: place for place, name in enumerate(names)}
    counts = [Counter(one) for one in lists]
    ends = np.cumsum([0, *map(len, counts)])
    places = np.fromiter((place_of[name] for one in counts for name in one), np.int64, ends[-1])
    times = np.fromiter((times for one in counts for times in one.values()), np.float32, ends[-1])
    return names, sparse.csr_matrix((times, places, ends), shape=(len(lists), len(names)))
