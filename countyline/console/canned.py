"""Replies that staff need again and again, in both languages, filled from the current status.

`data/<language>/canned.yml` holds them, with places in braces. A reply of which a place cannot be
filled, such as `{answer}` where the bot has none, is not offered in that language.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from string import Formatter
from typing import Any

import yaml

from countyline.problem import Problem
from countyline.status.model import LANGUAGES, Language
from countyline.words_file import read_words

PLACES = frozenset({"county", "staff_hours", "case", "answer"})


@dataclass(frozen=True, slots=True)
class CannedReply:
    """One reply: its name for staff and its text in each language."""

    id: str
    title: str
    texts: Mapping[Language, str]

    def filled(self, values: Mapping[Language, Mapping[str, str | None]]) -> dict[Language, str]:
        """Fill the texts whose every place is known."""
        found: dict[Language, str] = {}
        for language, text in self.texts.items():
            known = {name: value for name, value in values[language].items() if value}
            if places_of(text) <= known.keys():
                found[language] = text.format_map(known)
        return found


@dataclass(frozen=True, slots=True)
class Canned:
    """All of them, in the order of the files."""

    replies: Sequence[CannedReply]

    def by_id(self, wanted: str) -> CannedReply | None:
        """Give the reply with this id."""
        return next((one for one in self.replies if one.id == wanted), None)


def load_canned(data: Path) -> Canned:
    """Read `<data>/<language>/canned.yml` of every language. Raises Problem."""
    read = {language: _read(data / language / "canned.yml") for language in LANGUAGES}
    first = read["en"]
    for language, entries in read.items():
        if list(entries) != list(first):
            raise Problem(f"data/{language}/canned.yml has other replies than data/en/canned.yml.")
    return Canned(
        [
            CannedReply(
                id=key,
                title=str(entry["title"]),
                texts={language: str(read[language][key]["text"]).strip() for language in read},
            )
            for key, entry in first.items()
        ]
    )


def places_of(text: str) -> set[str]:
    """Name the places of a text."""
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def _read(file: Path) -> dict[str, Any]:
    try:
        content: Any = read_words(file)
        entries = {str(entry["id"]): entry for entry in content["replies"]}
        places = {place for entry in entries.values() for place in places_of(str(entry["text"]))}
    except (OSError, yaml.YAMLError, KeyError, TypeError, ValueError) as error:
        raise Problem(f"{file} cannot be read as replies: {type(error).__name__}.") from error
    if unknown := places - PLACES:
        raise Problem(f"{file} has a place {{{min(unknown)}}} that nothing fills.")
    return entries
