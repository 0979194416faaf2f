"""What a call says itself, worded in the caller's language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from countyline.calling.words import CallingWords, MenuChoice, Words
from countyline.desk.model import Hint

MENU_KEYS = ("1", "3", "4", "5")
"""The keys that pick: 2, 9 and 0 mean the same at every turn."""

_NORTH_AMERICAN = re.compile(r"\+1(\d{3})(\d{3})(\d{4})")


class Sentences:
    """Words what a call says itself."""

    def __init__(self, words: Words) -> None:
        self._words = words

    def of(self, language: Hint) -> CallingWords:
        """Give a language's words."""
        return self._words[language]

    def say(self, name: str, language: Hint, **places: str) -> str:
        """Give a sentence of `calling.yml`, with its places filled."""
        said = self._words[language].sentences[name].format(**places)
        return said[:1].upper() + said[1:]

    def menu(self, titles: Iterable[str], language: Hint) -> str:
        """Say which keys pick what, and that zero is for a person."""
        known = self._words[language]
        parts = [
            known.sentences["key_for"].format(title=title, key=known.keys[key])
            for title, key in zip(titles, MENU_KEYS, strict=False)
        ]
        parts.append(known.sentences["or_person"])
        return " ".join(f"{one[:1].upper()}{one[1:]}." for one in parts)

    def menu_of(self, language: Hint) -> Sequence[MenuChoice]:
        """Give what the menu asks."""
        return self._words[language].menu


def written(number: str) -> str:
    """Write a telephone number as staff read it: `816-555-0134`."""
    found = _NORTH_AMERICAN.fullmatch(number)
    return "-".join(found.groups()) if found else number


def dialed(digits: str) -> str | None:
    """Give the North American number that digits are, as `+18165550134`; None when they are not."""
    only = re.sub(r"\D", "", digits)
    found = re.fullmatch(r"1?([2-9]\d{2}[2-9]\d{6})", only)
    return f"+1{found[1]}" if found else None
