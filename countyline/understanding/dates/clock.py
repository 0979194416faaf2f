"""Times of day, as both languages write them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from countyline.understanding.dates.meaning import HALF_OF_PART, NOON, Clock, in_range
from countyline.understanding.dates.numbers_said import read_number
from countyline.understanding.dates.rules import Match

MERIDIEM = r"(?P<half>[ap])\s?\.?\s?m\b\.?"
NO_MERIDIEM = r"(?!\s*[ap]\s?\.?\s?m\b)"


def clock_reader(
    bounds: Mapping[str, str], hours: Mapping[str, int], parts: Mapping[str, str]
) -> Callable[[Match], Clock | None]:
    """Give a reader of times in a language's words for bounds, hours and parts of the day."""

    def read(match: Match) -> Clock | None:
        groups = match.groupdict()
        hour = read_number(groups["hour"], hours)
        minute = _minutes(groups.get("minute"), groups.get("quarter"))
        if hour is None or not 0 <= hour < 2 * NOON or not in_range(minute, 0, 59):
            return None
        half = groups.get("half")
        lead = " ".join((groups.get("lead") or "").split())
        part = parts.get(groups.get("part") or "")
        if half and hour > NOON:
            return None
        if part == "evening" and hour == NOON:  # "las 12 de la noche"
            hour, half = 0, None
        elif part and not half:
            half = HALF_OF_PART[part]
        half = f"{half}m" if half in ("a", "p") else half
        return Clock(hour, minute, half, bound=bounds.get(lead))

    return read


def _minutes(digits: str | None, quarter: str | None) -> int:
    if digits:
        return int(digits)
    return {"media": 30, "cuarto": 15}.get(quarter or "", 0)
