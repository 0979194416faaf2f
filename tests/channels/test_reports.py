"""What phone systems report, whatever it is: numbers, words, and how sure recognition is."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countyline.calling.model import MOST_ALTERNATIVES
from countyline.channels.voice.reports import (
    LONGEST_TRANSCRIPT,
    alternatives_of,
    caller_in,
    confidence_in,
    hint_of,
    words_in,
)

ANYTHING = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.lists(st.text())
ANY_TEXT = st.text(st.characters())


@given(ANY_TEXT)
def test_words_are_one_printable_line(text: str) -> None:
    words = words_in(text)
    assert words == words.strip()
    assert words.isprintable()
    assert "  " not in words
    assert words_in(words) == words


def test_an_endless_transcript_is_cut() -> None:
    assert len(words_in("word " * 100_000)) <= LONGEST_TRANSCRIPT
    assert words_in("\x00" * 9000 + "late") == ""


@given(ANYTHING)
def test_confidence_is_a_share_or_unknown(given_: object) -> None:
    sure = confidence_in(given_)
    assert sure is None or 0 < sure <= 1


@given(st.lists(st.tuples(ANYTHING, ANYTHING)))
def test_alternatives_are_few_and_differ(heard: list[tuple[object, object]]) -> None:
    found = alternatives_of(heard)
    assert len(found) <= MOST_ALTERNATIVES
    assert all(one.transcript for one in found)
    assert len({one.transcript.casefold() for one in found}) == len(found)


@given(ANY_TEXT)
def test_a_caller_is_a_number_or_nobody(text: str) -> None:
    number = caller_in(text)
    assert number is None or re.fullmatch(r"\+[1-9][0-9]{6,14}", number, re.ASCII)


@given(st.from_regex(r"[2-9][0-9]{2}[2-9][0-9]{6}", fullmatch=True))
def test_a_north_american_number_in_any_spelling(digits: str) -> None:
    area, office, line = digits[:3], digits[3:6], digits[6:]
    for written in (
        digits, f"1{digits}", f"+1{digits}", f"({area}) {office}-{line}",
        f"1-{area}-{office}-{line}", f"tel:+1{digits}", f"sip:+1{digits}@10.0.0.1",
        f" {area}.{office}.{line} ",
    ):  # fmt: skip
        assert caller_in(written) == f"+1{digits}"


@pytest.mark.parametrize(
    ("tag", "hint"),
    [
        ("en-US", "en"), ("es-US", "es"), ("ES_mx", "es"), ("es", "es"), ("est", None),
        ("fr-FR", None), ("", None), (None, None), (" en ", "en"),
    ],
)  # fmt: skip
def test_languages(tag: str | None, hint: str | None) -> None:
    assert hint_of(tag) == hint
