"""Telephone numbers: which ones are answered, and how they are shown."""

from __future__ import annotations

import re
from collections.abc import Sequence

_PERSONS = re.compile(r"\+[1-9][0-9]{6,14}")
_LEFT = re.compile(
    r"(?<![\w.@])(\+?1[\s.-]?)?\(?([2-9][0-9]{2})\)?[\s.-]?([2-9][0-9]{2})[\s.-]?([0-9]{4})(?!\w)"
)


def is_served(number: str, countries: Sequence[str]) -> bool:
    """Tell whether texts of this number are answered.

    Short codes, names and other networks' addresses are programs or cost what nobody can know.
    """
    return _PERSONS.fullmatch(number) is not None and number.startswith(tuple(countries))


def shown(number: str) -> str:
    """Give a number as it may stand in a log: its last digits."""
    return f"…{number[-4:]}" if len(number) > 6 else "…"


def number_left_in(contact: str | None) -> str | None:
    """Give the North American number that a resident left for a reply, as `+18165550100`."""
    found = _LEFT.search(contact or "")
    return f"+1{found[2]}{found[3]}{found[4]}" if found else None
