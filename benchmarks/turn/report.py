"""Writes what was measured as a section of a page, with the aims beside it."""

import re
import statistics
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path

from benchmarks.turn.asking import FAULTS
from benchmarks.turn.contestants import MENDED, OURS, STOCK
from benchmarks.turn.measuring import Load, Sample
from benchmarks.turn.peer import STOCK_EPOCHS
from benchmarks.turn.training import Trained

Samples = Mapping[str, Sequence[Sample]]
Aim = Callable[[float, float], bool]
"""Whether our figure, and the stock peer's divided by ours, are what we aimed at."""

MOST_FAULTS = 0.01

_BEGIN = "<!-- turn: begin (made by `make bench`; edits are lost) -->"
_END = "<!-- turn: end -->"
_HEAD = "# Benchmarks\n"


@dataclass(frozen=True)
class Surroundings:
    """What the figures depend on besides the programs."""

    date: str
    commit: str
    machine: str
    load: str
    versions: Mapping[str, str]
    command: str
    threads: str
    epochs: int


@dataclass(frozen=True)
class _Row:
    title: str
    figure: Callable[[Sample], float]
    digits: int
    aim: str = ""
    met: Aim | None = None


_P50 = attrgetter("p50_milliseconds")
_THROUGHPUT = attrgetter("turns_a_second")

_ROWS = (
    _Row("Turn, p50, ms", _P50, 1, "≤ ¼ of `rasa init`",
         lambda _, ratio: ratio >= 4),
    _Row("Turn, p95, ms", lambda s: s.p95_milliseconds, 1),
    _Row("Turns a second, {residents} residents at once", _THROUGHPUT, 1,
         "≥ 4 × `rasa init`", lambda _, ratio: ratio <= 1 / 4),
    _Row("First answer after starting, s", lambda s: s.first_answer_seconds, 1, "≤ 8 s",
         lambda own, _: own <= 8),
    _Row("Memory of Rasa, PSS, MB", lambda s: s.rasa_megabytes, 0, "< 750 MB",
         lambda own, _: own < 750),
    _Row("Memory of the action server, PSS, MB", lambda s: s.actions_megabytes, 0, "< 100 MB",
         lambda own, _: own < 100),
)  # fmt: skip


def section(
    samples: Samples,
    trained: Mapping[str, Trained],
    load: Load,
    surroundings: Surroundings,
) -> str:
    """Give the section: the table, then how it was measured."""
    lines = [
        "## A turn over REST, with the action server in it\n",
        f"| | {OURS} | {STOCK} | ratio | {MENDED} | ratio | aim | |",
        "|---|---|---|---|---|---|---|---|",
        *(_row(row, samples, load) for row in _ROWS),
        _training_row(trained, surroundings.epochs),
        "",
        *_how(samples, trained, load, surroundings),
    ]
    return "\n".join(lines)


def _row(row: _Row, samples: Samples, load: Load) -> str:
    values = {name: [row.figure(sample) for sample in runs] for name, runs in samples.items()}
    cells = [row.title.format(residents=load.residents), _spread(values[OURS], row.digits)]
    for name in (STOCK, MENDED):
        ratios = _ratios(row.figure, samples, name)
        cells += [_spread(values[name], row.digits), _spread(ratios, 2)]
    ratio = statistics.median(_ratios(row.figure, samples, STOCK))
    met = row.met(statistics.median(values[OURS]), ratio) if row.met else None
    cells += [row.aim, {True: "met", False: "**falls short**", None: ""}[met]]
    return f"| {' | '.join(cells)} |"


def _ratios(figure: Callable[[Sample], float], samples: Samples, name: str) -> list[float]:
    """Divide the peer's figures by ours, round by round: what slows a round slows both."""
    rounds = zip(samples[name], samples[OURS], strict=True)
    return [figure(peer) / figure(own) for peer, own in rounds]


def _spread(values: Sequence[float], digits: int) -> str:
    middle, low, high = statistics.median(values), min(values), max(values)
    if len(values) == 1:
        return f"{middle:.{digits}f}"
    return f"{middle:.{digits}f} ({low:.{digits}f}–{high:.{digits}f})"


def _training_row(trained: Mapping[str, Trained], epochs: int) -> str:
    own, peer = trained[OURS].seconds, trained[STOCK].seconds
    short = "" if epochs == STOCK_EPOCHS else f" ({epochs} epochs instead of {STOCK_EPOCHS})"
    verdict = "met" if own < 60 else "**falls short**"
    figures = [f"{own:.0f}", f"{peer:.0f}{short}", f"{peer / own:.1f}", "the same model", ""]
    return f"| {' | '.join(['Training, s', *figures, '< 60 s', verdict])} |"


def _how(
    samples: Samples, trained: Mapping[str, Trained], load: Load, around: Surroundings
) -> list[str]:
    runs = len(samples[OURS])
    own, peer = trained[OURS], trained[STOCK]
    return [
        f"Medians of {runs} runs each (in parentheses the lowest and the highest), the columns in "
        "turn, so that drift hits all alike. Ratio: the peer's figure divided by ours of the same "
        "round; the median of the rounds decides whether an aim is met.\n",
        f"- Measured on {around.date}, commit {around.commit}, by `{around.command}`.",
        f"- Machine: {around.machine}; the residents ask from it too. {around.load}",
        "- Versions: "
        + ", ".join(f"{name} {number}" for name, number in around.versions.items())
        + ".",
        f"- A run: both programs start at once on an empty folder; {load.warm_up} conversations "
        f"warm up; {load.conversations} conversations of four turns are held one at a time; then "
        f"{load.residents} residents ask at once for {load.seconds:g} s. Each conversation has a "
        "new sender and a connection of its own. English and Spanish are mixed.",
        f"- {STOCK}: pipeline and policies as the installed Rasa writes them for `rasa init`, "
        "trained on our domain, examples, rules and story (and a rule for `nlu_fallback`, which "
        "the stock fallback needs); stock `RestInput`, default tracker store, plain `rasa run`. "
        "Our action answers, through our action server.",
        *_fewer_epochs(around.epochs),
        f"- {MENDED}: the same with `countyline/understanding/action_call.py` installed.",
        f"- Threads: {OURS} runs with one. {around.threads}",
        f"- Training, from the command to its end: ours {_when(own)}; the peer's {_when(peer)}, "
        "with as many threads as its libraries choose.",
        "- Answers, all of which were checked: "
        + "; ".join(
            f"{name}: {_outcomes(sum((s.outcomes for s in runs), Counter()))}"
            for name, runs in samples.items()
        )
        + ". The peer knows topics but no subjects, dates or languages, so its answers say less "
        "and are all in English; what is compared is the time, not the answer.",
        _beside_the_mended(samples),
    ]


def _fewer_epochs(epochs: int) -> list[str]:
    if epochs == STOCK_EPOCHS:
        return []
    return [
        f"- The peer was trained for {epochs} epochs instead of {STOCK_EPOCHS} (`--peer-epochs`): "
        "training is shorter and the model worse, but of the same size, and so as fast."
    ]


def _when(trained: Trained) -> str:
    return f"in this run ({trained.when})" if trained.now else f"kept from {trained.when}"


def _outcomes(counted: Counter[str]) -> str:
    told = [f"{count:,} {outcome}" for outcome, count in counted.most_common()]
    faults = sum(counted[fault] for fault in FAULTS)
    return ", ".join([*told, f"{faults / max(1, counted.total()):.2%} without a true answer"])


def _beside_the_mended(samples: Samples) -> str:
    """Say what is left of the difference once the peer has the same mend."""
    latency = statistics.median(_ratios(_P50, samples, MENDED))
    throughput = 1 / statistics.median(_ratios(_THROUGHPUT, samples, MENDED))
    return (
        "- The aims are set against the stock peer. The mended one takes "
        f"{latency:.1f} times our p50, and we give {throughput:.1f} times its throughput: that "
        "part of the difference is not the mend's."
    )


def write(text: str, page: Path) -> None:
    """Put the section in its place on the page, which is made if need be."""
    content = page.read_text(encoding="utf-8") if page.is_file() else _HEAD
    made = f"{_BEGIN}\n{text}\n{_END}"
    place = re.compile(f"{re.escape(_BEGIN)}.*?{re.escape(_END)}", re.DOTALL)
    if place.search(content):
        content = place.sub(lambda _: made, content)
    else:
        content = f"{content.rstrip()}\n\n{made}\n"
    page.write_text(content, encoding="utf-8")
