"""What the grammar of a language holds."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from countyline.understanding.dates.rules import Rule
from countyline.understanding.dates.tense import Tenses


@dataclass(frozen=True)
class Grammar:
    """One language: how its names are spelled, and its rules.

    `unsure` decides by their neighbors on words that have a second meaning. `lookalikes` are real
    words one slip away from a name. `guest_rules` find what is unmistakable in a message of
    another language. `tenses` tell what is spoken of as past.
    """

    aliases: Mapping[str, str]  # misspellings, sure in any neighborhood
    abbreviations: Mapping[str, str]  # sure in a message of this language
    unsure: Callable[[Sequence[str], int], str | None]
    fuzzy: frozenset[str]  # long names found with one slip of the keyboard
    lookalikes: frozenset[str]
    rules: tuple[Rule, ...]
    guest_rules: tuple[Rule, ...]
    tenses: Tenses

    def as_guest(self) -> Grammar:
        """Give what counts of this language in a message of another one."""
        return replace(
            self,
            abbreviations={},
            unsure=_never,
            fuzzy=frozenset(),
            rules=self.guest_rules,
        )


def _never(_words: Sequence[str], _index: int) -> None:
    """Decide on no word."""
