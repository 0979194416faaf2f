"""The words of the bot: sentence templates in each language, apart from the code.

One file per topic and language, `data/<language>/wording/<topic>.yml`:

    sentences:            templates; `{name}` is filled in by the topic's module
    aspects:              of each aspect: its title (for choices) and what is `unsaid` when
                          nothing is published ("The county has not said {unsaid}.")
    texts:                of templates and aspects: the shorter form for a text message, where
                          there is one; it says the same, with the same values or fewer
    spoken:               likewise the form for the phone, where what is read does not work

Wording is read at start and needs no training. A missing key is an error of ours, never of the
resident: `tests/answers/test_wording.py` compares the trees of all languages.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from string import Formatter

from countyline.answers.medium import Medium
from countyline.cutting import WITH_NEXT
from countyline.status.model import Language

COMMON = "common"
_DOUBLE_STOP = re.compile(rf"\.\.(?=[\s{WITH_NEXT}]|$)")
"""A value that ends in a period ("5 p.m.") at the end of a sentence: one period is enough."""


_NEXT_SENTENCE = re.compile(r"(?<=[.?]) (?=[^a-z])")


def _together(template: str) -> str:
    """Keep the sentences of a template in one message: the second says how sure the first is."""
    return _NEXT_SENTENCE.sub(f"{WITH_NEXT} ", template)


@cache
def _places(template: str) -> frozenset[str]:
    """Name the values that a template needs; there are no more templates than in the files."""
    return frozenset(name for _, name, _, _ in Formatter().parse(template) if name)


class WordingMissing(KeyError):
    """A template or a value that a template needs is not there."""


@dataclass(frozen=True)
class AspectWords:
    """How an aspect is named to residents."""

    title: str
    unsaid: str


@dataclass(frozen=True)
class OtherForms:
    """The forms of one topic's words in another medium than a screen.

    Of templates by key, and of what is `unsaid` and of titles by aspect.
    """

    sentences: Mapping[str, str] = field(default_factory=dict)
    unsaid: Mapping[str, str] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class TopicWords:
    """The words of one topic in one language, and the forms of some in text messages and speech.

    What is missing in those is said as on a screen.
    """

    sentences: Mapping[str, str]
    aspects: Mapping[str, AspectWords]
    texts: OtherForms = OtherForms()
    spoken: OtherForms = OtherForms()

    def in_forms(self, forms: OtherForms) -> TopicWords:
        """Give the words with other forms, for a medium in which an answer may be cut."""
        aspects = {
            key: AspectWords(
                forms.titles.get(key, words.title), forms.unsaid.get(key, words.unsaid)
            )
            for key, words in self.aspects.items()
        }
        sentences = {**self.sentences, **forms.sentences}
        return TopicWords({key: _together(text) for key, text in sentences.items()}, aspects)


class Wording:
    """The words of every language; immutable."""

    def __init__(self, words: Mapping[Language, Mapping[str, TopicWords]]) -> None:
        self._words = words

    @cached_property
    def texted(self) -> Wording:
        """The same words as they stand in text messages."""
        return Wording(
            {
                language: {key: words.in_forms(words.texts) for key, words in topics.items()}
                for language, topics in self._words.items()
            }
        )

    @cached_property
    def spoken(self) -> Wording:
        """The same words as they are said on the phone."""
        return Wording(
            {
                language: {key: words.in_forms(words.spoken) for key, words in topics.items()}
                for language, topics in self._words.items()
            }
        )

    def in_medium(self, medium: Medium) -> Wording:
        """The same words as they stand in a medium."""
        if medium == "screen":
            return self
        return self.texted if medium == "text" else self.spoken

    def say(self, language: Language, topic: str, key: str, /, **values: str) -> str:
        """Fill a template. Raises WordingMissing when it, or a value it needs, is not there."""
        try:
            template = self._words[language][topic].sentences[key]
        except KeyError as missing:
            raise WordingMissing(f"no sentence '{key}' of {topic} in '{language}'") from missing
        needed = _places(template)
        if not needed <= values.keys():
            lacking = ", ".join(sorted(needed - values.keys()))
            raise WordingMissing(f"sentence '{key}' of {topic} in '{language}' needs {lacking}")
        said = template.format_map(values)
        return _DOUBLE_STOP.sub(".", said) if ".." in said else said

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
