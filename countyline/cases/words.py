"""The program's names as words for staff, who read English."""

from __future__ import annotations

from collections.abc import Mapping

LANGUAGES: Mapping[str, str] = {"en": "English", "es": "Spanish", "und": "another language"}


def in_words(name: str) -> str:
    """Write a name of the program, such as `asked_for_person`, as words."""
    return name.replace("_", " ")


def language_in_words(code: str) -> str:
    """Write a language."""
    return LANGUAGES.get(code, code)
