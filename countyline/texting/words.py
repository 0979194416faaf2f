"""What is peculiar to texts in each language, as `data/<language>` holds it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from countyline.desk.model import Hint
from countyline.problem import Problem
from countyline.texting.folding import folded
from countyline.words_file import read_words

LANGUAGES: Sequence[Hint] = ("en", "es")


@dataclass(frozen=True)
class ConsentWords:
    """How one language says stop, start and help. All but `revocations` are whole messages."""

    stop: frozenset[str]
    start: frozenset[str]
    start_again: frozenset[str]
    help: frozenset[str]
    revocations: Sequence[re.Pattern[str]]


@dataclass(frozen=True)
class TextingWords:
    """The rest of it. `numbers` leads from a word to the number of a choice."""

    consent: ConsentWords
    numbers: Mapping[str, int]
    number_leads: frozenset[str]
    more: frozenset[str]
    thanks: str
    reactions: Sequence[re.Pattern[str]]
    automatic: Sequence[re.Pattern[str]]
    sentences: Mapping[str, str]


Words = Mapping[Hint, TextingWords]


def load_words(data: Path) -> Words:
    """Read `consent.yml` and `texting.yml` of every language. Raises Problem."""
    found = {language: _words(data / language) for language in LANGUAGES}
    names = {frozenset(words.sentences) for words in found.values()}
    if len(names) != 1:
        raise Problem("The sentences of texting.yml are not the same in every language.")
    return found


def _words(folder: Path) -> TextingWords:
    try:
        return _texting(
            read_words(folder / "texting.yml"), _consent(read_words(folder / "consent.yml"))
        )
    except (OSError, yaml.YAMLError, re.error, KeyError, TypeError, AttributeError) as error:
        raise Problem(f"The words for texts in {folder} cannot be used: {error}.") from error


def _consent(read: Any) -> ConsentWords:
    return ConsentWords(
        stop=_folded(read["stop"]),
        start=_folded(read["start"]),
        start_again=_folded(read["start_again"]),
        help=_folded(read["help"]),
        revocations=_patterns(read["revocations"], re.UNICODE),
    )


def _texting(read: Any, consent: ConsentWords) -> TextingWords:
    numbers = {
        folded(str(word)): int(number)
        for number, words in read["numbers"].items()
        for word in words
    }
    return TextingWords(
        consent=consent,
        numbers=numbers,
        number_leads=_folded(read["number_leads"]),
        more=_folded(read["more"]),
        thanks=str(read["thanks"]),
        reactions=_patterns(read["reactions"], re.IGNORECASE | re.DOTALL),
        automatic=_patterns(read["automatic"], re.IGNORECASE | re.DOTALL),
        sentences={str(name): str(text) for name, text in read["sentences"].items()},
    )


def _folded(words: Any) -> frozenset[str]:
    return frozenset(folded(str(word)) for word in words)


def _patterns(written: Any, flags: re.RegexFlag) -> Sequence[re.Pattern[str]]:
    return tuple(re.compile(str(one), flags) for one in written)
