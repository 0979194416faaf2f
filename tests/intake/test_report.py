"""The report at a terminal shows something of every question."""

from __future__ import annotations

from datetime import date

from countyline.intake.day import Day
from countyline.intake.grouping import Group
from countyline.intake.report import as_text


def test_a_question_that_is_one_endless_word_is_cut_and_not_left_out() -> None:
    group = Group(
        topic=None, aspect=None, subjects=(), count=1, drafted=0, for_person=1, draft=None,
        certainty=None, revision=None, language="en", examples=["x" * 300], cases=["4F-27"],
    )  # fmt: skip
    day = Day(day=date(2024, 4, 3), transcripts=1, waiting=0, cases=1, groups=[group])
    told = as_text(day, most=5)
    (asked,) = (line for line in told.splitlines() if "asked:" in line)
    assert "xxxxxxxxxx" in asked
    assert len(asked) <= 96
