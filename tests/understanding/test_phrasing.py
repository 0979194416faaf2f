from hypothesis import given
from hypothesis import strategies as st

from countyline.understanding.phrasing import phrases
from countyline.understanding.text import folded_words


def of_kind(kind: str, text: str) -> list[str]:
    return [one.removeprefix(kind) for one in phrases(text) if one.startswith(kind)]


def test_neighbors_and_pairs_around_a_word() -> None:
    assert of_kind("p:", "Pay the TAX") == ["pay the", "the tax"]
    assert of_kind("g:", "Pay the TAX") == ["pay tax"]


def test_the_first_and_the_last_word() -> None:
    assert of_kind("e:", "¿Dónde está?") == ["^ donde", "esta $"]


def test_what_a_negation_rules_out_ends_with_its_clause() -> None:
    assert of_kind("n:", "Not the recorder, the collector") == ["the", "recorder"]
    assert of_kind("n:", "No pregunto por placas; busco el recibo") == ["pregunto", "por", "placas"]


def test_a_negation_rules_out_no_more_than_a_few_words() -> None:
    found = of_kind("n:", "I don't want to pay for it all today")
    assert found == ["want", "to", "pay", "for", "it"]


def test_the_words_of_the_clause_that_asks() -> None:
    assert of_kind("q:", "I drove an hour. Are you open? Thanks") == ["are", "you", "open"]
    assert of_kind("q:", "are you open") == []


def test_a_text_without_words_has_no_phrases() -> None:
    assert list(phrases("?! …")) == []


@given(st.text(max_size=60))
def test_phrases_hold_only_words_of_the_text(text: str) -> None:
    spoken = {*folded_words(text), "^", "$"}
    assert {word for one in phrases(text) for word in one[2:].split(" ")} <= spoken
