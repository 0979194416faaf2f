"""Whether a confidence of 0.9 is right nine times of ten."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.understanding.intervals import Interval, wilson

BINS = 10


@dataclass(frozen=True)
class Bin:
    """Messages whose confidence lies from `low` to `high`."""

    low: float
    high: float
    said: float
    right: int
    of: int

    @property
    def interval(self) -> Interval:
        """The 95 % interval of the share that is right."""
        return wilson(self.right, self.of)


def bins(pairs: Sequence[tuple[float, bool]], count: int = BINS) -> list[Bin]:
    """Sort (confidence, whether right) into equally wide bins; empty ones are left out."""
    made = []
    for place in range(count):
        inside = [pair for pair in pairs if min(count - 1, int(pair[0] * count)) == place]
        if inside:
            said = sum(confidence for confidence, _ in inside) / len(inside)
            right = sum(is_right for _, is_right in inside)
            made.append(Bin(place / count, (place + 1) / count, said, right, len(inside)))
    return made


def expected_error(made: Sequence[Bin]) -> float:
    """Give the mean distance between what was said and what was right, weighted by messages."""
    total = sum(one.of for one in made)
    return sum(abs(one.said - one.right / one.of) * one.of for one in made) / max(1, total)
