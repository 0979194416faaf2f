"""The word lists of each language: `data/<language>/lexicon.yml` and `foreign.yml`.

They hold what grammar gives and training cannot: function words, conjunctions, the openings of
follow-ups, cues of false premises and of danger, and names of other governments.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from countyline.understanding.text import folded_words

DATA = Path(__file__).resolve().parents[2] / "data"
LANGUAGES = ("en", "es")

Phrase = tuple[str, ...]


@dataclass(frozen=True)
class Lexicon:
    """The word lists of one language. Every phrase is a tuple of folded words."""

    language: str
    frame: frozenset[str]
    """Function words that carry a sentence and are not words of the other language."""
    familiar: frozenset[str]
    """Content words that tell the language of a message of one or two words."""
    fillers: frozenset[str]
    """Words that add no topic of their own to a follow-up."""
    openings: tuple[Phrase, ...]
    """How a follow-up begins ("and", "what about")."""
    pointing: Mapping[Phrase, str]
    """Follow-ups that point back ("where is that"), with the topic/aspect that they ask."""
    joins: tuple[Phrase, ...]
    """Conjunctions between two questions, longest first."""
    lookalikes: tuple[Phrase, ...]
    """What looks like a published name and is none ("me registro para votar")."""
    negations: tuple[Phrase, ...]
    """What says that the next name is not meant, where another one is."""
    exclusions: tuple[Phrase, ...]
    """What rules the next name out, whatever else is said ("without going to")."""
    negating: frozenset[str]
    """Single words that rule out some of those after them, in the views' eyes (`phrasing.py`)."""
    contrasts: tuple[Phrase, ...]
    """What ends a negation ("but", "sino")."""
    set_aside: tuple[str, ...]
    """Regular expressions over folded text of what opens a clause that asks nothing."""
    pages: frozenset[str]
    """Words for what is no office, though it is up or down: "when does the search come back"."""
    another_thing: tuple[str, ...]
    """Regular expressions over folded text that point to a thing without naming it."""
    common: frozenset[str]
    """Everyday words that are never a misspelled name."""
    premises: Mapping[str, tuple[str, ...]]
    """Regular expressions over folded text, by false premise."""
    alarms: Mapping[str, tuple[str, ...]]
    """Regular expressions over folded text that must never be missed, by topic/aspect."""
    harmless: tuple[str, ...]
    """Regular expressions of figures of speech that an alarm does not mean."""
    bodies: tuple[Phrase, ...]
    """Agencies, companies and programs that are no part of the county."""
    networks: frozenset[str]
    """Social networks: a source of rumors, where "on" or "from" stands before them."""
    places: tuple[Phrase, ...]
    """Places outside the county."""
    namesakes: tuple[Phrase, ...]
    """Those of them that lie in another county of the same name."""
    properties: frozenset[str]
    """Words for what lies in one place and is taxed there."""
    states: tuple[Phrase, ...]
    """Every state: the county's own among them."""
    foreign_patterns: tuple[str, ...]
    """Regular expressions over folded text of further bodies."""


def _phrases(entries: list[str]) -> tuple[Phrase, ...]:
    unique = {folded_words(str(entry)) for entry in entries}
    return tuple(sorted(unique, key=lambda phrase: (-len(phrase), phrase)))


def _single_words(entries: str) -> frozenset[str]:
    return frozenset(folded_words(entries))


def _read(path: Path) -> dict[str, Any]:
    with path.open(encoding="utf-8") as file:
        loaded: dict[str, Any] = yaml.safe_load(file)
    return loaded


@cache
def lexicon(language: str) -> Lexicon:
    """Read the lists of `language`, once.

    Raises:
        FileNotFoundError: when there is no such language.
    """
    lists = _read(DATA / language / "lexicon.yml")
    foreign = _read(DATA / language / "foreign.yml")
    return Lexicon(
        language=language,
        frame=_single_words(lists["frame"]),
        familiar=_single_words(lists["familiar"]),
        fillers=_single_words(lists["fillers"]),
        openings=_phrases(lists["openings"]),
        pointing={
            phrase: label
            for label, entries in lists["pointing"].items()
            for phrase in _phrases(entries)
        },
        joins=_phrases(lists["joins"]),
        lookalikes=_phrases(lists["lookalikes"]),
        negations=_phrases(lists["negations"]),
        exclusions=_phrases(lists["exclusions"]),
        negating=_single_words(lists["negating"]),
        contrasts=_phrases(lists["contrasts"]),
        set_aside=tuple(lists["set_aside"]),
        pages=_single_words(lists["pages"]),
        another_thing=tuple(lists["another_thing"]),
        common=_single_words(lists["common"]),
        premises={name: tuple(cues) for name, cues in lists["premises"].items()},
        alarms={name: tuple(cues) for name, cues in lists["alarms"].items()},
        harmless=tuple(lists["harmless"]),
        bodies=_phrases(foreign["bodies"]),
        networks=frozenset(foreign["networks"]),
        places=_phrases(foreign["places"]),
        namesakes=_phrases(foreign["namesakes"]),
        properties=frozenset(foreign["properties"]),
        states=_phrases(foreign["states"]),
        foreign_patterns=tuple(foreign["patterns"]),
    )


def lexicons() -> tuple[Lexicon, ...]:
    """The lists of every language."""
    return tuple(lexicon(language) for language in LANGUAGES)
