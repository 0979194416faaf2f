"""What an answer was made from is kept, and gives the same words again."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countyline.answers.answer import CaseReport, Choice
from countyline.answers.basis import Basis, CaseGiven, NoBasis, read_basis, said_again
from countyline.answers.context import Context
from countyline.answers.known_cases import KnownCases
from countyline.answers.question import Guess, Part, Question
from countyline.card import Card
from tests.answers.asking import EVERY_ASPECT, FRIDAY, at, part, snapshot, wording

MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1)).map(
    lambda moment: moment.replace(tzinfo=UTC)
)
# A database takes no null characters, and the desk lets none in.
WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
CHANCES = st.floats(0, 1)
GUESSES = st.builds(Guess, WORDS, WORDS, CHANCES)
MANY_WORDS = st.lists(WORDS, max_size=2).map(tuple)
SYMBOLS = st.dictionaries(WORDS, st.one_of(WORDS, st.integers(-9, 9)), max_size=3)
PARTS = st.builds(
    Part,
    WORDS,
    GUESSES,
    confident=st.booleans(),
    alternatives=st.lists(GUESSES, max_size=2).map(tuple),
    out_of_scope=CHANCES,
    fragment=st.booleans(),
    statement=st.none() | WORDS,
    offered=st.none() | WORDS,
    subjects=MANY_WORDS,
    denied=MANY_WORDS,
    foreign=MANY_WORDS,
    dates=st.lists(SYMBOLS, max_size=2).map(tuple),
    premises=MANY_WORDS,
)
QUESTIONS = st.builds(
    Question,
    WORDS,
    st.sampled_from(["en", "es", "und"]),
    st.lists(PARTS, min_size=1, max_size=2).map(tuple),
    channel=st.sampled_from(["web", "sms", "voice"]),
    capped=st.booleans(),
    revision=st.none() | st.integers(1, 99),
)
CONTEXTS = st.builds(
    Context,
    language=st.none() | WORDS,
    topic=st.none() | WORDS,
    aspect=st.none() | WORDS,
    subjects=MANY_WORDS,
    date=st.none() | SYMBOLS,
    choices=st.lists(st.builds(Choice, WORDS, WORDS), max_size=2).map(tuple),
    clarified=st.integers(0, 3),
    offered_staff=st.booleans(),
    question=WORDS,
)
REPORTS = st.builds(
    CaseReport,
    WORDS,
    st.sampled_from(["open", "claimed", "closed"]),
    MOMENTS,
    st.none() | WORDS,
)
CASES = st.builds(
    KnownCases,
    st.dictionaries(WORDS, st.none() | REPORTS, max_size=2),
    st.lists(REPORTS, max_size=2),
)
BASES = st.builds(
    Basis,
    question=QUESTIONS,
    now=MOMENTS,
    revision=st.integers(1, 99),
    document=WORDS,
    program=WORDS,
    context=CONTEXTS,
    replay=st.booleans(),
    cases=CASES,
    case=st.none() | st.builds(CaseGiven, REPORTS, st.booleans()),
    is_saved=st.booleans(),
)


@given(BASES)
def test_every_basis_comes_back_from_json_as_it_was(basis: Basis) -> None:
    kept = json.loads(json.dumps(basis.as_json(), ensure_ascii=False))
    found = read_basis(kept)
    assert found == basis
    assert found.question.revision == basis.question.revision


def basis_of(*parts: Part, channel: str = "web", **more: object) -> Basis:
    question = Question("a question", "en", parts, channel=channel)
    fields = {"now": at("2024-04-03"), "revision": 1, "document": "d", "program": "p"}
    return Basis(question=question, **{**fields, **more})  # type: ignore[arg-type]


def test_what_is_as_always_takes_no_room() -> None:
    basis = basis_of(part("status/open", "recorder_of_deeds", dates=[FRIDAY]))
    assert len(json.dumps(basis.as_json())) < 500


@pytest.mark.parametrize("channel", ["web", "sms"])
def test_what_was_said_last_is_kept_for_a_wish_to_hear_it_again(channel: str) -> None:
    document = snapshot("2024-04-03")
    last = Context(last=Card(("The last answer.",), "As of today"))
    again = basis_of(part("smalltalk/repeat"), context=last, channel=channel)
    other = basis_of(part("status/open", "collection"), context=last, channel=channel)
    for basis in (again, other):
        kept = read_basis(json.loads(json.dumps(basis.as_json())))
        told = said_again(basis, document, wording())
        assert said_again(kept, document, wording()) == told
    assert "The last answer." in said_again(again, document, wording())[0]
    assert "last" not in other.as_json().get("context", {})


@pytest.mark.parametrize("channel", ["web", "sms"])
@pytest.mark.parametrize("name", [f"{topic}/{aspect}" for topic, aspect in EVERY_ASPECT])
def test_every_aspect_is_said_again(name: str, channel: str) -> None:
    document = snapshot("2024-04-03")
    basis = basis_of(part(name), channel=channel)
    kept = read_basis(json.loads(json.dumps(basis.as_json())))
    assert said_again(kept, document, wording()) == said_again(basis, document, wording())


def test_a_case_that_was_found_is_told_as_one_of_before() -> None:
    document = snapshot("2024-04-03")
    report = CaseReport("4F-27", "open", at("2024-04-02"))
    person = part("person/human")
    new = basis_of(person, case=CaseGiven(report, is_new=True))
    old = basis_of(person, case=CaseGiven(report, is_new=False))
    [said_new], [said_old] = (
        said_again(read_basis(one.as_json()), document, wording()) for one in (new, old)
    )
    assert "4F-27" in said_new and "4F-27" in said_old
    assert said_new != said_old


@pytest.mark.parametrize("kept", [None, [], {}, {"by": "headline"}, {"by": "answers"},
                                  {"by": "answers", "question": 1}])  # fmt: skip
def test_what_is_none_is_refused(kept: object) -> None:
    with pytest.raises(NoBasis):
        read_basis(kept)
