"""What residents say of being told later, and what the desk says to it, in each language."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from countyline.desk.model import Hint, Wish
from countyline.problem import Problem
from countyline.texting.folding import folded
from countyline.words_file import read_words

LANGUAGES: Sequence[Hint] = ("en", "es")


@dataclass(frozen=True)
class FollowingWords:
    """`data/<language>/watching.yml`, as far as the desk needs it."""

    withdraws: Sequence[re.Pattern[str]]
    if_changes: Sequence[re.Pattern[str]]
    takes_up: frozenset[str]
    sentences: Mapping[str, str]


Words = Mapping[Hint, FollowingWords]


def load_following_words(data: Path) -> Words:
    """Read `watching.yml` of every language. Raises Problem."""
    found = {language: _read(data / language / "watching.yml") for language in LANGUAGES}
    if len({frozenset(words.sentences) for words in found.values()}) != 1:
        raise Problem("The sentences of watching.yml are not the same in every language.")
    return found


def wish_in(text: str, words: Words) -> tuple[Wish, Hint] | None:
    """Tell the wish that a whole message is, if any, and in which language it was said."""
    said = folded(text)
    for language, known in words.items():
        if any(pattern.search(said) for pattern in known.withdraws):
            return "withdrawn", language
        if any(pattern.search(said) for pattern in known.if_changes):
            return "if_changes", language
    return None


def takes_up(text: str, words: Words) -> Hint | None:
    """Tell in which language a text is the keyword that takes up an offer; null if it is none.

    “Updates?” asks for news.
    """
    said = folded(text)
    if "?" in text:
        return None
    return next((language for language, known in words.items() if said in known.takes_up), None)


def _read(file: Path) -> FollowingWords:
    try:
        read: Any = read_words(file)
        return FollowingWords(
            withdraws=tuple(re.compile(str(one)) for one in read["withdraws"]),
            if_changes=tuple(re.compile(str(one)) for one in read["if_changes"]),
            takes_up=frozenset(folded(str(one)) for one in read["takes_up"]),
            sentences={str(name): str(text) for name, text in read["sentences"].items()},
        )
    except (OSError, yaml.YAMLError, re.error, KeyError, TypeError, AttributeError) as error:
        raise Problem(f"{file} cannot be used: {error}.") from error
