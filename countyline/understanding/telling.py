"""The words of a text that tell what it is about, each with how much it tells.

"Where" and "free" stand in many questions; "notary" stands in few. Words are compared by how they
begin, so that "shredding" is found in "shred" and "notarial" in "notary".
"""

from collections.abc import Mapping

from countyline.understanding.grams import Vocabulary
from countyline.understanding.text import folded_words

_BEGINNING = 5
"""Letters of a word that are compared."""
_UNIT = 100.0
"""What a word that few examples hold tells, nearly; only keeps the numbers near one."""


def beginning(word: str) -> str:
    """What a folded word is compared by."""
    return word[:_BEGINNING] if len(word) >= _BEGINNING else word.rstrip("s")


def beginnings(text: str) -> frozenset[str]:
    """What the words of `text` are compared by, numbers left out."""
    return frozenset(beginning(word) for word in folded_words(text) if not word.isdigit())


def telling_words(text: str, vocabulary: Vocabulary) -> Mapping[str, float]:
    """How much each word of `text` tells, by its beginning; numbers tell nothing."""
    told: dict[str, float] = {}
    for word in folded_words(text):
        if not word.isdigit():
            weight = vocabulary.rarity_of(word) ** 2 / _UNIT
            place = beginning(word)
            told[place] = min(weight, told.get(place, weight))
    return told
