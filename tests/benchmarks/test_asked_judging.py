"""Groupings are judged as the literature does it, and questions are drawn alike each time."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.asked.judging import b_cubed, pairs
from benchmarks.asked.questions import labeled

TRUE = "aaaaabbccccc"


@pytest.mark.parametrize(
    ("found", "precision"), [("111112222222", 16 / 21), ("111112211111", 7 / 12)]
)
def test_b_cubed_gives_what_its_authors_print(found: str, precision: float) -> None:
    """Bagga and Baldwin 1998, figures 3 and 4: both responses find everything."""
    score = b_cubed(TRUE, found)
    assert (score.precision, score.recall) == pytest.approx((precision, 1.0))


def test_pairs_are_counted() -> None:
    # Of a, a, a, b two a are together, and one with b.
    score = pairs("aaab", "1122")
    assert (score.precision, score.recall) == (1 / 2, 1 / 3)
    assert score.f1 == pytest.approx(2 / 5)


@given(st.lists(st.integers(0, 3), min_size=1, max_size=9))
def test_the_true_grouping_is_right_whatever_its_groups_are_called(true: list[int]) -> None:
    named = [f"group {one}" for one in true]
    for judge in (b_cubed, pairs):
        assert judge(true, named).precision == 1
    assert b_cubed(true, named).recall == 1
    assert b_cubed(true, [0] * len(true)).recall == 1
    assert b_cubed(true, range(len(true))).precision == 1


def test_no_family_is_in_both_halves() -> None:
    questions = labeled()
    halves = [{one.family for one in questions if one.half == h} for h in ("tuning", "held out")]
    assert not halves[0] & halves[1]
    assert len({one.question.text for one in questions}) == len(questions)
