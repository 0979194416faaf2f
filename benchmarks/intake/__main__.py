"""Measures the intake: voicemails taken in through the command, their rate and the memory.

    make bench-intake

Writes docs/benchmarks-intake.md. It needs Linux, for the memory.
"""

from __future__ import annotations

import argparse
import json
import platform
import shlex
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psutil

from benchmarks.intake.voicemails import voicemails
from benchmarks.turn.measured import commit
from benchmarks.turn.memory import pss_megabytes
from benchmarks.turn.quiet import wait_until_quiet
from countyline.settings import PROJECT_ROOT
from docs.running_system import RunningSystem, running_system

_PAGE = PROJECT_ROOT / "docs" / "benchmarks-intake.md"
_DAY = "2024-04-03"
_LOOK_SECONDS = 1.0


@dataclass(frozen=True)
class Run:
    """One run of the command: seconds, the most memory of each program, and what it printed."""

    seconds: float
    command_megabytes: float
    system_megabytes: float
    printed: str


@dataclass(frozen=True)
class Found:
    """All that was measured."""

    count: int
    size: int
    idle_megabytes: float
    first: Run
    again: Run
    report: dict[str, Any]
    report_seconds: float


def main() -> None:
    """Measure and write the page."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.intake", description=__doc__)
    parser.add_argument("--voicemails", type=int, default=10_000, help="how many are taken in")
    count = parser.parse_args().voicemails
    revision = commit()  # of the code that is measured, whatever is committed meanwhile
    busy = wait_until_quiet(60)
    with TemporaryDirectory(prefix="countyline-") as folder, running_system() as system:
        file = Path(folder) / "voicemails.jsonl"
        file.write_bytes(b"".join(voicemails(count)))
        found = _measure(system, file, count)
    _PAGE.write_text(_page(found, busy, revision), encoding="utf-8")
    print(_PAGE.read_text(encoding="utf-8"))


def _measure(system: RunningSystem, file: Path, count: int) -> Found:
    idle = pss_megabytes(system.supervisor)
    first = _run(system, file)
    again = _run(system, file)
    began = time.monotonic()
    report = _countyline(system, "report", "--day", _DAY, "--format", "json", "--most", "5")
    written, _ = report.communicate()
    seconds = time.monotonic() - began
    size = file.stat().st_size
    return Found(count, size, idle, first, again, json.loads(written), seconds)


def _run(system: RunningSystem, file: Path) -> Run:
    """Take a file in, looking at the memory all along."""
    began = time.monotonic()
    process = _countyline(system, "add", str(file))
    command = own = 0.0
    while process.poll() is None:
        command = max(command, pss_megabytes(process.pid))
        own = max(own, pss_megabytes(system.supervisor))
        time.sleep(_LOOK_SECONDS)
    seconds = time.monotonic() - began
    printed = process.communicate()[0]
    if process.returncode != 0:
        sys.exit(f"The command ended with {process.returncode}. It printed:\n{printed}")
    return Run(seconds, command, own, printed)


def _countyline(system: RunningSystem, *words: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "countyline.cli", "intake", *words],
        cwd=PROJECT_ROOT,
        env=dict(system.environment),
        stdout=subprocess.PIPE,
        text=True,
    )


def _page(found: Found, busy: float, revision: str) -> str:
    first, again = found.first, found.again
    rows = [
        ("Voicemails", f"{found.count:,}, {found.size / 1e6:.1f} MB"),
        ("Taken in, asked and drafted, s", f"{first.seconds:.0f}"),
        ("**Voicemails a second**", f"**{found.count / first.seconds:.1f}**"),
        ("Memory of the command at its height, PSS, MB", f"{first.command_megabytes:.0f}"),
        ("Memory of all that runs, before, PSS, MB", f"{found.idle_megabytes:.0f}"),
        ("The same at its height, MB", f"{first.system_megabytes:.0f}"),
        ("The same file again, s", f"{again.seconds:.1f}"),
        ("The day's report, s", f"{found.report_seconds:.1f}"),
    ]
    lines = [
        "# Benchmarks of the intake",
        "",
        "Made by `make bench-intake`; edits are lost.",
        "",
        "| | |",
        "|---|---|",
        *(f"| {title} | {figure} |" for title, figure in rows),
        "",
        f"Measured on {datetime.now(UTC):%Y-%m-%d}, commit {revision}, by "
        f"`python -m benchmarks.intake {shlex.join(sys.argv[1:])}`, on {platform.machine()} with "
        f"{psutil.cpu_count()} processors, of which other programs took {busy:.0%} before the "
        "start. Everything on one machine, on SQLite. The voicemails are made of our own training "
        "examples (`benchmarks/intake/voicemails.py`): what is measured is the rate, not "
        "understanding. Half of them have neither capitals nor marks, one in four asks twice.",
        "",
        "What the command printed, then the same for the same file again:",
        "",
        "```",
        *_printed(first),
        *_printed(again),
        "```",
        "",
        "The top of the day's report:",
        "",
        "| asked | topic | drafted | for a person |",
        "|---|---|---|---|",
        *(
            f"| {one['count']} | {one['topic'] or 'not understood'}"
            f"{'/' + one['aspect'] if one['aspect'] else ''} {' '.join(one['subjects'])} "
            f"| {one['drafted']} | {one['for_person']} |"
            for one in found.report["groups"]
        ),
        "",
    ]
    return "\n".join(lines)


def _printed(run: Run) -> list[str]:
    """Give what was printed, without the folder of the file."""
    return [line.rpartition("/")[2] for line in run.printed.splitlines()]


if __name__ == "__main__":
    main()
