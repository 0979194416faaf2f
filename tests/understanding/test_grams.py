import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from countyline.understanding.grams import Vocabulary, grams

TEXTS = ["pay the tax bill", "pay my tax bill by mail", "is the tax office open"] * 8
VOCABULARY = Vocabulary.of(TEXTS)


def test_words_pairs_and_parts_are_grams() -> None:
    found = list(grams("Pay taxes"))
    assert {"w:pay", "w:taxes", "p:pay taxes", "c: pa", "c:taxe", "c:axes "} <= set(found)


def test_accents_and_case_make_no_difference() -> None:
    assert list(grams("¿Está ABIERTO?")) == list(grams("esta abierto"))


def test_rare_grams_are_left_out() -> None:
    once = Vocabulary.of([*TEXTS, "zebra"])
    assert not any("zebra" in gram for gram in once.known)


def test_a_misspelled_word_shares_parts_with_the_right_one() -> None:
    right, wrong = VOCABULARY.bag("office"), VOCABULARY.bag("ofice")
    assert set(right.places) & set(wrong.places)


def test_an_unknown_text_is_an_empty_bag() -> None:
    assert len(VOCABULARY.bag("zyxw 12").places) == 0


@given(st.text(max_size=80))
def test_words_and_parts_have_the_same_length(text: str) -> None:
    bag = VOCABULARY.bag(f"pay {text}")
    of_parts = np.array([VOCABULARY.known[place].startswith("c:") for place in bag.places])
    for group in (of_parts, ~of_parts):
        assert float(np.square(bag.weights[group]).sum()) == pytest.approx(1.0, abs=1e-4)


def test_a_name_is_known_when_all_its_words_and_pairs_are() -> None:
    vocabulary = Vocabulary.of(["the dog park", "a dog park", "my dog park", "one dog park"])
    assert vocabulary.knows("Dog Park")
    assert not vocabulary.knows("park dog")
    assert not vocabulary.knows("dog nursery")
