"""docs/text-messages.md: its figures are those of the present words and questions."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from countyline.answers.wording_files import load_wording
from countyline.problem import Problem
from countyline.settings import PROJECT_ROOT
from docs.make_answers import read_questions
from docs.make_segments import PAGE, Texted, asked, row, table_of_everything
from docs.running_system import RunningSystem

TEXT = PAGE.read_text(encoding="utf-8")


def test_the_figures_are_those_of_the_present_words() -> None:
    table = table_of_everything(load_wording(PROJECT_ROOT / "data"))
    assert table in TEXT, "`python -m docs.make_segments` is due"


def test_the_present_questions_were_asked() -> None:
    assert f"SHA-256 {read_questions().digest}" in TEXT, "`python -m docs.make_segments` is due"


class Texting(RunningSystem):
    """What is seen of a system that answers every text message alike."""

    degraded = False

    def post(self, body: bytes) -> tuple[int, bytes]:
        assert json.loads(body)["metadata"] == {"channel": "sms"}
        custom = {"answer": {"degraded": self.degraded}, "rest": ["á" * 71]}
        return 200, json.dumps([{"text": "Closed."}, {"custom": custom}]).encode()


class HalfDown(Texting):
    """What is seen of it when its action server is down."""

    degraded = True


def test_what_came_back_is_counted() -> None:
    told = list(asked(Texting("", "", Path(), {}, 0), "es", 1))
    assert told[0].costs == [1, 2]
    assert not told[0].is_short
    short = Texted("q", ("Closed.",))
    assert row("April 3", "en", [short, told[0]]) == "| April 3 | en | 2 | 50% | 2 | 1 | 2 | 50% |"


def test_no_figures_are_made_of_headlines() -> None:
    with pytest.raises(Problem, match="only the headline"):
        list(asked(HalfDown("", "", Path(), {}, 0), "en", 1))
