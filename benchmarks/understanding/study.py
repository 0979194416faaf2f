"""The measures of the feasibility study: telling county business from the rest, and answering.

A system is given the threshold that lets a share of the lines through that are no county business.
What it then answers of the questions that are, and how much of that is right, is told beside what
the study reached. Its best rows were the best of many on the very lines that were measured.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from benchmarks.understanding.lines import FROZEN, Line
from benchmarks.understanding.sweeping import NOT_ANSWERED, Guess
from benchmarks.understanding.tables import table

LET_THROUGH = (0.02, 0.05)
"""Shares of the lines out of scope."""

OF_THE_STUDY = (
    ("the study: one encoder, views must agree", "0.968", "0.68 / 1.000", "0.75 / 0.986"),
    ("the study: both encoders, views must agree", "0.980", "0.78 / 0.993", "0.82 / 0.994"),
)
"""From its table, which is shared beside this project; 191 questions, 1,240 lines out of scope."""


@dataclass(frozen=True)
class Answered:
    """What is answered at one threshold.

    Attributes:
        covered: share of the questions that are answered, rightly or not.
        accuracy: share of these that are answered rightly.
    """

    covered: float
    accuracy: float


@dataclass(frozen=True)
class Reached:
    """What one system reaches; `auc` is the area under its ROC curve."""

    auc: float
    answered: Sequence[Answered]


def reached(lines: Sequence[Line], guesses: Mapping[str, Guess]) -> Reached | None:
    """Measure a system on the shared lines; None: they are not there."""
    shared = [line for line in lines if line.source != FROZEN and line.language != "und"]
    inside = [line for line in shared if line.in_scope]
    outside = sorted((_score(guesses[o.id]) for o in shared if not o.in_scope), reverse=True)
    if not inside or not outside:
        return None
    scores = [_score(guesses[line.id]) for line in inside]
    above = sum((one > other) + (one == other) / 2 for one in scores for other in outside)
    return Reached(
        auc=above / (len(scores) * len(outside)),
        answered=[
            _answered(inside, guesses, outside[int(share * len(outside))]) for share in LET_THROUGH
        ],
    )


def _answered(
    inside: Sequence[Line], guesses: Mapping[str, Guess], threshold: float
) -> Answered:
    told = [line for line in inside if _score(guesses[line.id]) > threshold]
    right = sum(set(_topics(guesses[line.id])) <= set(line.ok_topics) for line in told)
    return Answered(len(told) / len(inside), right / max(1, len(told)))


def _score(guess: Guess) -> float:
    """How surely a message is county business."""
    return guess.score if _topics(guess) else -guess.score


def _topics(guess: Guess) -> list[str]:
    return [topic for topic in guess.topics if topic not in NOT_ANSWERED]


def comparison(measured: Mapping[str, Reached]) -> list[str]:
    """The table: what each system reaches, and what the study did."""
    rows = [
        (name, f"{one.auc:.3f}", *(f"{a.covered:.2f} / {a.accuracy:.3f}" for a in one.answered))
        for name, one in measured.items()
    ]
    head = ("system", "AUC", *(f"answered / right, {share:.0%} let through"
                               for share in LET_THROUGH))  # fmt: skip
    return table(head, [*rows, *OF_THE_STUDY])
