"""Words that no example of a topic holds: what makes a near miss a near miss.

"Where do I pay my parking meter fine" stands as near to our examples as a question can, but for
two words that no question of county business ever held. Counted, they tell how far to trust.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from countyline.understanding.text import folded_words
from countyline.understanding.word_counts import Counts

NOT_ASKED_OF_US = frozenset({"out_of_scope", "smalltalk"})


@dataclass(frozen=True)
class Strangeness:
    """How strange the words of a text are to a topic.

    Attributes:
        words: how many words the text has, numbers left out.
        to_all: how many of them no example of county business holds.
        to_topic: how many no example of the topic holds.
        outside: of the word that speaks most for other business: the logarithm of how many times
            more of the examples outside hold it than of those inside.
    """

    words: int
    to_all: int
    to_topic: int
    outside: float


@dataclass(frozen=True)
class FamiliarWords:
    """How many examples of each topic hold each word.

    Attributes:
        words: every word of the examples.
        topics: the topics, in the order of the columns.
        uses: one row a word, one column a topic.
    """

    words: tuple[str, ...]
    topics: tuple[str, ...]
    uses: NDArray[np.uint16]

    @classmethod
    def of(cls, words: Sequence[str], by_word: Counts, topics: Sequence[str]) -> "FamiliarWords":
        """Count in how many examples of each topic each word stands.

        Args:
            words: what the columns of `by_word` count.
            by_word: how often each example holds each word, one row an example.
            topics: the topic of each example.
        """
        known = tuple(sorted(set(topics)))
        belonging = np.array(topics)[:, np.newaxis] == np.array(known)
        uses = (by_word > 0).T @ belonging.astype(np.uint16)
        return cls(tuple(words), known, uses)

    @cached_property
    def _places(self) -> Mapping[str, int]:
        return {word: place for place, word in enumerate(self.words)}

    @cached_property
    def _inside(self) -> NDArray[np.int64]:
        ours = [topic not in NOT_ASKED_OF_US for topic in self.topics]
        return self.uses[:, ours].sum(axis=1, dtype=np.int64)

    @cached_property
    def _outside(self) -> NDArray[np.int64]:
        theirs = [topic in NOT_ASKED_OF_US for topic in self.topics]
        return self.uses[:, theirs].sum(axis=1, dtype=np.int64)

    def strangeness(self, text: str, topic: str, known: Collection[str]) -> Strangeness:
        """Measure `text` against a topic.

        Args:
            text: a sentence.
            topic: one of the topics.
            known: folded words that are familiar for another reason: published names.
        """
        spoken = [word for word in folded_words(text) if not word.isdigit()]
        strange = [word for word in spoken if word not in known]
        places = [self._places[word] for word in strange if word in self._places]
        of_topic = self.uses[places, self.topics.index(topic)]
        inside = self._inside[places]
        outside = np.log((self._outside[places] + 0.5) / (inside + 0.5))
        unseen = len(strange) - len(places)
        return Strangeness(
            words=len(spoken),
            to_all=unseen + int((inside == 0).sum()),
            to_topic=unseen + int((of_topic == 0).sum()),
            outside=float(outside.max(initial=0.0)),
        )

    def tells_of(self, text: str, topic: str, rather_than: str) -> bool:
        """Whether examples of one topic hold some word of `text` more often than those of another.

        Args:
            text: a name.
            topic, rather_than: two of the topics.
        """
        places = [self._places[word] for word in folded_words(text) if word in self._places]
        of_one, of_other = (
            self.uses[places, self.topics.index(name)] for name in (topic, rather_than)
        )
        return bool((of_one > of_other).any())
