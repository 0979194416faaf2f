"""A time of day joins the day beside it: "a las 3" and "del viernes" are one."""

from __future__ import annotations

import re
from collections.abc import Sequence

from countyline.understanding.dates.meaning import HALF_OF_PART, TRAP, Clock, Symbol, hour_of_day
from countyline.understanding.dates.proposing import Found

_GAP = re.compile(
    r"[\s,]*(?:(?:on|of|in|at|the|early|el|del|de|en|este|por|para)\b\s*){0,2}", re.IGNORECASE
)


def joined(text: str, found: Sequence[Found]) -> list[list[Found]]:
    """Put what was found together with what belongs to it; what says no date is left out."""
    clusters: list[list[Found]] = []
    for item in found:
        if clusters and _joins(text, clusters[-1], item):
            clusters[-1].append(item)
        else:
            clusters.append([item])
    return [cluster for cluster in clusters if _says_a_date(cluster)]


def _joins(text: str, cluster: Sequence[Found], item: Found) -> bool:
    if not _GAP.fullmatch(text[cluster[-1].end : item.start]):
        return False
    members = [*cluster, item]
    days = [m.meaning for m in members if not isinstance(m.meaning, Clock)]
    clocks = [m.meaning for m in members if isinstance(m.meaning, Clock)]
    hours = [c for c in clocks if c.hour is not None]
    parts = [c for c in clocks if c.hour is None]
    return bool(clocks) and TRAP not in days and max(len(days), len(hours), len(parts)) <= 1


def _says_a_date(cluster: Sequence[Found]) -> bool:
    return any(
        item.meaning.alone if isinstance(item.meaning, Clock) else item.meaning != TRAP
        for item in cluster
    )


def symbol_of(text: str, cluster: Sequence[Found]) -> Symbol:
    """Write what belongs together as one symbol."""
    start, end = cluster[0].start, cluster[-1].end
    symbol: Symbol = {"start": start, "end": end, "text": text[start:end]}
    days = [i.meaning for i in cluster if not isinstance(i.meaning, Clock)]
    clocks = [i.meaning for i in cluster if isinstance(i.meaning, Clock)]
    symbol.update(days[0] if days else {"kind": "day", "days": 0, "implied": True})
    for clock in clocks:
        if clock.part:
            symbol["part"] = clock.part
        if clock.bound:
            symbol["bound"] = clock.bound
    for clock in clocks:
        if clock.hour is not None:
            hour = hour_of_day(clock.hour, clock.half or HALF_OF_PART.get(symbol.get("part", "")))
            symbol["time"] = f"{hour:02d}:{clock.minute:02d}"
            symbol.pop("part", None)  # the time says it more exactly
    return symbol
