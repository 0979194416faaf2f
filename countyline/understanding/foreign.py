"""Agencies, cities, counties and companies that a message names and the document does not.

The near misses of a county's bot differ from its questions by one name: the IRS, the post office,
another county. Such a name takes away the confidence that the answer is ours to give.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise

from countyline.revision import Revision
from countyline.understanding.lexicon import Phrase, lexicons
from countyline.understanding.text import Word, folded_words, words

Span = tuple[int, int]

_GENERIC = frozenset(
    [
        "county", "condado", "of", "the", "de", "del", "la", "el",
        "en", "y", "and", "in", "city", "ciudad", "state", "estado",
    ]
)  # fmt: skip
_GOES_ON = frozenset(["city", "ave", "avenue", "st", "street", "blvd", "rd", "road"])
"""What makes a name another one's: "Kansas" is a state, Kansas City and Kansas Avenue are here."""
_MY_BANK: Phrase = ("my", "bank")
_OF_MY_BANK = frozenset(["account", "accounts", "card", "cards", "details", "info", "information",
                         "routing", "number", "numbers"])  # fmt: skip
"""What a resident has at a bank: "is my bank account safe" asks nothing of the bank."""


@lru_cache(maxsize=1)
def _bodies() -> dict[str, list[Phrase]]:
    return _by_first_word(phrase for lists in lexicons() for phrase in lists.bodies)


@lru_cache(maxsize=1)
def _places() -> dict[str, list[Phrase]]:
    return _by_first_word(phrase for lists in lexicons() for phrase in lists.places)


@lru_cache(maxsize=1)
def _states() -> dict[str, list[Phrase]]:
    return _by_first_word(phrase for lists in lexicons() for phrase in lists.states)


@lru_cache(maxsize=1)
def _namesakes() -> dict[str, list[Phrase]]:
    return _by_first_word(phrase for lists in lexicons() for phrase in lists.namesakes)


def _by_first_word(phrases: Iterable[Phrase]) -> dict[str, list[Phrase]]:
    by_first: dict[str, list[Phrase]] = {}
    for phrase in sorted(phrases, key=len, reverse=True):
        by_first.setdefault(phrase[0], []).append(phrase)
    return by_first


@lru_cache(maxsize=1)
def _patterns() -> list[re.Pattern[str]]:
    return [re.compile(pattern) for lists in lexicons() for pattern in lists.foreign_patterns]


class ForeignFinder:
    """Finds names that are not the document's own. Build it once a revision."""

    def __init__(self, revision: Revision | None) -> None:
        self._home = _home_words(revision)
        self._name = _name_words(revision)

    def spans(self, message: str, ours: Collection[Span]) -> list[Span]:
        """Offsets of the foreign bodies in `message`, leftmost first.

        Args:
            message: the message as written.
            ours: offsets of published subjects; what lies within them is no foreign name.
        """
        spoken = words(message)
        read_there = _read_there(spoken)
        listed = set(_listed(spoken, _bodies())) - read_there
        namesakes = set(self._namesakes(message, spoken))
        return _apart(listed | namesakes | set(self._patterned(spoken)), ours)

    def places(self, message: str, ours: Collection[Span]) -> list[Span]:
        """Offsets of places outside the county in `message`; arguments as those of `spans`."""
        spoken = words(message)
        named = (
            (start, end)
            for start, end in _listed(spoken, _places())
            if not set(folded_words(message[start:end])) <= self._home
        )
        return _apart(named, ours)

    def lots(self, message: str, ours: Collection[Span]) -> list[Span]:
        """Offsets of those places where something is taxed that is not taxed here.

        A property lies there ("our house in Belton"), or another county of our name does ("my
        daughter in Pascagoula owes Jackson County").
        """
        spoken = words(message)
        of_our_name = set(_listed(spoken, _namesakes()))
        return [
            (start, end)
            for start, end in self.places(message, ours)
            if (start, end) in of_our_name or _lies_there(spoken, start)
        ]

    def _namesakes(self, message: str, spoken: list[Word]) -> Iterator[Span]:
        """Counties of our name elsewhere: "Jackson County, Oregon", "Medford, Jackson County"."""
        for start, end in _listed(spoken, _places()):
            before, after = self._beside(spoken, start, end)
            if before is not None and before.text in self._name:
                yield from _in_one_sentence(message, before.start, end)
            elif after is not None and after.text in self._name:
                yield from _in_one_sentence(message, start, after.end)
        for start, end in _listed(spoken, _states()):
            before, _ = self._beside(spoken, start, end)
            ours = set(folded_words(message[start:end])) <= self._home
            if before is not None and before.text in self._name and not ours:
                yield from _in_one_sentence(message, before.start, end)

    def _beside(
        self, spoken: Sequence[Word], start: int, end: int
    ) -> tuple[Word | None, Word | None]:
        """The words before and after a stretch, words such as "county" and "of" left out."""
        telling = [word for word in spoken if word.text not in _GENERIC]
        before = [word for word in telling if word.end <= start]
        after = [word for word in telling if word.start >= end]
        return (before[-1] if before else None), (after[0] if after else None)

    def _patterned(self, spoken: list[Word]) -> Iterator[Span]:
        plain = " ".join(word.text for word in spoken)
        starts = {}
        place = 0
        for word in spoken:
            starts[place] = word
            place += len(word.text) + 1
        ends = {place + len(word.text): word for place, word in starts.items()}
        for pattern in _patterns():
            for match in pattern.finditer(plain):
                whole = match.start() in starts and match.end() in ends
                if whole and not set(match.group().split()) & self._home:
                    yield starts[match.start()].start, ends[match.end()].end


_STOP = re.compile(r"[.!?;:]\s")
_WHERE = frozenset(["on", "from", "in", "over", "en", "por", "de", "del"])
_LIES = frozenset(["in", "at", "en", "near", "de"])
_NEAR_BY = 4
"""Words between a property and the place where it lies, at most: "the house that we bought in"."""
_TELLS = frozenset(["says", "shows", "lists", "gives", "dice", "muestra", "ensena", "da", "sale"])


def _read_there(spoken: Sequence[Word]) -> set[Span]:
    """Offsets of social networks that something was read on: "on Facebook", "Google shows me"."""
    networks = frozenset[str]().union(*(lists.networks for lists in lexicons()))
    before = {name for left, name in pairwise(spoken) if left.text in _WHERE}
    after = {name for name, right in pairwise(spoken) if right.text in _TELLS}
    return {(name.start, name.end) for name in before | after if name.text in networks}


def _lies_there(spoken: Sequence[Word], start: int) -> bool:
    """Whether a property is said to lie in the place that begins at `start`."""
    *before, last = ["", *(word.text for word in spoken if word.end <= start)]
    things = frozenset[str]().union(*(lists.properties for lists in lexicons()))
    return last in _LIES and not things.isdisjoint(before[-_NEAR_BY:])


def _in_one_sentence(message: str, start: int, end: int) -> Iterator[Span]:
    if not _STOP.search(message[start:end]):
        yield start, end


def _apart(spans: Iterable[Span], ours: Collection[Span]) -> list[Span]:
    """The spans that overlap none of `ours` and none before them."""
    kept: list[Span] = []
    for start, end in sorted(spans):
        if not any(a < end and start < b for a, b in [*ours, *kept]):
            kept.append((start, end))
    return kept


def _listed(spoken: list[Word], phrases: Mapping[str, Sequence[Phrase]]) -> Iterator[Span]:
    texts = tuple(word.text for word in spoken)
    for place, text in enumerate(texts):
        for phrase in phrases.get(text, ()):
            follows = "".join(texts[place + len(phrase) : place + len(phrase) + 1])
            if texts[place : place + len(phrase)] == phrase and not _is_part(phrase, follows):
                yield spoken[place].start, spoken[place + len(phrase) - 1].end
                break


def _is_part(phrase: Phrase, follows: str) -> bool:
    """Whether the word after a name makes it a part of another one."""
    return follows in _GOES_ON or (phrase == _MY_BANK and follows in _OF_MY_BANK)


def _home_words(revision: Revision | None) -> frozenset[str]:
    """Words of the county's own name and of its state."""
    return _words_of(_named(revision))


def _name_words(revision: Revision | None) -> frozenset[str]:
    """Words of the county's own name alone."""
    return _words_of(_named(revision).get("name"))


def _words_of(value: object) -> frozenset[str]:
    found: set[str] = set()
    for text in _strings(value):
        found.update(folded_words(text))
    return frozenset(found) - _GENERIC


def _named(revision: Revision | None) -> Mapping[str, object]:
    organization = revision.status.get("organization") if revision is not None else None
    if not isinstance(organization, dict):
        return {}
    return {key: organization.get(key) for key in ("name", "state")}


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from _strings(part)
    elif isinstance(value, list):
        for part in value:
            yield from _strings(part)
