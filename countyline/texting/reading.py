"""What a text means, given the last answer: a choice by its number, more of it, thanks.

Whatever it is not goes to Rasa as it came.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from countyline.desk.model import Hint
from countyline.desk.wishes import WATCH
from countyline.texting.folding import folded
from countyline.texting.oddities import is_thanks
from countyline.texting.words import Words

_NUMBER = re.compile(r"[#(*]?\s?([1-9])\s?[.)#:*]{0,2}")


@dataclass(frozen=True, slots=True)
class Say:
    """Ask Rasa this."""

    text: str


@dataclass(frozen=True, slots=True)
class More:
    """Give the next part of the last answer. `language` is null where both say it so."""

    language: Hint | None


def read_text(text: str, context: Mapping[str, Any] | None, words: Words) -> Say | More:
    """Tell what a text means. `context` is what the conversation is about."""
    titles = _titles(context)
    number = _number(text, words)
    if number is not None and number <= len(titles):
        return Say(titles[number - 1])
    said = folded(text)
    asking = [language for language, known in words.items() if said in known.more]
    if asking:
        return More(asking[0] if len(asking) == 1 else None)
    if is_thanks(text):
        return Say(words[_language(context)].thanks)
    return Say(text)


def _language(context: Mapping[str, Any] | None) -> Hint:
    return "es" if (context or {}).get("language") == "es" else "en"


def _titles(context: Mapping[str, Any] | None) -> list[str]:
    choices = (context or {}).get("choices")
    if not isinstance(choices, list | tuple):
        return []
    titled = (one for one in choices if isinstance(one, Mapping) and one.get("title"))
    # A text lists no offer to be told later: a number is no agreement to be written to.
    return [str(one["title"]) for one in titled if not str(one.get("id")).startswith(WATCH)]


def _number(text: str, words: Words) -> int | None:
    digit = _NUMBER.fullmatch(text.strip())
    if digit:
        return int(digit[1])
    lead, _, last = folded(text).rpartition(" ")
    leads = set().union(*(known.number_leads for known in words.values()))
    if lead in leads and last in set("123456789"):
        return int(last)
    said = last if lead in leads else folded(text)
    named = (known.numbers[said] for known in words.values() if said in known.numbers)
    return next(named, None)
