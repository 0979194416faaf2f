"""Countyline beside its peers: missed questions at the same rate of wrong answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from benchmarks.understanding.lines import FROZEN, Line
from benchmarks.understanding.sweeping import Guess, Point, best_within, frontier, sweep
from benchmarks.understanding.tables import share, table

OURS = "Countyline"
OURS_TO_THE_ASPECT = "Countyline, the aspect vouched for too"
OURS_ALONE = "Countyline without its gate"
_NO_PEERS = (OURS, OURS_TO_THE_ASPECT, OURS_ALONE)
_RATES = (0.005, 0.01, 0.02)

Guesses = Mapping[str, Guess]


@dataclass(frozen=True)
class Duel:
    """All systems on one set of lines.

    `operating` is Countyline as it is in service: its gate for topics, no threshold on top. A peer
    tells topics and nothing else, so the gate for aspects, behind which Countyline asks back what
    is meant within a topic, is shown beside it.
    """

    title: str
    points: Mapping[str, Sequence[Point]]
    operating: Point

    def missed_by_best_peer(self) -> tuple[str, int] | None:
        """The peer that misses fewest at no more wrong answers than Countyline gives."""
        missed = {
            name: best_within(points, self.operating.wrong).missed
            for name, points in self.points.items()
            if name not in _NO_PEERS
        }
        return min(missed.items(), key=lambda entry: entry[1]) if missed else None


def duels(lines: Sequence[Line], systems: Mapping[str, Guesses]) -> list[Duel]:
    """Measure on all lines, on the frozen ones, and on the shared ones."""
    sets = {
        "all lines": list(lines),
        "frozen lines": [line for line in lines if line.source == FROZEN],
        "shared lines": [line for line in lines if line.source != FROZEN],
    }
    made = []
    for title, chosen in sets.items():
        if chosen:
            points = {name: sweep(chosen, guesses) for name, guesses in systems.items()}
            made.append(Duel(title, points, points[OURS][-1]))
    return made


def at_our_rate(duel: Duel) -> list[str]:
    """The table at Countyline's own number of wrong answers."""
    ours = duel.operating
    rows = []
    for name, points in duel.points.items():
        gated = name in (OURS, OURS_TO_THE_ASPECT)
        point = points[-1] if gated else best_within(points, ours.wrong)
        beside = f"{point.missed / ours.missed:.2f}" if ours.missed else "–"
        rows.append((
            name, point.wrong, share(point.missed, point.questions), beside,
            "its gate" if gated else f"{point.threshold:.3f}",
        ))  # fmt: skip
    head = ("system", f"wrong of {ours.messages}", f"missed of {ours.questions}",
            "missed, times ours", "threshold")  # fmt: skip
    return table(head, rows)


def at_given_rates(duel: Duel) -> list[str]:
    """The table at round rates of wrong answers."""
    rows = []
    for name, points in duel.points.items():
        allowed = [int(rate * duel.operating.messages) for rate in _RATES]
        best = [best_within(points, wrong) for wrong in allowed]
        rows.append((name, *(f"{point.missed_share:.1%}" for point in best)))
    return table(("missed at wrong ≤", *(f"{rate:.1%}" for rate in _RATES)), rows)


def curves(duel: Duel) -> dict[str, list[tuple[float, float]]]:
    """What to draw."""
    return {
        name: [(point.wrong_share, point.missed_share) for point in frontier(points)]
        for name, points in duel.points.items()
    }
