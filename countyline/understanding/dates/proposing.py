"""What each rule proposes; of proposals that overlap the longest wins."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from countyline.understanding.dates.meaning import Meaning
from countyline.understanding.dates.rules import Rule
from countyline.understanding.dates.view import View


@dataclass(frozen=True)
class Found:
    """Words of the message, and what they say. The lower `rank` wins between equals."""

    start: int
    end: int
    rank: int
    meaning: Meaning


def proposed(rule: Rule, view: View, rank: int) -> Iterable[Found]:
    """Yield what a rule finds in a view."""
    for match in rule.pattern.finditer(view.text):
        meaning = rule.read(match)
        if meaning is not None:
            start, end = view.span(*match.span())
            yield Found(start, end, rank, meaning)


def longest(proposals: Iterable[Found]) -> list[Found]:
    """Keep the longest of overlapping proposals; on a tie the message's own language."""
    kept: list[Found] = []
    for found in sorted(proposals, key=lambda f: (f.start - f.end, f.rank, f.start)):
        if all(found.end <= other.start or found.start >= other.end for other in kept):
            kept.append(found)
    kept.sort(key=lambda f: f.start)
    return kept
