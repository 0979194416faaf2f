"""Which published statement a sentence asks for, and how probably it asks for it at all.

Which one is plain in most sentences; whether any is the hard part. A sentence that is worded like
an example question is taken. For all others the evidence is weighed: how near the sentence stands
to the example questions and to what the statement says, how much of what it tells stands there
too and how much does not, and how well it reads as common business of the county.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain

import numpy as np

from countyline.understanding.encoder import SIZE, Vectors, encode
from countyline.understanding.grams import Floats, Vocabulary
from countyline.understanding.statements import Statement
from countyline.understanding.telling import beginnings, telling_words
from countyline.understanding.text import folded_words

# Fitted by `.brain/bin/python -m benchmarks.understanding.fit_statements`, which prints them.
WEIGHTS = np.array([0.73, 8.40, 4.75, -0.90, -1.69], dtype=np.float32)
INTERCEPT = -6.78

_NEARLY_AS_PUBLISHED = 0.9
"""Cosine from which a sentence is an example question in all but a word."""


@dataclass(frozen=True)
class Heard:
    """A sentence as statements are asked for.

    Attributes:
        text: as it is heard, names spelled as published.
        vector: its vector.
        county: how surely it reads as common business of the county, 0 to 1.
        foreign: the foreign names in it. A statement that does not hold them is not meant.
    """

    text: str
    vector: Vectors
    county: float
    foreign: Collection[str] = ()


@dataclass(frozen=True)
class Match:
    """The likeliest statement for one sentence.

    Attributes:
        statement: which one.
        probability: that the sentence asks for it.
        as_published: whether it is worded like one of the example questions.
    """

    statement: Statement
    probability: float
    as_published: bool


class StatementFinder:
    """Finds the statement that a sentence asks for. Encodes those of one revision once."""

    def __init__(
        self,
        statements: Sequence[Statement],
        heard: Callable[[str], str],
        known: Mapping[str, Vectors],
    ) -> None:
        """Encode the statements.

        Args:
            statements: those of one revision.
            heard: gives a text with its names spelled as published.
            known: vectors by text that need not be encoded again.
        """
        self.statements = tuple(statements)
        asked = [[replace(ask, text=heard(ask.text)) for ask in one.asks] for one in statements]
        asks = [[ask.text for ask in of_one] for of_one in asked]
        forms = [[form for ask in of_one for form in (ask.text, ask.marked)] for of_one in asked]
        texts = [[heard(text) for text in one.texts] for one in statements]
        self.vectors = _encoded([*chain(*forms, *texts)], known)
        self._asks = _Groups(forms, self.vectors)
        self._texts = _Groups(texts, self.vectors)
        self._words = _Holders([beginnings(" ".join(both)) for both in map(chain, asks, texts)])
        self._wordings = {
            folded_words(ask): place for place, of_one in enumerate(asks) for ask in of_one
        }

    def likeliest(self, sentence: Heard, vocabulary: Vocabulary) -> Match | None:
        """The likeliest statement; None when none can be meant."""
        allowed = self._words.holding(beginnings(" ".join(sentence.foreign)))
        if not allowed.any():
            return None
        evidence = self.evidence(sentence, vocabulary)
        scores = np.where(allowed, evidence @ WEIGHTS + INTERCEPT, -np.inf)
        published = self._as_published(sentence.text, np.where(allowed, evidence[:, 0], -1.0))
        place = int(scores.argmax()) if published is None else published
        probability = float(1 / (1 + np.exp(-scores[place])))
        return Match(self.statements[place], probability, published is not None)

    def evidence(self, sentence: Heard, vocabulary: Vocabulary) -> Floats:
        """What speaks for each statement and against it, one row a statement.

        The columns: the cosine with the nearest example question; the same with what the statement
        says; how much the words tell that stand there too, and those that do not (logarithms); how
        surely the sentence is common business.
        """
        telling = telling_words(sentence.text, vocabulary)
        held = self._words.told(telling)
        missing = sum(telling.values()) - held
        return np.column_stack([
            self._asks.nearest(sentence.vector),
            self._texts.nearest(sentence.vector),
            np.log1p(held),
            np.log1p(np.maximum(missing, 0)),
            np.full(len(self.statements), sentence.county, dtype=np.float32),
        ])  # fmt: skip

    def _as_published(self, text: str, cosines: Floats) -> int | None:
        """The place of the statement of which `text` is an example question."""
        place = self._wordings.get(folded_words(text))
        if place is not None and cosines[place] >= 0:
            return place
        nearest = int(cosines.argmax())
        return nearest if cosines[nearest] >= _NEARLY_AS_PUBLISHED else None


class _Groups:
    """The vectors of several texts of each statement."""

    def __init__(self, texts: Sequence[Sequence[str]], vectors: Mapping[str, Vectors]) -> None:
        rows = [vectors[text] for of_one in texts for text in of_one]
        self._rows: Vectors = np.array(rows, dtype=np.float32).reshape(len(rows), SIZE)
        self._starts = np.cumsum([0, *map(len, texts)])[:-1]

    def nearest(self, vector: Vectors) -> Floats:
        """For each statement the cosine with the nearest of its texts."""
        nearest: Floats = np.maximum.reduceat(self._rows @ vector, self._starts)
        return nearest


class _Holders:
    """Which statements hold which words, by what words are compared by."""

    def __init__(self, words: Sequence[Collection[str]]) -> None:
        self._size = len(words)
        self._owners: dict[str, list[int]] = {}
        for place, of_one in enumerate(words):
            for word in of_one:
                self._owners.setdefault(word, []).append(place)

    def told(self, telling: Mapping[str, float]) -> Floats:
        """For each statement how much those of the words tell that it holds."""
        told = np.zeros(self._size, dtype=np.float32)
        for word, weight in telling.items():
            told[self._owners.get(word, [])] += weight
        return told

    def holding(self, words: Collection[str]) -> Floats:
        """For each statement whether it holds all of the words."""
        held = self.told(dict.fromkeys(words, 1.0))
        return held == len(words)


def _encoded(texts: Collection[str], known: Mapping[str, Vectors]) -> dict[str, Vectors]:
    """The vectors of texts, by text."""
    kept = {text: known[text] for text in texts if text in known}
    fresh = [text for text in dict.fromkeys(texts) if text not in kept]
    return {**kept, **dict(zip(fresh, encode(fresh), strict=True))}
