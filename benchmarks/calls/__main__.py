"""Measures many calls at once through the Twilio front end, with Rasa killed once in between.

    make bench-calls

Writes docs/benchmarks-calls.md. The real programs on SQLite; Twilio and the callers are played, in
one more process on the same machine.
"""

from __future__ import annotations

import argparse
import math
import os
import platform
import shlex
import sys
from collections.abc import Sequence
from datetime import UTC, datetime

import psutil

from benchmarks.calls.loading import Found, Load, run
from benchmarks.texting.fake_twilio import ACCOUNT, TOKEN
from benchmarks.turn.measured import commit
from benchmarks.turn.quiet import wait_until_quiet
from benchmarks.understanding.measuring import percentile
from countyline.settings import PROJECT_ROOT
from docs.running_system import running_system

PAGE = PROJECT_ROOT / "docs" / "benchmarks-calls.md"
MOST_SECONDS = 1.0
_NICENESS = 5
_SETTINGS = {"TWILIO_ACCOUNT_SID": ACCOUNT, "TWILIO_AUTH_TOKEN": TOKEN}


def main(arguments: Sequence[str]) -> None:
    """Measure, and write the page. Ends with an error when an aim is missed."""
    asked = _arguments(arguments)
    busy, revision = wait_until_quiet(asked.quiet), commit()
    load = Load(calls=asked.calls, seconds=asked.seconds)
    with running_system(extra=_SETTINGS) as system:
        # What plays the world must not take the processors from what is measured.
        os.nice(_NICENESS)
        found = run(load, system)
    command = shlex.join(["python", "-m", "benchmarks.calls", *arguments])
    page = page_of(load, found, f"commit {revision}, by `{command}`", busy)
    if asked.print:
        print(page)
    else:
        PAGE.write_text(page, encoding="utf-8")
    if not is_kept(found):
        sys.exit("Calls were dropped, questions got no answer, or turns took too long.")


def _arguments(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.calls")
    parser.add_argument("--calls", type=int, default=200, help="how many at once")
    parser.add_argument("--seconds", type=float, default=60.0, help="how long all are held")
    parser.add_argument("--quiet", type=float, default=120.0, help="seconds to wait for quiet")
    parser.add_argument("--print", action="store_true", help="print instead of writing the page")
    return parser.parse_args(arguments)


def is_kept(found: Found) -> bool:
    """Tell whether the aims are met: no call dropped, no question without an answer, p95."""
    is_whole = not found.dropped and not found.unanswered and not found.outcomes.get("none")
    return is_whole and _percentile(found.requests, 0.95) < MOST_SECONDS


def page_of(load: Load, found: Found, measured: str, busy: float) -> str:
    """Write the page."""
    slow = _percentile(found.requests, 0.95)
    held = load.beginning + load.seconds
    rows = [
        ("Calls, each by its own id", f"{load.calls}"),
        ("Most at once", f"{found.most_at_once}"),
        ("All held for, seconds, after the last began", f"{load.seconds:g}"),
        ("Requests", f"{len(found.requests):,}, {len(found.requests) / held:.0f} a second"),
        ("Questions answered", f"{len(found.answers):,}"),
        ("`kill -9` of Rasa", "none" if load.killed_after is None else "one, in between"),
        ("**Calls dropped**", f"**{sum(found.dropped.values())}**{_reasons(found)}"),
        ("**Questions without an answer**",
         f"**{found.unanswered}**, by the desk's records {found.outcomes.get('none', 0)}"),
        ("Questions answered with the headline", f"{found.outcomes.get('headline', 0):,}"),
        ("Calls that ended with a farewell", f"{found.farewells}"),
        ("A turn (one request), p50 / p99, ms", _spread(found.requests)),
        (f"**A turn, p95, ms** (aim: under {MOST_SECONDS * 1000:.0f})",
         f"**{slow * 1000:.0f}**, {'kept' if slow < MOST_SECONDS else 'falls short'}"),
        ("From a question to its answer, p50 / p99, ms", _spread(found.answers)),
        ("The same, p95, ms", f"{_percentile(found.answers, 0.95) * 1000:.0f}"),
        ('Requests that asked again after "One moment, please"', f"{len(found.waiting):,}"),
        ("The same, p50 / p99, ms", _spread(found.waiting)),
    ]  # fmt: skip
    return "\n".join(
        [
            "# Benchmarks of calls",
            "",
            "Made by `make bench-calls`; edits are lost.",
            "",
            "| | |",
            "|---|---|",
            *(f"| {title} | {figure} |" for title, figure in rows),
            "",
            f"Measured on {datetime.now(UTC):%Y-%m-%d}, {measured}, on {platform.machine()} with "
            f"{psutil.cpu_count()} processors, of which other programs took {busy:.0%} before the "
            "start. The real programs on SQLite, with the limits of a county's own. Twilio is "
            "played, in one more process on the same machine: its requests are signed, and it "
            "carries out what it is told. Callers listen and think for "
            f"{load.least_thinking:g} to {load.most_thinking:g} seconds before they speak; a "
            "quarter of them speak Spanish. A question that takes longer than a moment is answered "
            'with "One moment, please" and fetched by the next requests: they count as turns too, '
            "and the time to the answer has the pauses in between in it.",
            "",
        ]
    )


def _reasons(found: Found) -> str:
    told = ", ".join(f"{why}: {count}" for why, count in sorted(found.dropped.items()))
    return f" ({told})" if told else ""


def _percentile(seconds: Sequence[float], share: float) -> float:
    """Give infinity where nothing was measured: that keeps no aim."""
    return percentile(seconds, share) if seconds else math.inf


def _spread(seconds: Sequence[float]) -> str:
    half, most = (1000 * _percentile(seconds, share) for share in (0.5, 0.99))
    return f"{half:.0f} / {most:.0f}"


if __name__ == "__main__":
    main(sys.argv[1:])
