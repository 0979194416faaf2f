"""Measures the desk: what it adds to a turn, what open streams cost, what the page weighs.

    make bench-desk

Writes docs/benchmarks-desk.md. It needs Linux, for the memory.
"""

from __future__ import annotations

import argparse
import platform
import shlex
import statistics
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import psutil

from benchmarks.desk.asking import Resident, ask_rasa, connection_to, residents
from benchmarks.desk.weighing import OTHERS, Weight, weigh
from benchmarks.turn.measured import commit
from benchmarks.turn.memory import pss_megabytes
from benchmarks.turn.programs import program_of
from benchmarks.turn.quiet import wait_until_quiet
from countyline.settings import PROJECT_ROOT
from docs.running_system import RunningSystem, running_system

_PAGE = PROJECT_ROOT / "docs" / "benchmarks-desk.md"
_QUESTION = "is the recorder of deeds open on friday"
_FILES = ("/en/", "/es/", "/widget.js", "/panel.js")
_AIM_MILLISECONDS = 5.0
_UNLIMITED = {
    f"COUNTYLINE_LIMIT_{whose}": "1000000/minute"
    for whose in ("CONVERSATION", "ADDRESS", "EVERYBODY")
}
"""One resident asks here as often as thousands do elsewhere."""


@dataclass(frozen=True)
class Turns:
    """Seconds of turns through the desk and straight to Rasa, one of each in turn."""

    desk: Sequence[float]
    rasa: Sequence[float]

    @property
    def cost_milliseconds(self) -> float:
        """What the desk adds at the median."""
        return (statistics.median(self.desk) - statistics.median(self.rasa)) * 1000


@dataclass(frozen=True)
class Streams:
    """Memory of the desk without and with open streams, and turns while they are open."""

    count: int
    before_megabytes: float
    after_megabytes: float
    turns: Turns

    @property
    def kilobytes_each(self) -> float:
        """What one open stream takes."""
        return (self.after_megabytes - self.before_megabytes) * 1000 / self.count


def main() -> None:
    """Measure and write the page."""
    arguments = _arguments()
    busy = wait_until_quiet(60)
    with running_system(extra=_UNLIMITED) as system:
        turns = _turns(system, arguments.turns)
        streams = _streams(system, arguments.streams, arguments.turns)
        weights = [weigh(system.site, address) for address in _FILES]
    _PAGE.write_text(_page(turns, streams, weights, busy), encoding="utf-8")
    print(_PAGE.read_text(encoding="utf-8"))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.desk", description=__doc__)
    parser.add_argument("--turns", type=int, default=300, help="how many of each are measured")
    parser.add_argument("--streams", type=int, default=200, help="how many are held open")
    return parser.parse_args()


def _turns(system: RunningSystem, count: int) -> Turns:
    """Ask through the desk and straight to Rasa by turns, so that drift hits both alike."""
    resident, rasa = Resident(system.site), connection_to(system.rest)
    desk_seconds: list[float] = []
    rasa_seconds: list[float] = []
    for number in range(count + 20):
        through = resident.ask(_QUESTION)
        straight = ask_rasa(rasa, "benchmark", _QUESTION)
        if number >= 20:  # the first ones warm up
            desk_seconds.append(through)
            rasa_seconds.append(straight)
    resident.close()
    return Turns(desk_seconds, rasa_seconds)


def _streams(system: RunningSystem, streams: int, turns: int) -> Streams:
    desk = program_of(system.supervisor, "countyline.running.desk_server")
    before = pss_megabytes(desk)
    with residents(system.site, streams):
        after = pss_megabytes(desk)
        meanwhile = _turns(system, turns)
    return Streams(streams, before, after, meanwhile)


def _page(turns: Turns, streams: Streams, weights: Sequence[Weight], busy: float) -> str:
    cost = turns.cost_milliseconds
    rows = [
        ("Turn straight to Rasa, p50 / p95, ms", _spread(turns.rasa)),
        ("Turn through the desk, message to answer on the stream, p50 / p95, ms",
         _spread(turns.desk)),
        (f"**The desk's own cost at p50, ms** (aim: under {_AIM_MILLISECONDS:g})",
         f"**{cost:.1f}**, {'met' if cost < _AIM_MILLISECONDS else 'falls short'}"),
        ("Through the desk ÷ straight to Rasa, p50",
         f"{statistics.median(turns.desk) / statistics.median(turns.rasa):.2f}"),
        ("Memory of the desk, PSS, MB", f"{streams.before_megabytes:.0f}"),
        (f"The same with {streams.count} open streams, MB", f"{streams.after_megabytes:.0f}"),
        ("One open stream, KB", f"{streams.kilobytes_each:.0f}"),
        (f"Turn through the desk with {streams.count} streams open, p50 / p95, ms",
         _spread(streams.turns.desk)),
    ]  # fmt: skip
    lines = [
        "# Benchmarks of the desk",
        "",
        "Made by `make bench-desk`; edits are lost.",
        "",
        "| | |",
        "|---|---|",
        *(f"| {title} | {figure} |" for title, figure in rows),
        "",
        f"Measured on {datetime.now(UTC):%Y-%m-%d}, commit {commit()}, by "
        f"`python -m benchmarks.desk {shlex.join(sys.argv[1:])}`, on {platform.machine()} with "
        f"{psutil.cpu_count()} processors, of which other programs took {busy:.0%} before the "
        f"start. {len(turns.desk)} turns of each kind, one of each in turn, all programs and the "
        "resident on one machine.",
        "",
        "## What a phone fetches",
        "",
        "| | KB | KB, gzip -9 |",
        "|---|---|---|",
        *(f"| `{one.address}` | {one.plain / 1000:.1f} | {one.packed / 1000:.1f} |"
          for one in weights),
        "",
        "Beside it, published chat widgets (gzip -9, before any conversation): "
        + "; ".join(f"{name} {size} KB" for name, size in OTHERS.items())
        + ". Before the click a page with ours fetches `widget.js` alone.",
        "",
    ]  # fmt: skip
    return "\n".join(lines)


def _spread(seconds: Sequence[float]) -> str:
    ordered = sorted(seconds)
    p95 = ordered[int(len(ordered) * 0.95)]
    return f"{statistics.median(ordered) * 1000:.1f} / {p95 * 1000:.1f}"


if __name__ == "__main__":
    main()
