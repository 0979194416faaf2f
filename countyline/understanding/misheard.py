"""Published names that speech recognition took for other words: "proper research", "action board".

Recognition writes real words, so a name that it does not know comes as words that sound like it,
with the spaces elsewhere. Letters and sounds of whole names are compared with those of a few words
in a row. One of these must be a word that people seldom say to a county: "property tax" is no
property search, however near it is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from countyline.understanding.lexicon import Phrase
from countyline.understanding.phonetics import sound
from countyline.understanding.text import Word, words

_LEAST_LIKENESS = 0.75
_LEAST_OF_ONE = 2 * _LEAST_LIKENESS - 1
"""Likeness that letters alone, and sounds alone, must have."""
_SHORTEST_NAME = 10

Span = tuple[int, int]


@dataclass(frozen=True)
class _Name:
    written: str
    size: int
    letters: str
    sounds: str


@dataclass(frozen=True)
class _Window:
    """Some words in a row."""

    first: int
    spoken: Sequence[Word]

    @property
    def places(self) -> range:
        """Where its words stand."""
        return range(self.first, self.first + len(self.spoken))


class MisheardNames:
    """Finds the names of one revision in bad transcripts."""

    def __init__(
        self,
        names: Iterable[tuple[str, Phrase]],
        ordinary: Collection[str],
        fillers: Collection[str],
    ) -> None:
        """Prepare the names.

        Args:
            names: each as it is published, and its folded words.
            ordinary: folded words that recognition seldom writes for a name.
            fillers: folded words that no name begins or ends with.
        """
        self._ordinary = frozenset(ordinary)
        self._fillers = frozenset(fillers)
        self._by_size: dict[int, list[_Name]] = {}
        for written, phrase in names:
            letters = "".join(phrase)
            if len(letters) >= _SHORTEST_NAME and letters.isalpha():
                name = _Name(written, len(phrase), letters, _sounds(phrase))
                for size in range(max(1, name.size - 1), name.size + 2):
                    self._by_size.setdefault(size, []).append(name)
        self._letters = {
            size: [name.letters for name in names] for size, names in self._by_size.items()
        }

    def mended(self, text: str, ours: Collection[Span] = ()) -> str:
        """A transcript with the names that it has wrong as they are published.

        Args:
            text: the transcript.
            ours: offsets of the names that it has right.
        """
        spoken = words(text)
        free = [not any(a < word.end and word.start < b for a, b in ours) for word in spoken]
        found: list[tuple[_Window, str]] = []
        for _, window, written in sorted(self._alike(spoken), key=lambda entry: -entry[0]):
            if all(free[place] for place in window.places):
                free[window.first : window.places.stop] = [False] * len(window.spoken)
                found.append((window, written))
        for window, written in sorted(found, key=lambda entry: -entry[0].first):
            start, end = window.spoken[0].start, window.spoken[-1].end
            text = text[:start] + written + text[end:]
        return text

    def _alike(self, spoken: Sequence[Word]) -> Iterator[tuple[float, _Window, str]]:
        for window in self._windows(spoken):
            phrase = tuple(word.text for word in window.spoken)
            names = self._by_size[len(phrase)]
            near = process.extract(
                "".join(phrase),
                self._letters[len(phrase)],
                scorer=DamerauLevenshtein.normalized_similarity,
                score_cutoff=_LEAST_OF_ONE,
                limit=None,
            )
            sounds = _sounds(phrase) if near else ""
            for _, spelled, place in near:
                likeness = (spelled + _likeness(sounds, names[place].sounds)) / 2
                if likeness >= _LEAST_LIKENESS:
                    yield likeness, window, names[place].written

    def _windows(self, spoken: Sequence[Word]) -> Iterator[_Window]:
        """Words in a row of which one at least is no ordinary one."""
        for size in sorted(self._by_size):
            for first in range(len(spoken) - size + 1):
                window = spoken[first : first + size]
                if {window[0].text, window[-1].text} & self._fillers:
                    continue
                if not self._ordinary.issuperset(word.text for word in window):
                    yield _Window(first, window)


def _likeness(heard: str, meant: str) -> float:
    return DamerauLevenshtein.normalized_similarity(heard, meant, score_cutoff=_LEAST_OF_ONE)


def _sounds(phrase: Phrase) -> str:
    return "".join(map(sound, phrase))
