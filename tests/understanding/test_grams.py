from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from countyline.understanding.grams import GramCounts, Vocabulary, _remembered, grams
from countyline.understanding.word_counts import WordCounts

TEXTS = ["pay the tax bill", "pay my tax bill by mail", "is the tax office open"] * 8


def counts_of(texts: list[str]) -> GramCounts:
    return GramCounts.of(WordCounts.of(texts))


VOCABULARY = Vocabulary.of(counts_of(TEXTS))


def test_words_phrases_and_parts_are_grams() -> None:
    found = list(grams("Pay taxes"))
    assert {"w:pay", "w:taxes", "p:pay taxes", "c: pa", "c:axe", "c:axes "} <= set(found)


def test_accents_and_case_make_no_difference() -> None:
    assert list(grams("¡Está ABIERTO!")) == list(grams("esta abierto"))


def test_rare_grams_are_left_out() -> None:
    once = Vocabulary.of(counts_of([*TEXTS, "zebra"]))
    assert not any("zebra" in gram for gram in once.known)


def test_a_misspelled_word_shares_parts_with_the_right_one() -> None:
    right, wrong = VOCABULARY.bag("office"), VOCABULARY.bag("ofice")
    assert set(right.places) & set(wrong.places)


def test_the_commonest_words_are_those_that_most_texts_hold() -> None:
    assert VOCABULARY.commonest(2) == ["tax", "bill"]


def test_an_unknown_text_is_an_empty_bag() -> None:
    assert len(VOCABULARY.bag("zyxw 12").places) == 0


@given(st.text(max_size=80))
def test_words_and_parts_have_the_same_length(text: str) -> None:
    bag = VOCABULARY.bag(f"pay {text}")
    of_parts = np.array([VOCABULARY.known[place].startswith("c:") for place in bag.places])
    for group in (of_parts, ~of_parts):
        assert float(np.square(bag.weights[group]).sum()) == pytest.approx(1.0, abs=1e-4)


def test_a_name_is_known_when_all_its_words_and_pairs_are() -> None:
    texts = ["the dog park", "a dog park", "my dog park", "one dog park"]
    vocabulary = Vocabulary.of(counts_of(texts))
    assert vocabulary.knows("Dog Park")
    assert not vocabulary.knows("park dog")
    assert not vocabulary.knows("dog nursery")


def test_words_that_nobody_means_are_not_remembered() -> None:
    before = _remembered.cache_info().currsize
    VOCABULARY.bag("office" * 500)
    assert _remembered.cache_info().currsize == before


WORDS = ["pay", "pays", "paid", "tax", "TAX", "taxés", "bill", "12", "¿dónde", "not", "no.", "why?"]
TEXT = st.lists(st.sampled_from(WORDS)).map(" ".join)


@given(st.lists(TEXT, min_size=1, max_size=12))
def test_the_grams_of_many_texts_are_those_of_each(texts: list[str]) -> None:
    counts = counts_of(texts)
    for row, text in zip(counts.by_text.toarray(), texts, strict=True):
        found = {name: times for name, times in zip(counts.names, row, strict=True) if times}
        assert found == Counter(grams(text))


@given(st.lists(TEXT, min_size=1, max_size=12))
def test_the_bags_of_many_texts_are_those_of_each(texts: list[str]) -> None:
    counts = counts_of(texts * 8)
    vocabulary = Vocabulary.of(counts)
    for row, text in zip(vocabulary.bags(counts).toarray(), texts * 8, strict=True):
        bag = vocabulary.bag(text)
        assert row[bag.places] == pytest.approx(bag.weights, abs=1e-6)
        assert np.count_nonzero(row) == len(bag.places)
