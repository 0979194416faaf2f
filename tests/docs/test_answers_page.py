"""docs/answers.md: what is asked, and that the page was made from it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from countyline.problem import Problem
from countyline.settings import PROJECT_ROOT
from countyline.topics import TOPICS
from docs.make_answers import ANSWERS, LANGUAGES, made_from, read_questions, whole_answer
from docs.running_system import Reply, RunningSystem

QUESTIONS = read_questions()
PAGE = ANSWERS.read_text(encoding="utf-8")


def test_every_topic_is_asked_in_every_language() -> None:
    assert set(QUESTIONS.topics) == set(TOPICS)
    assert all(set(asked) == set(LANGUAGES) for asked in QUESTIONS.topics.values())
    assert all(set(asked) == set(LANGUAGES) for asked in QUESTIONS.over_time)


def test_the_page_was_made_from_the_present_questions() -> None:
    assert made_from(QUESTIONS) in PAGE
    assert [question for question in QUESTIONS.every() if question not in PAGE] == []


def test_no_question_is_a_training_example() -> None:
    files = (PROJECT_ROOT / "data").glob("*/nlu/*.yml")
    lines = (line.strip() for file in files for line in file.read_text("utf-8").splitlines())
    trained = {_letters(line[2:]) for line in lines if line.startswith("- ")}
    assert len(trained) > 1000
    asked = [*QUESTIONS.topics.values(), *QUESTIONS.over_time]
    known = [q for entry in asked for q in entry.values() if _letters(q) in trained]
    assert known == []


def test_every_question_was_answered_by_the_whole_system() -> None:
    assert "degraded" not in PAGE
    rows = re.findall(r"^\| .+ \| (.+) \| `(\w+)`.* \|$", PAGE, re.MULTILINE)
    conversations = sum(len(one["turns"]) for one in QUESTIONS.conversations)
    topics = len(LANGUAGES) * len(TOPICS)
    times = 4 * len(LANGUAGES) * len(QUESTIONS.over_time)
    assert len(rows) == topics + conversations + times
    assert all(text.strip() for text, _ in rows)


class HalfDown(RunningSystem):
    """What is seen of a system whose action server is down."""

    def ask(self, sender: str, message: str) -> Reply:
        return Reply([{"text": "Closed."}, {"custom": {"answer": {"degraded": True}}}])


def test_no_page_is_made_of_headlines() -> None:
    with pytest.raises(Problem, match="only the headline"):
        whole_answer(HalfDown("", "", Path(), {}, 0), "somebody", "hello")


def _letters(text: str) -> str:
    return re.sub(r"\W+", " ", text.casefold()).strip()
