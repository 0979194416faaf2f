"""Subjects and dates apart from topics: precision and recall on the lines that are labeled."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from benchmarks.understanding.intervals import Interval, wilson
from benchmarks.understanding.lines import Days, Line


@dataclass(frozen=True)
class Found:
    """What understanding found in one message."""

    subjects: tuple[str, ...] = ()
    days: tuple[Days, ...] = ()


@dataclass(frozen=True)
class Share:
    """So many of so many."""

    hits: int
    of: int

    @property
    def interval(self) -> Interval:
        """Its 95 % interval."""
        return wilson(self.hits, self.of)


@dataclass(frozen=True)
class Recognition:
    """Precision: of what was found, what fits. Recall: of what was named, what was found."""

    precision: Share
    recall: Share


def subjects(pairs: Iterable[tuple[Line, Found]]) -> Recognition:
    """Measure the lines with `ok_subjects`.

    The labels list what fits, not all that must be found: a line is recalled when one is found.
    """
    right = found = recalled = labeled = 0
    for line, seen in pairs:
        if line.ok_subjects:
            fitting = set(seen.subjects) & set(line.ok_subjects)
            right, found = right + len(fitting), found + len(set(seen.subjects))
            recalled, labeled = recalled + bool(fitting), labeled + 1
    return Recognition(Share(right, found), Share(recalled, labeled))


def dates(pairs: Iterable[tuple[Line, Found]]) -> Recognition:
    """Measure the lines with `dates`, as calendar days: the whole stretch must be the same."""
    right = found = labeled = 0
    for line, seen in pairs:
        if line.dates:
            both = set(seen.days) & set(line.dates)
            right, found, labeled = (
                right + len(both),
                found + len(set(seen.days)),
                labeled + len(set(line.dates)),
            )
    return Recognition(Share(right, found), Share(right, labeled))
