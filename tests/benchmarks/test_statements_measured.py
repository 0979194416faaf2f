"""The bench of statements published live: its document is valid, and it counts rightly."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.understanding.answering import Understood
from benchmarks.understanding.asked import DEVELOPMENT, HELD_OUT, Asked, Wording, read_asked
from benchmarks.understanding.fifty_statements import (
    Tally,
    offered_in,
    ordinary_of,
    read_as,
    statements,
    tallies_of,
    with_statements,
)
from countyline.answers.question import Guess, Part, Question
from countyline.problem import Problem
from countyline.settings import DEFAULT_STATUS, PROJECT_ROOT
from countyline.status.loading import check

EXAMPLE = (PROJECT_ROOT / DEFAULT_STATUS).read_text(encoding="utf-8")


def understood(*found: str | None, confident: bool = True, aspect: str = "open") -> Understood:
    """A message with one part for each statement that is read in it; None: of no statement."""
    parts = tuple(
        Part("", Guess("status", aspect, 0.9), confident, statement=name and f"statements.{name}")
        for name in found
    )
    return Understood("1", Question("", "en", parts), 1.0, 1.0)


def offering(name: str, confident: bool, out_of_scope: float) -> Understood:
    """A message of which a statement may be asked."""
    read = understood(None, confident=confident)
    part = replace(read.first, offered=f"statements.{name}", out_of_scope=out_of_scope)
    return replace(read, question=replace(read.question, parts=(part,)))


def test_the_fifty_can_be_published_at_once_without_a_warning() -> None:
    checked = check(with_statements(EXAMPLE, statements()))
    assert (checked.errors, checked.warnings) == ((), ())
    assert checked.document is not None
    assert statements().keys() <= checked.document.statements.keys()


def test_what_the_document_holds_already_stays_as_it_is() -> None:
    before, after = check(EXAMPLE).document, check(with_statements(EXAMPLE, statements())).document
    assert before is not None
    assert after is not None
    kept = {key: after.statements[key] for key in before.statements}
    assert after.model_copy(update={"statements": kept}) == before


def test_a_statement_of_a_name_that_is_taken_is_refused() -> None:
    with pytest.raises(Problem, match="plates"):
        with_statements(EXAMPLE, {"plates": {}})


@pytest.mark.parametrize("path", [DEVELOPMENT, HELD_OUT], ids=lambda path: path.stem)
def test_every_question_is_about_one_of_the_fifty(path: Path) -> None:
    asked = read_asked(path)
    assert {one.about for one in asked} == statements().keys()
    assert len({one.id for one in asked}) == len(asked)


@pytest.mark.parametrize(
    ("message", "wording", "found"),
    [
        (understood("market"), "plain", "market"),
        (understood("market"), "near neighbor", "market"),
        (understood("market", confident=False), "far", None),
        # It would be told all the same: that is a theft.
        (understood("market", confident=False), "near neighbor", "market"),
        (understood(None, "market"), "far", None),
        (understood(None, "market"), "near neighbor", "market"),
        (understood(None), "near neighbor", None),
    ],
)
def test_a_question_is_understood_or_stolen(
    message: Understood, wording: Wording, found: str | None
) -> None:
    assert read_as(message, wording) == found


@pytest.mark.parametrize(
    ("confident", "out_of_scope", "found"),
    [(False, 0.1, "market"), (True, 0.1, None), (False, 0.9, None)],
)
def test_a_statement_is_offered_when_something_is_asked_back(
    confident: bool, out_of_scope: float, found: str | None
) -> None:
    assert offered_in(offering("market", confident, out_of_scope)) == found


def test_questions_are_counted_by_language_and_wording() -> None:
    asked = [
        Asked("1", "market", "plain", "en", ""),
        Asked("2", "market", "plain", "en", ""),
        Asked("3", "market", "plain", "en", ""),
        Asked("4", "market", "near neighbor", "en", ""),
    ]
    read = {
        "1": understood("market"),
        "2": understood("plates"),
        "3": offering("market", False, 0.1),
        "4": understood(None),
    }
    assert list(tallies_of(asked, read)) == [
        Tally("en", "plain", 3, own=1, offered=1, other=1),
        Tally("en", "near neighbor", 1, own=0, offered=0, other=0),
    ]


def test_ordinary_messages_are_stolen_changed_or_left_alone() -> None:
    without = {name: understood(None) for name in ("left", "stolen", "changed")}
    read = {
        "left": understood(None),
        "stolen": understood("market"),
        "changed": understood(None, aspect="overview"),
    }
    ordinary = ordinary_of(without, read)
    assert ordinary.stolen == {"stolen": "market"}
    assert ordinary.changed == ("changed",)
    assert ordinary.thieves == {"market": 1}
