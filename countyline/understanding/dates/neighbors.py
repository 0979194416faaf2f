"""What stands around a word, to decide what it means."""

from __future__ import annotations

import re
from collections.abc import Sequence

from countyline.understanding.dates.rules import listed

DAY_DIGITS = re.compile(r"(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?")
_AND = frozenset(listed("and or to thru through y o a"))


def around(words: Sequence[str], index: int) -> tuple[str, str, str, str]:
    """Give the neighbors: two words before (skipping "and"), one before, one after, two after."""

    def at(position: int) -> str:
        return words[position] if 0 <= position < len(words) else ""

    before, after = at(index - 1), at(index + 1)
    far_before = at(index - 2) if before in _AND else before
    far_after = at(index + 2) if after in _AND else after
    return far_before, before, after, far_after
