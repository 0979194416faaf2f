"""What stands at a place of the status document, in words for staff."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pydantic import JsonValue

from countyline.console.entry_words import choice_in_words, label_of
from countyline.status.model import LANGUAGES

_LANGUAGE_NAMES = {"en": "English", "es": "Spanish"}
_CHOSEN = frozenset({"admits", "certainty", "kind"})
_FULL_MINUTE = re.compile(r"(\d\d:\d\d):00")


def place_in_words(steps: Sequence[str]) -> str:
    """Name a place by the steps that lead to it, such as `What residents are told, Spanish`."""
    return ", ".join(_LANGUAGE_NAMES.get(step) or label_of(step) for step in steps)


def value_in_words(value: JsonValue, field: str = "") -> str:
    """Say what stands there, all of it; nothing where nothing does. `field` names the place."""
    if isinstance(value, dict):
        said = ((key, value_in_words(one, key)) for key, one in value.items())
        return "; ".join(f"{place_in_words((key,))}: {words}" for key, words in said if words)
    if isinstance(value, list):
        is_phrases = field in LANGUAGES or all(isinstance(one, dict) for one in value)
        return ("\n" if is_phrases else ", ").join(value_in_words(one) for one in value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value is None:
        return ""
    text = str(value)
    clock = _FULL_MINUTE.fullmatch(text)
    if clock:
        return clock[1]
    return choice_in_words(text) if field in _CHOSEN else text
