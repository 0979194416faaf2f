"""How rules are written: a pattern of whole words, and what reads its match."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from countyline.understanding.dates.meaning import TRAP, Meaning, Symbol

Match = re.Match[str]


@dataclass(frozen=True)
class Rule:
    """Words to look for, and what they say."""

    pattern: re.Pattern[str]
    read: Callable[[Match], Meaning | None]  # None: not a date after all


def rule(pattern: str, read: Callable[[Match], Meaning | None]) -> Rule:
    """Compile a pattern of whole words; a space in it stands for any white space."""
    spaced = re.sub(r" ", r"\\s+", pattern)
    return Rule(re.compile(rf"(?<![\w@]){spaced}(?!\w)"), read)


def means(**symbol: Any) -> Callable[[Match], Symbol]:
    """Give a reader for words that always mean the same."""
    return lambda _match: dict(symbol)


def trap(pattern: str) -> Rule:
    """Make a rule for words that look like a date and are none."""
    return rule(pattern, lambda _match: TRAP)


def any_of(words: Iterable[str]) -> str:
    """Write a pattern of any of some words, the longest first."""
    return "(?:" + "|".join(sorted(words, key=lambda w: (-len(w), w))) + ")"


def follow(words: str) -> str:
    """A number ends its date here: the sentence ends, or goes on with one of ``words``.

    "the 8th?" and "the 8th at noon" are dates, "the 8th floor" and "the 16th Circuit" are not.
    """
    spaced = words.replace(" ", r"\s+")
    return rf"(?![.,:]\d)(?=\s*(?:(?:{spaced})(?!\w)|[^\w\s$%#/&+'’-]|\s-|$))"


def is_whole_message(match: Match) -> bool:
    """Tell whether a message holds nothing but this."""
    return match.string.strip(" ?¿.!") == match.group()


def listed(line: str) -> list[str]:
    """Give the words of a list that is written as a line."""
    return line.split()
