"""What the desk itself says by text, worded in the resident's language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from countyline.desk.model import Hint
from countyline.texting.words import Words

County = Callable[[], Mapping[Hint, str] | None]
"""Gives the county's name in each language; null while nothing was published."""

Help = Callable[[Hint], str | None]
"""Gives what HELP is answered with, as it was published; null while nothing was."""


class Sentences:
    """Words the desk's own texts."""

    def __init__(self, words: Words, county: County, published_help: Help = lambda _: None) -> None:
        self._words = words
        self._county = county
        self._published_help = published_help

    def say(self, name: str, language: Hint) -> str:
        """Give a sentence of `texting.yml`."""
        known = self._words[language].sentences
        county = (self._county() or {}).get(language) or known["county"]
        said = known[name].format(county=county)
        return said[0].upper() + said[1:]

    def help(self, language: Hint) -> str:
        """Say who answers, when staff are there, and how to stop texts."""
        return self._published_help(language) or self.say("help", language)


def record_of(language: Hint) -> dict[str, Any]:
    """Give the record of an answer that tells nothing of the county, as docs/rest.md has it."""
    return {
        "kind": "smalltalk",
        "topic": None,
        "topics": [],
        "subjects": [],
        "facts": [],
        "certainty": None,
        "as_of": None,
        "revision": None,
        "sources": [],
        "language": language,
        "choices": [],
        "case": None,
        "degraded": False,
    }
