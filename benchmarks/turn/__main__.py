"""Measures a turn of ours against the pipeline of `rasa init`; writes docs/benchmarks.md.

    make bench

In one run: trains what is not trained yet, starts the three contestants in turn, asks, checks
every answer, and writes medians, spreads and ratios. It needs Linux, for the memory.
"""

import argparse
import os
import shlex
import signal
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.turn import peer, report
from benchmarks.turn.contestants import (
    ALL_THREADS,
    MENDED,
    ONE_THREAD,
    OURS,
    STOCK,
    Contestant,
    ours,
    peers,
    settings_for,
    train_ours,
    train_peer,
)
from benchmarks.turn.environments import versions
from benchmarks.turn.measured import commit
from benchmarks.turn.measuring import Load, Sample, measure
from benchmarks.turn.report import Surroundings
from benchmarks.turn.training import Trained
from countyline.problem import Problem
from countyline.settings import PROJECT_ROOT, Settings

_MODELS = PROJECT_ROOT / "var" / "benchmarks" / "turn"
_PAGE = PROJECT_ROOT / "docs" / "benchmarks.md"


def main() -> None:
    """Measure, write the page, and end with 1 when answers were missing."""
    arguments = _arguments()
    # Else what was started would outlive us.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("Stopped."))
    load = Load(
        arguments.warm_up,
        arguments.conversations,
        arguments.residents,
        arguments.seconds,
        arguments.patience,
    )
    try:
        with TemporaryDirectory(prefix="countyline-benchmark-") as folder:
            faults = _run(arguments, load, Path(folder))
    except Problem as problem:
        sys.exit(str(problem))
    if faults:
        sys.exit(f"More than {report.MOST_FAULTS:.0%} of the turns held no true answer: {faults}.")


def _run(arguments: argparse.Namespace, load: Load, folder: Path) -> str:
    """Do everything; give the names of those who left residents without an answer."""
    project = folder / "peer"
    project.mkdir()
    peer.make_project(project, arguments.peer_epochs)
    settings = settings_for(folder / "var", arguments.ports, arguments.ports + 1)
    trained = _train(settings, project)
    threads, remark = _best_threads(settings, trained[STOCK].model, project, load)
    stock, mended = peers(settings, os.environ, trained[STOCK].model, project, threads)
    entrants = (ours(settings, os.environ, trained[OURS].model), stock, mended)
    samples = _in_turn(entrants, load, arguments.repeats)
    around = _surroundings(samples, remark, arguments.peer_epochs)
    text = report.section(samples, trained, load, around)
    report.write(text, arguments.page)
    print(f"\n{text}", flush=True)
    return ", ".join(
        name
        for name, runs in samples.items()
        if any(sample.faults > report.MOST_FAULTS for sample in runs)
    )


def _train(settings: Settings, project: Path) -> dict[str, Trained]:
    _tell("Training Countyline, unless its model is kept.")
    own = train_ours(settings, os.environ, _MODELS)
    _tell(f"  {own.seconds:.0f} s, {own.when}")
    _tell("Training the peer, unless its model is kept: up to an hour, less with --peer-epochs.")
    other = train_peer(settings, os.environ, project, _MODELS)
    _tell(f"  {other.seconds:.0f} s, {other.when}")
    return {OURS: own, STOCK: other}


def _best_threads(settings: Settings, model: Path, project: Path, load: Load) -> tuple[str, str]:
    """Try the peer with one thread and with all; give what suits it better, and how it went."""
    quick = Load(
        load.warm_up,
        max(2, load.conversations // 4),
        load.residents,
        load.seconds / 4,
        load.patience,
    )
    tried: dict[str, Sample] = {}
    for threads in (ONE_THREAD, ALL_THREADS):
        _tell(f"Trying the mended peer with {threads}.")
        _, mended = peers(settings, os.environ, model, project, threads)
        tried[threads] = measure(mended, quick)
        _tell(f"  {_brief(tried[threads])}")
    best = min(tried, key=lambda threads: tried[threads].p50_milliseconds)
    told = "; ".join(
        f"{threads}: p50 {sample.p50_milliseconds:.1f} ms, {sample.turns_a_second:.1f} turns a "
        "second"
        for threads, sample in tried.items()
    )
    return best, f"The peers run with {best}, the better for their p50 in a quick try ({told})."


def _in_turn(
    entrants: tuple[Contestant, ...], load: Load, repeats: int
) -> Mapping[str, list[Sample]]:
    samples: dict[str, list[Sample]] = {name: [] for name in (OURS, STOCK, MENDED)}
    for number in range(repeats):
        for contestant in entrants:
            sample = measure(contestant, load)
            samples[contestant.name].append(sample)
            _tell(f"{number + 1}/{repeats} {contestant.name}: {_brief(sample)}")
    return samples


def _brief(sample: Sample) -> str:
    return (
        f"p50 {sample.p50_milliseconds:.1f} ms, p95 {sample.p95_milliseconds:.1f} ms, "
        f"{sample.turns_a_second:.1f} turns/s, first answer {sample.first_answer_seconds:.1f} s, "
        f"Rasa {sample.rasa_megabytes:.0f} MB, actions {sample.actions_megabytes:.0f} MB, "
        f"{dict(sample.outcomes)}"
    )


def _surroundings(samples: Mapping[str, list[Sample]], threads: str, epochs: int) -> Surroundings:
    words = shlex.join(sys.argv[1:])
    busy = [sample.busy_before for runs in samples.values() for sample in runs]
    return Surroundings(
        date=f"{datetime.now(UTC):%B %-d, %Y, %H:%M} UTC",
        commit=commit(),
        machine=_machine(),
        load=f"Just before the runs other programs took {min(busy):.0%} to {max(busy):.0%} of its "
        "processors.",
        versions=versions(),
        command=f"make bench BENCH='{words}'" if words else "make bench",
        threads=threads,
        epochs=epochs,
    )


def _machine() -> str:
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    models = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return f"{len(os.sched_getaffinity(0))} cores, {next(models, 'unknown processor')}"


def _arguments() -> argparse.Namespace:
    given = Load()
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.turn", description=(__doc__ or "").partition("\n")[0]
    )
    parser.add_argument("--repeats", type=int, default=3, help="runs of each column")
    parser.add_argument("--warm-up", type=int, default=given.warm_up, metavar="CONVERSATIONS")
    parser.add_argument("--conversations", type=int, default=given.conversations)
    parser.add_argument("--residents", type=int, default=given.residents)
    parser.add_argument("--seconds", type=float, default=given.seconds)
    parser.add_argument(
        "--peer-epochs",
        type=int,
        default=peer.STOCK_EPOCHS,
        help="fewer than the stock epochs shorten the peer's training, and change nothing else "
        "that is measured",
    )
    parser.add_argument(
        "--patience",
        type=float,
        default=given.patience,
        metavar="SECONDS",
        help="how long a run waits for other programs to rest",
    )
    parser.add_argument("--ports", type=int, default=21605, help="the first of two in a row")
    parser.add_argument("--page", type=Path, default=_PAGE, help="where the section is written")
    return parser.parse_args()


def _tell(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    main()
