"""What groups questions for a report: the port, and how what was grouped by meaning is read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from countyline.asked.alike import alike, ranked
from countyline.asked.model import AskedAlike, Unanswered


@dataclass(frozen=True, slots=True)
class Grouped:
    """Groups, the most asked first, and whether their meaning decided."""

    groups: Sequence[AskedAlike]
    by_meaning: bool


class Grouping(Protocol):
    """Groups questions by what they ask."""

    async def of(self, unanswered: Sequence[Unanswered]) -> Grouped:
        """Group questions, each of which has texts, languages and what was understood."""
        ...


class GroupingByWords:
    """Knows no meaning."""

    async def of(self, unanswered: Sequence[Unanswered]) -> Grouped:
        """Group by what was understood, else by words."""
        return Grouped(alike(unanswered), by_meaning=False)


def by_places(
    unanswered: Sequence[Unanswered], places: Sequence[Sequence[int]]
) -> list[AskedAlike]:
    """Describe groups of which the places of their questions are given.

    What stands behind all places is grouped by words. Raises ValueError unless each place up to
    the last one is there once.
    """
    named = sorted(place for group in places for place in group)
    if named != list(range(len(named))) or len(named) > len(unanswered) or not all(places):
        raise ValueError("a question is in no group, or in two")
    by_meaning = ranked([unanswered[place] for place in group] for group in places)
    rest = alike(unanswered[len(named) :])
    return sorted([*by_meaning, *rest], key=lambda group: -group.count)
