"""How near a grouping comes to the true one: pairs, and B-cubed (Bagga and Baldwin 1998).

Pairs: of two questions put together, how often they ask the same (precision); of two that ask the
same, how often they were put together (recall). Large groups weigh by the square of their size. In
B-cubed each question weighs the same: how much of its group asks the same as it does, and how much
of what asks the same is in its group.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Score:
    """Between 0 and 1."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """Give the harmonic mean of both."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def pairs(true: Sequence[Hashable], found: Sequence[Hashable]) -> Score:
    """Judge pairs. Each sequence names the group of each question, in the same order."""
    together = _pairs(Counter(zip(true, found, strict=True)))
    put, same = _pairs(Counter(found)), _pairs(Counter(true))
    # Who puts nothing together makes no mistake with it.
    return Score(together / put if put else 1.0, together / same if same else 1.0)


def b_cubed(true: Sequence[Hashable], found: Sequence[Hashable]) -> Score:
    """Judge each question by its group. Raises ZeroDivisionError when there is none."""
    both = Counter(zip(true, found, strict=True))
    of_true, of_found = Counter(true), Counter(found)
    count = len(true)
    return Score(
        sum(n * n / of_found[group] for (_, group), n in both.items()) / count,
        sum(n * n / of_true[asks] for (asks, _), n in both.items()) / count,
    )


def _pairs(sizes: Counter[Hashable]) -> int:
    return sum(size * (size - 1) // 2 for size in sizes.values())
