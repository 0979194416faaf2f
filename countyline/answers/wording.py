"""The words of the bot: sentence templates in each language, apart from the code.

One file per topic and language, `data/<language>/wording/<topic>.yml`:

    sentences:            templates; `{name}` is filled in by the topic's module
    aspects:              of each aspect: its title (for choices) and what is `unsaid` when
                          nothing is published ("The county has not said {unsaid}.")

Wording is read at start and needs no training. A missing key is an error of ours, never of the
resident: `tests/answers/test_wording.py` compares the trees of all languages.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from string import Formatter

from countyline.status.model import Language

COMMON = "common"
_DOUBLE_STOP = re.compile(r"\.\.(?=\s|$)")
"""A value that ends in a period ("5 p.m.") at the end of a sentence: one period is enough."""


class WordingMissing(KeyError):
    """A template or a value that a template needs is not there."""


@dataclass(frozen=True)
class AspectWords:
    """How an aspect is named to residents."""

    title: str
    unsaid: str


@dataclass(frozen=True)
class TopicWords:
    """The words of one topic in one language."""

    sentences: Mapping[str, str]
    aspects: Mapping[str, AspectWords]


class Wording:
    """The words of every language; immutable."""

    def __init__(self, words: Mapping[Language, Mapping[str, TopicWords]]) -> None:
        self._words = words

    def say(self, language: Language, topic: str, key: str, /, **values: str) -> str:
        """Fill a template. Raises WordingMissing when it, or a value it needs, is not there."""
        try:
            template = self._words[language][topic].sentences[key]
        except KeyError as missing:
            raise WordingMissing(f"no sentence '{key}' of {topic} in '{language}'") from missing
        needed = {name for _, name, _, _ in Formatter().parse(template) if name}
        if not needed <= values.keys():
            lacking = ", ".join(sorted(needed - values.keys()))
            raise WordingMissing(f"sentence '{key}' of {topic} in '{language}' needs {lacking}")
        return _DOUBLE_STOP.sub(".", template.format_map(values))

    def has(self, language: Language, topic: str, key: str) -> bool:
        """Tell whether there is a template of that name."""
        words = self._words[language].get(topic)
        return words is not None and key in words.sentences

    def aspect(self, language: Language, name: str) -> AspectWords:
        """Give the words for an aspect, written `topic/aspect`."""
        topic, _, aspect = name.partition("/")
        try:
            return self._words[language][topic].aspects[aspect]
        except KeyError as missing:
            raise WordingMissing(f"no words for the aspect '{name}' in '{language}'") from missing
