"""Who wants no texts, and who only speaks of stopping."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countyline.settings import PROJECT_ROOT
from countyline.texting.consent import Wish, consent_in, revocation_in
from countyline.texting.words import Words, load_words

FOLDER = Path(__file__).with_name("data")
WORDS = load_words(PROJECT_ROOT / "data")


def lines(name: str) -> list[str]:
    return (FOLDER / name).read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("text", lines("opts_out.txt"))
def test_opts_out(text: str, words: Words) -> None:
    found = consent_in(text, words)
    assert found is not None
    assert found.wish is Wish.STOP


@pytest.mark.parametrize("text", lines("stays.txt"))
def test_stays(text: str, words: Words) -> None:
    assert consent_in(text, words) is None


@pytest.mark.parametrize("text", ["STOP", "stop.", "Alto", "CANCEL", "baja"])
def test_a_bare_keyword_stops_texts_only(text: str, words: Words) -> None:
    assert revocation_in(text, words) is None


@pytest.mark.parametrize(
    "text", ["STOP\nSent from my iPhone", "Alto\r\nEnviado desde mi iPhone", "S.T.O.P.", "s t o p"]
)
def test_a_keyword_counts_above_a_signature_and_letter_by_letter(text: str, words: Words) -> None:
    found = consent_in(text, words)
    assert found is not None and found.wish is Wish.STOP


@pytest.mark.parametrize(
    "text", ["help\nI am hurt", "cancel\nmy hearing", "info\nSent from my iPhone", "a l o t", "e"]
)
def test_only_a_stop_counts_like_this(text: str, words: Words) -> None:
    assert consent_in(text, words) is None


@pytest.mark.parametrize("text", ["START", "unstop", "Inicio", "EMPEZAR"])
def test_starts(text: str, words: Words) -> None:
    found = consent_in(text, words)
    assert found is not None
    assert found.wish is Wish.START


@pytest.mark.parametrize("text", ["YES", "yes.", "Sí", "si"])
def test_a_yes_starts_only_what_was_stopped(text: str, words: Words) -> None:
    assert consent_in(text, words) is None
    found = consent_in(text, words, has_stopped=True)
    assert found is not None
    assert found.wish is Wish.START


@pytest.mark.parametrize("text", ["HELP", "info", "Ayuda", "INFORMACIÓN"])
def test_helps(text: str, words: Words) -> None:
    found = consent_in(text, words)
    assert found is not None
    assert found.wish is Wish.HELP


@pytest.mark.parametrize(
    ("text", "language"),
    [("STOP", "en"), ("ALTO", "es"), ("no más mensajes", "es"), ("stop texting me", "en")],
)
def test_the_language_is_known(text: str, language: str, words: Words) -> None:
    found = consent_in(text, words)
    assert found is not None
    assert found.language == language


def test_there_are_enough_of_both() -> None:
    assert len(lines("opts_out.txt")) >= 120
    assert len(lines("stays.txt")) >= 120


@given(st.text(max_size=300), st.booleans())
def test_any_text_is_read(text: str, has_stopped: bool) -> None:
    consent_in(text, WORDS, has_stopped=has_stopped)


@given(
    st.sampled_from([line for line in lines("opts_out.txt") if line.strip()]),
    st.sampled_from(["", "!", " ", ".", "\n", "!!!", " 😡"]),
    st.booleans(),
)
def test_marks_and_capitals_change_nothing(text: str, end: str, is_loud: bool) -> None:
    found = consent_in((text.upper() if is_loud else text) + end, WORDS)
    assert found is not None
    assert found.wish is Wish.STOP
