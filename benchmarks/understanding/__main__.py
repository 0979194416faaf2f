"""Measures understanding on real questions, beside its peers.

    make bench-understanding

One run: Rasa's environment reads every message, this one answers and judges them, the peers are
trained on the same examples (and kept until those change) and asked the same, then the page
`docs/understanding-measured.md` is written and the plots beside it are drawn.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.turn.environments import python_of_rasa
from benchmarks.turn.measured import commit
from benchmarks.understanding import report, study, tables, versus
from benchmarks.understanding.answering import Desk, Understood
from benchmarks.understanding.contestants import PEERS, STOCK_EPOCHS, Arena, Peer
from benchmarks.understanding.lines import FROZEN, Line, read_lines
from benchmarks.understanding.measuring import (
    Case,
    Step,
    cases_of,
    steps_of,
    with_gate,
    without_gate,
)
from benchmarks.understanding.peers.training_data import rows as training_rows
from benchmarks.understanding.reading_lines import completed, published, understood, write_messages
from countyline.problem import Problem
from countyline.running.processes import environment_of_processes
from countyline.running.training import digest_of_training, is_trained
from countyline.settings import PROJECT_ROOT, Settings

_KEPT = PROJECT_ROOT / "var" / "benchmarks" / "understanding"
_PAGE = PROJECT_ROOT / "docs" / "understanding-measured.md"


def main() -> None:
    """Measure and write."""
    arguments = _arguments()
    begun = time.monotonic()
    try:
        with TemporaryDirectory(prefix="countyline-understanding-") as folder:
            _run(arguments, Path(folder), begun)
    except Problem as problem:
        sys.exit(str(problem))


def _run(arguments: argparse.Namespace, folder: Path, begun: float) -> None:
    lines, missing = read_lines()
    for path in missing:
        _tell(f"Not there, so not measured: {_named(path)}.")
    if arguments.only:
        lines = random.Random(0).sample(lines, min(arguments.only, len(lines)))
    settings = published(folder)
    _KEPT.mkdir(parents=True, exist_ok=True)
    messages = folder / "messages.jsonl"
    write_messages(messages, lines)
    rows = training_rows()
    arena = Arena(rows, messages, _KEPT, arguments.peer_epochs,
                  {"COUNTYLINE_VAR": str(settings.var)})  # fmt: skip
    model: Path = arguments.model or settings.model
    desk = Desk(settings)
    lines = [completed(line, desk) for line in lines]
    # Ours runs with one thread, as in service; the peers with as many as their libraries choose.
    served = replace(arena, environment=environment_of_processes(settings, {}))
    _tell("Reading the messages with the trained model.")
    read = understood(served, model)
    cases = cases_of(lines, read, desk)
    _tell_outcomes(cases)
    steps = _steps(cases, desk)
    peers, absent = _ask_peers(arena, arguments.peers)
    systems = _systems(read, peers)
    measured = report.Measured(
        cases, steps, versus.duels(lines, systems), peers, _reached(lines, systems), absent
    )
    around = _surroundings(arguments, settings, len(rows), missing, time.monotonic() - begun)
    _write(measured, around, arguments.page)


def _tell_outcomes(cases: Sequence[Case]) -> None:
    for line in tables.outcomes(cases):
        _tell(line)


def _steps(cases: Sequence[Case], desk: Desk) -> dict[str, list[Step]]:
    _tell("Turning the threshold.")
    made = {}
    for title, chosen in (
        ("frozen", [case for case in cases if case.line.source == FROZEN]),
        ("shared", [case for case in cases if case.line.source != FROZEN]),
    ):
        if chosen:
            made[f"gate, {title}"] = steps_of(chosen, desk, with_gate)
            made[f"confidence alone, {title}"] = steps_of(chosen, desk, without_gate)
    return made


def _ask_peers(arena: Arena, names: Sequence[str]) -> tuple[list[Peer], dict[str, str]]:
    peers, absent = [], {}
    for name, ask in PEERS.items():
        if name not in names:
            absent[name] = "it was left out of this run (`--peers`)."
            continue
        _tell(f"Peer {name}: trained on the same examples, unless its model is kept.")
        try:
            peers.append(ask(arena))
        except Problem as problem:
            _tell(f"  not measured: {problem}")
            absent[name] = str(problem)
        else:
            _tell(f"  trained in {peers[-1].trained_seconds} s (None: kept)")
    return peers, absent


def _systems(
    read: Mapping[str, Understood], peers: Sequence[Peer]
) -> dict[str, versus.Guesses]:
    return {
        versus.OURS: {key: one.guess_of_topics() for key, one in read.items()},
        versus.OURS_TO_THE_ASPECT: {key: one.guess_of_aspects() for key, one in read.items()},
        versus.OURS_ALONE: {key: one.best_guess() for key, one in read.items()},
        **{peer.name: peer.guesses for peer in peers},
    }


def _reached(
    lines: Sequence[Line], systems: Mapping[str, versus.Guesses]
) -> dict[str, study.Reached]:
    """What systems with a threshold reach by the measures of the study."""
    gated = (versus.OURS, versus.OURS_TO_THE_ASPECT)
    found = {name: study.reached(lines, guesses) for name, guesses in systems.items()}
    return {name: one for name, one in found.items() if one and name not in gated}


def _write(measured: report.Measured, around: report.Surroundings, page: Path) -> None:
    text = report.page(measured, around, report.by_hand(page))
    page.write_text(text, encoding="utf-8")
    data = _KEPT / "figures.json"
    data.write_text(json.dumps(report.figures(measured)), encoding="utf-8")
    module = "benchmarks.understanding.draw"
    command = [str(python_of_rasa()), "-m", module, str(data), str(page.parent)]
    done = subprocess.run(command, cwd=PROJECT_ROOT, check=False)
    if done.returncode:
        raise Problem("The plots could not be drawn; the page was written.")
    _tell(f"Written: {_named(page)}")


def _surroundings(
    arguments: argparse.Namespace,
    settings: Settings,
    examples: int,
    missing: Sequence[Path],
    seconds: float,
) -> report.Surroundings:
    words = _words(arguments)
    fits = "made from this tree" if is_trained(settings) else "**not** made from this tree"
    if arguments.model:
        fits = "given by hand (`--model`)"
    return report.Surroundings(
        date=f"{datetime.now(UTC):%B %-d, %Y, %H:%M} UTC",
        commit=commit(),
        command=f"{report.COMMAND} BENCH='{words}'" if words else report.COMMAND,
        machine=_machine(),
        model=f"{fits} (training digest {digest_of_training(PROJECT_ROOT)[:12]})",
        examples=examples,
        missing=[_named(path) for path in missing],
        seconds=seconds,
    )


def _words(arguments: argparse.Namespace) -> str:
    """The options that change figures, as they are typed."""
    words = []
    if arguments.only:
        words.append(f"--only {arguments.only}")
    if arguments.peer_epochs != STOCK_EPOCHS:
        words.append(f"--peer-epochs {arguments.peer_epochs}")
    if set(arguments.peers) != set(PEERS):
        words.append(" ".join(["--peers", *arguments.peers]))
    return " ".join(words)


def _machine() -> str:
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    models = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    load = os.getloadavg()[0]
    cores = len(os.sched_getaffinity(0))
    return f"{cores} cores, {next(models, 'unknown processor')}, load average {load:.1f}"


def _named(path: Path) -> str:
    """The path as seen from the project's folder, so that no machine shows."""
    return os.path.relpath(path, PROJECT_ROOT)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.understanding", description=(__doc__ or "").partition("\n")[0]
    )
    parser.add_argument("--only", type=int, default=0, metavar="N", help="a sample of N lines")
    parser.add_argument(
        "--peers", nargs="*", default=list(PEERS), choices=list(PEERS), metavar="PEER",
        help=f"which peers to measure, of {', '.join(PEERS)}; none: leave them out",
    )  # fmt: skip
    parser.add_argument(
        "--peer-epochs", type=int, default=STOCK_EPOCHS,
        help="fewer shorten the training of both peers with DIET, and make them worse",
    )  # fmt: skip
    parser.add_argument("--model", type=Path, help="another trained model than the one in service")
    parser.add_argument("--page", type=Path, default=_PAGE, help="where the page is written")
    return parser.parse_args()


def _tell(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    main()
