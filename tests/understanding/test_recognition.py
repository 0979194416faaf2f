"""What recognition says of a message, checked and redacted."""

import json
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countyline.redaction import MARKER
from countyline.understanding.recognition import (
    MOST_ALTERNATIVES,
    Alternative,
    alternatives,
    as_metadata,
)

MESSAGE = "is the recorder open"
any_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["text", "confidence", "alternatives"]), inner)
    ),
    max_leaves=12,
)


def heard(*given: Any, confidence: object = None) -> tuple[Alternative, ...] | None:
    listed = [{"text": text, "confidence": sure} for text, sure in given]
    return alternatives({"confidence": confidence, "alternatives": listed}, MESSAGE)


def test_a_message_without_recognition_was_written() -> None:
    others: tuple[Any, ...] = (None, [], "0.9", 1)
    for other in others:
        assert alternatives(other, MESSAGE) is None


def test_the_message_itself_is_the_first_alternative() -> None:
    assert alternatives({}, MESSAGE) == (Alternative(MESSAGE),)
    assert heard(confidence=0.5) == (Alternative(MESSAGE, 0.5),)
    assert heard((MESSAGE, 0.7), ("is the record open", 0.6)) == (
        Alternative(MESSAGE, 0.7),
        Alternative("is the record open", 0.6),
    )
    assert heard(("is the record open", 0.6), confidence=0.8) == (
        Alternative(MESSAGE, 0.8),
        Alternative("is the record open", 0.6),
    )


@pytest.mark.parametrize("nothing", [None, 0, 0.0, -1, 1.5, math.nan, math.inf, "0.9", True, []])
def test_what_is_no_confidence_says_nothing(nothing: object) -> None:
    assert heard(("is it open", nothing), confidence=nothing) == (
        Alternative(MESSAGE),
        Alternative("is it open"),
    )


def test_alternatives_are_few_and_each_is_another_text() -> None:
    found = heard(*((f"open {number}", 0.5) for number in range(9)))
    assert found is not None and len(found) == MOST_ALTERNATIVES
    assert heard((MESSAGE, 0.9), (MESSAGE, 0.2), ("  ", 0.9)) == (Alternative(MESSAGE, 0.9),)
    again = heard((MESSAGE, 0.9), (None, 0.9), ("x" * 5000, 0.1))
    assert again is not None
    assert [len(one.text) for one in again] == [len(MESSAGE), 1000]


def test_a_secret_number_stands_in_no_alternative() -> None:
    found = heard(("my social is 078-05-1120", 0.4))
    assert found is not None and MARKER in found[1].text
    assert "1120" not in json.dumps(as_metadata(found))


@given(any_json)
def test_odd_input_never_fails_and_comes_back_as_it_is_kept(given_: object) -> None:
    found = alternatives(given_, MESSAGE)
    if found is not None:
        assert found[0].text == MESSAGE and len(found) <= MOST_ALTERNATIVES
        assert alternatives(json.loads(json.dumps(as_metadata(found))), MESSAGE) == found
