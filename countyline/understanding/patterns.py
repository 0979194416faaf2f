"""Cues found by small patterns: false premises, danger, and the wish for a person."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property

from countyline.understanding.lexicon import lexicons
from countyline.understanding.text import folded_words


def plain(message: str) -> str:
    """The words of `message`, folded, with one space between them: what patterns look at."""
    return " ".join(folded_words(message))


_TOKEN = re.compile(r"\\.|\[(?:\\.|[^\]\\])*\]|[()|]|[^\\[()|]+", re.DOTALL)


@dataclass(frozen=True)
class AnyOf:
    """What any of several patterns finds.

    Each is searched by itself. Python leaps to where a single pattern may begin; two hundred with
    bars between them are tried at every word, which takes three times as long.
    """

    single: tuple[re.Pattern[str], ...]

    @classmethod
    def of(cls, patterns: Iterable[str]) -> AnyOf:
        """Compile patterns, whose outermost bars part them further."""
        parts = (one for pattern in patterns for one in _alternatives(pattern))
        return cls(tuple(map(re.compile, parts)))

    def is_in(self, text: str) -> bool:
        """Whether one of them finds something."""
        return any(pattern.search(text) for pattern in self.single)

    def replaced(self, text: str, by: str) -> str:
        """The text with `by` in the place of what they find."""
        return self._together.sub(by, text)

    @cached_property
    def _together(self) -> re.Pattern[str]:
        return re.compile("|".join(pattern.pattern for pattern in self.single))


def _alternatives(pattern: str) -> Iterator[str]:
    """What a pattern's outermost bars part."""
    depth, one = 0, ""
    for token in _TOKEN.findall(pattern):
        depth += (token == "(") - (token == ")")
        if token == "|" and not depth:
            yield one
            one = ""
        else:
            one += token
    yield one


@cache
def _premises() -> dict[str, AnyOf]:
    cues: dict[str, list[str]] = {}
    for lists in lexicons():
        for name, patterns in lists.premises.items():
            cues.setdefault(name, []).extend(patterns)
    return {name: AnyOf.of(patterns) for name, patterns in cues.items()}


@cache
def _alarms() -> dict[str, AnyOf]:
    cues: dict[str, list[str]] = {}
    for lists in lexicons():
        for name, patterns in lists.alarms.items():
            cues.setdefault(name, []).extend(patterns)
    return {name: AnyOf.of(patterns) for name, patterns in cues.items()}


@cache
def _harmless() -> AnyOf:
    return AnyOf.of(pattern for lists in lexicons() for pattern in lists.harmless)


@cache
def _set_aside() -> AnyOf:
    return AnyOf.of(pattern for lists in lexicons() for pattern in lists.set_aside)


def is_set_aside(clause: str) -> bool:
    """Whether a clause says what is not asked: "I know you are closed", "no pregunto eso"."""
    return _set_aside().is_in(plain(clause))


@cache
def _another_thing() -> AnyOf:
    return AnyOf.of(pattern for lists in lexicons() for pattern in lists.another_thing)


def points_to_another_thing(message: str) -> bool:
    """Whether `message` says only that another thing is meant: "not that building, the other"."""
    return _another_thing().is_in(plain(message))


@cache
def _pages() -> frozenset[str]:
    return frozenset[str]().union(*(lists.pages for lists in lexicons()))


def speaks_of_a_page(message: str) -> bool:
    """Whether `message` speaks of a website, a search or the like."""
    return not _pages().isdisjoint(folded_words(message))


def premises(message: str) -> list[str]:
    """Names of the premises that `message` seems to take for granted, in a fixed order.

    Both languages are looked at: residents mix them. The answer decides by the facts whether
    the premise is false.
    """
    spoken = plain(message)
    return [name for name, pattern in _premises().items() if pattern.is_in(spoken)]


def is_figure_of_speech(message: str) -> bool:
    """Whether `message` holds an idiom that sounds like danger: "my boss will kill me"."""
    return _harmless().is_in(plain(message))


def alarms(message: str) -> list[str]:
    """Topics/aspects that must never be missed and that the words of `message` name.

    Figures of speech ("I'm dying to know", "me muero de risa") are taken out first, so a message
    that holds one of them and a real alarm still raises the alarm.
    """
    spoken = plain(message)
    raised = [name for name, pattern in _alarms().items() if pattern.is_in(spoken)]
    if not raised:  # nearly always
        return []
    meant = _harmless().replaced(spoken, by=" # ")
    return [name for name in raised if _alarms()[name].is_in(meant)]
