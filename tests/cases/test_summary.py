"""Two lines that say what a case is about and what is wanted, from what is known alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countyline.cases import Case, Reason, Sensitivity, State
from countyline.cases.summary import LONGEST_QUESTION, shortened, summary_of

CASE = Case(
    id="4F-27",
    conversation="c1",
    turn="t1",
    reason=Reason.NOTHING_PUBLISHED,
    topic="deadlines",
    aspect="deadlines/penalty",
    subjects=("collection", "dmv"),
    sensitivity=Sensitivity.PENALTY,
    language="es",
    channel="sms",
    question="¿me cobran recargos?",
    contact="816-555-0100",
    state=State.OPEN,
    outcome=None,
    opened_at=datetime(2024, 4, 3, 15, tzinfo=UTC),
    closed_at=None,
    closed_by=None,
    facts=("a", "b", "c"),
)


def test_all_that_is_known() -> None:
    told = ["Pay online.", "Pay by mail.", "Call."]
    summary = summary_of(CASE, {"collection": "Collection"}, told, 2)
    assert summary.first == "Deadlines: penalty, Collection, dmv. Spanish, sms. Urgent: penalty."
    assert summary.second == (
        "“¿me cobran recargos?” The bot told: Pay online; Pay by mail; and 1 more. Nothing is "
        "published on it, and a person was wanted; left a way to be reached; 2 messages wait."
    )


def test_little_that_is_known() -> None:
    bare = replace(
        CASE,
        reason=Reason.NOT_UNDERSTOOD,
        topic=None,
        aspect=None,
        subjects=(),
        sensitivity=None,
        contact=None,
        facts=None,
    )
    summary = summary_of(bare, {}, ())
    assert summary.first == "Not understood. Spanish, sms."
    assert summary.rest == "The bot did not understand; left no way to be reached."
    assert "told no fact" in summary_of(replace(bare, facts=()), {}, ()).rest
    assert summary_of(bare, {}, (), 0).rest.endswith("no message waits.")
    assert summary_of(bare, {}, (), 1).rest.endswith("1 message waits.")


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_has_words(reason: Reason) -> None:
    assert "_" not in summary_of(replace(CASE, reason=reason), {}, ()).text


def test_a_question_is_cut_between_words() -> None:
    assert shortened("one two  three\nfour", 14) == "one two …"
    assert shortened("one two", 7) == "one two"
    assert shortened("x" * 20, 10) == "x" * 9 + "…"


@given(st.text(max_size=400), st.integers(10, 200))
def test_what_is_cut_fits_and_is_a_beginning(text: str, longest: int) -> None:
    cut = shortened(text, longest)
    assert len(cut) <= longest
    assert " ".join(text.split()).startswith(cut.rstrip("…").rstrip(" "))


@given(st.text(max_size=2000))
def test_two_lines_stay_short(question: str) -> None:
    summary = summary_of(replace(CASE, question=question), {}, ["word " * 100] * 5, 3)
    assert len(summary.question) <= LONGEST_QUESTION
    assert len(summary.second) < 560
