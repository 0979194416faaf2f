"""How sure a share is: Wilson's score interval, which holds for small counts and for none."""

from __future__ import annotations

from math import sqrt
from typing import NamedTuple

Z_95 = 1.959964


class Interval(NamedTuple):
    """Bounds of a share, 0 to 1."""

    low: float
    high: float


def wilson(hits: int, of: int, z: float = Z_95) -> Interval:
    """Give the interval in which the true share lies, two-sided, 95 % unless told.

    Nothing measured gives 0 to 1. Raises ValueError for counts that cannot be.
    """
    if not 0 <= hits <= of:
        raise ValueError(f"{hits} of {of} is no share")
    if of == 0:
        return Interval(0.0, 1.0)
    share, weight = hits / of, z * z / of
    middle = (share + weight / 2) / (1 + weight)
    reach = z * sqrt(share * (1 - share) / of + weight / (4 * of)) / (1 + weight)
    low = 0.0 if hits == 0 else max(0.0, middle - reach)
    high = 1.0 if hits == of else min(1.0, middle + reach)
    return Interval(low, high)
