"""Words, phrases and parts of words, as numbers: what a sentence's vector does not tell.

The vector knows that "parking meter" and "property tax" are both about paying a public body. Which
of the two stands there is told by the words, in misspelled ones by their parts, and which of two
is asked by how they stand together.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import islice
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from countyline.understanding.phrasing import phrases
from countyline.understanding.text import folded_words
from countyline.understanding.word_counts import Counts, WordCounts, counted

Floats: TypeAlias = NDArray[np.float32]
Places: TypeAlias = NDArray[np.int64]

PART_SIZES = (3, 5)
LEAST_USES = {"w": 2, "p": 4, "g": 8, "n": 4, "e": 4, "q": 4, "c": 8}
"""Training examples that must hold a word, a phrase of some kind (`phrasing.py`) or a part before
it counts."""


def grams(text: str) -> Iterator[str]:
    """Words (`w:`), parts of words (`c:`) and phrases, folded, with repeats."""
    for word in folded_words(text):
        yield from _of_word(word)
    yield from phrases(text)


_REMEMBERED = 20_000
"""Words whose grams are remembered."""
_LONGEST_REMEMBERED = 40
"""Letters. Nothing that residents mean is longer, and what somebody sends to fill the memory is."""


def _of_word(word: str) -> tuple[str, ...]:
    return _remembered(word) if len(word) <= _LONGEST_REMEMBERED else _cut(word)


def _cut(word: str) -> tuple[str, ...]:
    return (f"w:{word}", *_parts(f" {word} "))


_remembered = lru_cache(maxsize=50_000)(_cut)


def _parts(word: str) -> Iterator[str]:
    for size in PART_SIZES:
        if len(word) <= size:
            yield f"c:{word}"
            return
        for place in range(len(word) - size + 1):
            yield f"c:{word[place : place + size]}"


@dataclass(frozen=True)
class GramCounts:
    """How often each of many texts holds each gram.

    A word has the same parts wherever it stands. So each is cut once, and the product of two
    matrices counts the parts of texts: in a third of the time of counting them text by text.

    Attributes:
        names: the grams.
        by_text: one row a text, one column a gram.
    """

    names: tuple[str, ...]
    by_text: Counts

    @classmethod
    def of(cls, spoken: WordCounts) -> "GramCounts":
        """Count the grams of texts whose words are counted."""
        names, by_word = counted([_of_word(word) for word in spoken.words])
        by_text = sparse.hstack([spoken.by_word @ by_word, spoken.by_phrase], format="csr")
        return cls((*names, *spoken.phrases), by_text)


@dataclass(frozen=True)
class Bag:
    """The known grams of one text: their columns, and how much each weighs."""

    places: Places
    weights: Floats


@dataclass(frozen=True)
class Vocabulary:
    """The grams that training examples use, and how telling each is.

    Attributes:
        known: every gram, in the order of the columns.
        rarity: inverse document frequency of each, 1 or more.
    """

    known: tuple[str, ...]
    rarity: Floats

    @classmethod
    def of(cls, counts: GramCounts) -> "Vocabulary":
        """Collect the grams that enough texts hold."""
        held = counts.by_text.getnnz(axis=0)
        uses = {
            name: times
            for name, times in zip(counts.names, held.tolist(), strict=True)
            if times >= LEAST_USES[name[0]]
        }
        known = tuple(sorted(uses))
        texts = counts.by_text.shape[0]
        times = np.array([uses[gram] for gram in known], dtype=np.float32)
        return cls(known, np.log((1 + texts) / (1 + times)) + 1)

    def knows(self, text: str) -> bool:
        """Whether examples hold each word of `text`, and each pair of neighbors."""
        return all(gram in self._columns for gram in grams(text) if gram.startswith(("w:", "p:")))

    @cached_property
    def _columns(self) -> dict[str, int]:
        return {gram: column for column, gram in enumerate(self.known)}

    @cached_property
    def _columns_of_word(self) -> Callable[[str], Places]:
        """Finds the columns of a word and its parts; remembers them."""

        def columns(word: str) -> Places:
            known = (self._columns.get(gram) for gram in _of_word(word))
            return np.array([column for column in known if column is not None], dtype=np.int64)

        remembered = lru_cache(maxsize=_REMEMBERED)(columns)
        return lambda word: (remembered if len(word) <= _LONGEST_REMEMBERED else columns)(word)

    def commonest(self, count: int) -> list[str]:
        """The `count` words that most examples hold, the commonest first."""
        order = np.argsort(self.rarity, kind="stable")
        words = (self.known[place] for place in order if self.known[place].startswith("w:"))
        return [word.removeprefix("w:") for word in islice(words, count)]

    @cached_property
    def _highest(self) -> float:
        return float(self.rarity.max(initial=1.0))

    def rarity_of(self, word: str) -> float:
        """The rarity of a folded word; one that is not known is as rare as any."""
        column = self._columns.get(f"w:{word}")
        return self._highest if column is None else float(self.rarity[column])

    @cached_property
    def _is_part(self) -> NDArray[np.bool_]:
        return np.array([gram.startswith("c:") for gram in self.known], dtype=np.bool_)

    def bag(self, text: str) -> Bag:
        """The grams of `text`; parts, and all else, have the length one each."""
        joined = map(self._columns.get, phrases(text))
        known = np.array([column for column in joined if column is not None], dtype=np.int64)
        found = np.concatenate([known, *map(self._columns_of_word, folded_words(text))])
        places, times = np.unique(found, return_counts=True)
        weights: Floats = ((1 + np.log(times)) * self.rarity[places]).astype(np.float32)
        parts = self._is_part[places]
        for group in (parts, ~parts):
            length = float(np.sqrt(np.square(weights[group]).sum()))
            if length:
                weights[group] /= length
        return Bag(places, weights)

    def bags(self, counts: GramCounts) -> Counts:
        """The bags of many texts: one row a text, one column a known gram."""
        place_of = {name: place for place, name in enumerate(counts.names)}
        bags = counts.by_text[:, [place_of[gram] for gram in self.known]]
        bags.data = ((1 + np.log(bags.data)) * self.rarity[bags.indices]).astype(np.float32)
        rows = np.repeat(np.arange(bags.shape[0]), np.diff(bags.indptr))
        groups = 2 * rows + self._is_part[bags.indices]
        squares = np.bincount(groups, np.square(bags.data), minlength=2 * bags.shape[0])
        bags.data /= np.sqrt(squares).astype(np.float32)[groups]
        return bags
