"""Case numbers: safe to say and to copy, found in whatever way they are typed."""

import secrets

from hypothesis import given
from hypothesis import strategies as st

from countyline.cases import case_id_from, find_ids
from countyline.cases.ids import DIGITS, LETTERS, draw_id
from countyline.redaction import clean

NUMBERS = st.builds(draw_id, st.integers(2, 7), st.randoms().map(lambda random: random.choice))
AROUND = st.sampled_from(["{}", "case {}", "what about {}?", "mi caso es el {}, gracias", "({})"])
WRITTEN = st.sampled_from(
    [
        str,
        str.lower,
        lambda number: number.replace("-", ""),
        lambda number: number.replace("-", " "),
        lambda number: number.replace("-", "–").lower(),
        lambda number: number.replace("-", " - "),
        lambda number: " ".join(number.replace("-", "")),
    ]
)


def test_no_character_looks_like_another() -> None:
    assert not set(DIGITS + LETTERS) & set("01OIL5S8BZQGDUVNAEJCP")
    assert len(set(DIGITS + LETTERS)) == len(DIGITS) + len(LETTERS)


@given(NUMBERS, AROUND, WRITTEN)
def test_a_number_is_found_however_it_is_written(number: str, around: str, written: object) -> None:
    assert callable(written)
    assert find_ids(around.format(written(number))) == [number]
    assert case_id_from(written(number)) == number


@given(NUMBERS, AROUND)
def test_a_number_is_never_redacted(number: str, around: str) -> None:
    assert clean(around.format(number)).text == around.format(number)


def test_each_number_is_found_once_in_order() -> None:
    assert find_ids("4F-27, 9k 33 and 4f27 again") == ["4F-27", "9K-33"]


def test_other_things_are_no_case_numbers() -> None:
    for text in (
        "",
        "I-70",
        "816-881-3232",
        "the 4th of 27",
        "4F",
        "a4F-27",
        "4F-27x",
        "$4F27",
        "4O-27",
        "2x4",
        "April 3, 2024",
        "is the recorder open",
    ):
        assert find_ids(text) == [], text
        assert case_id_from(text) is None


def test_numbers_are_random() -> None:
    drawn = {draw_id(6, secrets.choice) for _ in range(500)}
    assert len(drawn) > 490
