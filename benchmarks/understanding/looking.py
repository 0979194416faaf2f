"""What becomes of the lines that whoever changes understanding may look at.

    .venv/bin/python -m benchmarks.understanding.looking wrong harmful --part 0

Takes every fourth line of `data/<language>/calibration.jsonl` (`--part` 0 to 3), trains a model
without them, reads them with it, and prints the counts, what other thresholds would give, and the
lines with the outcomes that are named. With `--model` all lines are read, by a model that has
learned them, which flatters it. The frozen and the shared lines are for `make bench-understanding`
alone: a line that was looked at measures nothing any more.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.understanding import tables
from benchmarks.understanding.answering import Desk
from benchmarks.understanding.apart import model_without, part_of
from benchmarks.understanding.contestants import Arena
from benchmarks.understanding.judging import OUTCOMES
from benchmarks.understanding.lines import LOOKED_AT, Line, read_lines
from benchmarks.understanding.measuring import (
    Case,
    cases_of,
    percentile,
    steps_of,
    with_gate,
)
from benchmarks.understanding.reading_lines import completed, published, understood, write_messages
from benchmarks.understanding.report import shown
from countyline.problem import Problem
from countyline.running.processes import environment_of_processes
from countyline.settings import Settings

PARTS = 4


def main() -> None:
    """Measure and print."""
    arguments = _arguments()
    try:
        with TemporaryDirectory(prefix="countyline-looking-") as folder:
            for line in _report(Path(folder), arguments):
                print(line)
    except Problem as problem:
        sys.exit(str(problem))


def _report(folder: Path, arguments: argparse.Namespace) -> list[str]:
    settings = published(folder)
    every = read_lines(LOOKED_AT)[0]
    if arguments.model:
        return _read(every, arguments.model, folder, settings, arguments.outcomes)
    some = part_of(every, arguments.part, PARTS)
    with model_without(some, settings, os.environ) as model:
        return _read(some, model, folder, settings, arguments.outcomes)


def _read(
    some: Sequence[Line], model: Path, folder: Path, settings: Settings, outcomes: Sequence[str]
) -> list[str]:
    desk = Desk(settings)
    lines = [completed(line, desk) for line in some]
    messages = folder / "messages.jsonl"
    write_messages(messages, lines)
    arena = Arena([], messages, folder, 0, environment_of_processes(settings, {}))
    cases = cases_of(lines, understood(arena, model), desk)
    steps = steps_of(cases, desk, with_gate)
    return [
        *tables.outcomes(cases),
        *tables.reasons(cases),
        *tables.slices(cases),
        *tables.table(
            ("threshold on top", "rightly answered", "wrong or harmful"),
            [(f"{step.threshold:.2f}", f"{step.covered:.1%}", step.wrong) for step in steps],
        ),
        _speed([case.understood.milliseconds for case in cases]),
        *_chosen(cases, outcomes),
    ]


def _speed(milliseconds: Sequence[float]) -> str:
    half, most = (percentile(milliseconds, share) for share in (0.5, 0.95))
    return f"Understanding one message: p50 {half:.1f} ms, p95 {most:.1f} ms.\n"


def _chosen(cases: Sequence[Case], outcomes: Sequence[str]) -> list[str]:
    surest_first = sorted(cases, key=lambda case: -case.understood.first.guess.confidence)
    return [line for case in surest_first if case.outcome in outcomes for line in shown(case)]


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.understanding.looking",
        description=(__doc__ or "").partition("\n")[0],
    )
    parser.add_argument(
        "outcomes", nargs="*", metavar="OUTCOME", choices=[*OUTCOMES, []],
        help=f"which lines are shown, of {', '.join(OUTCOMES)}",
    )  # fmt: skip
    which = parser.add_mutually_exclusive_group()
    which.add_argument(
        "--part", type=int, choices=range(PARTS), default=0,
        help="which quarter of the lines is kept from the model that reads them",
    )  # fmt: skip
    which.add_argument("--model", type=Path, help="a model to read all lines with")
    return parser.parse_args()


if __name__ == "__main__":
    main()
