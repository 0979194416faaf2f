"""Numbers in digits or in words."""

from __future__ import annotations

import re
from collections.abc import Mapping


def read_number(word: str, words: Mapping[str, int]) -> int | None:
    """Read digits, an ordinal ("8th", "1ro") or a number word; None for anything else."""
    plain = " ".join(word.replace("-", " ").split())
    if plain in words:
        return words[plain]
    digits = re.match(r"\d{1,4}", plain)
    return int(digits.group()) if digits else None
