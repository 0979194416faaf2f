"""The measures of the feasibility study, on lines small enough to count by hand."""

import pytest

from benchmarks.understanding.lines import FROZEN, QUESTIONS, Line
from benchmarks.understanding.study import Answered, reached
from benchmarks.understanding.sweeping import Guess


def line(name: str, topic: str, source: str = QUESTIONS) -> Line:
    expect = "decline" if topic == "out_of_scope" else "answer"
    return Line(name, source, "all", "en", name, (topic,), None, expect)


LINES = [
    line("open", "status"), line("pay", "how_to_pay"), line("vote", "voting"),
    line("joke", "out_of_scope"), line("pizza", "out_of_scope"),
]  # fmt: skip
GUESSES = {
    "open": Guess(("status",), 0.9),
    "pay": Guess(("receipts",), 0.8),
    "vote": Guess(("out_of_scope",), 0.6),
    "joke": Guess(("media",), 0.7),
    "pizza": Guess(("out_of_scope",), 0.9),
}


def test_what_scores_above_the_lines_out_of_scope_is_answered() -> None:
    found = reached(LINES, GUESSES)
    assert found
    assert found.answered == [Answered(2 / 3, 1 / 2)] * 2


def test_the_area_counts_pairs_in_the_right_order() -> None:
    found = reached(LINES, GUESSES)
    assert found
    assert found.auc == pytest.approx(5 / 6)


def test_frozen_lines_are_no_part_of_it() -> None:
    frozen = line("frozen", "status", FROZEN)
    assert reached([*LINES, frozen], {**GUESSES, "frozen": Guess(("media",), 0.9)}) == reached(
        LINES, GUESSES
    )
    assert reached([frozen], {"frozen": Guess(("media",), 0.9)}) is None
