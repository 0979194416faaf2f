"""The parts of a text make the text, and come back from their JSON."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countyline.card import Card, card_of, read_card

lines = st.text(min_size=1, max_size=40)
cards = st.builds(
    Card, st.lists(lines, min_size=1, max_size=3).map(tuple), st.none() | lines, st.none() | lines
)


@pytest.mark.parametrize(
    ("card", "text"),
    [
        (Card(), ""),
        (Card(("One.",)), "One."),
        (Card(("One.", "Two.")), "One.\nTwo."),
        (Card(("One.",), "As of noon"), "One.\nAs of noon"),
        (Card(("One.",), None, "Not live"), "One.\nNot live"),
        (Card(("One.",), "As of noon", "Not live"), "One.\nAs of noon · Not live"),
    ],
)
def test_the_parts_make_the_text(card: Card, text: str) -> None:
    assert card.text == text


def test_what_is_added_stands_before_the_source() -> None:
    card = Card(("One.",), "As of noon", "Not live").then("Two.").led_by("Zero.")
    assert card.text == "Zero.\nOne.\nTwo.\nAs of noon · Not live"


@given(cards)
def test_a_card_comes_back_from_its_json(card: Card) -> None:
    assert read_card(json.loads(json.dumps(card.as_json()))) == card


@given(cards)
def test_a_text_without_parts_keeps_its_words(card: Card) -> None:
    assert card_of(card.text).text.split() == card.text.split()


@pytest.mark.parametrize(
    "odd",
    [
        None, "text", [], {}, {"paragraphs": None}, {"paragraphs": []}, {"paragraphs": [""]},
        {"paragraphs": "text"}, {"paragraphs": ["text", None]}, {"paragraphs": {"0": "text"}},
    ],
)  # fmt: skip
def test_what_is_no_card_is_none(odd: object) -> None:
    assert read_card(odd) is None


def test_an_odd_source_or_mark_is_left_out() -> None:
    odd = {"paragraphs": ["One."], "source": 5, "mark": ["Not live"]}
    assert read_card(odd) == Card(("One.",))
