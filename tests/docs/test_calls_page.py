"""docs/calls.md: how a held call is written down."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from benchmarks.calls.phoning import Turned
from countyline.calling.model import Alternative
from docs.make_calls import CALLS, TITLES, Caller, page_of, tones_of


class Parrot:
    """A line that says back what it heard, in markup, and opens a case at key 0."""

    def __init__(self) -> None:
        self.is_over = False

    def start(self, language: str) -> Turned:
        return _turned("Hello", language=language)

    def speak(self, ways: Sequence[Alternative]) -> Turned:
        return _turned(f"You said {ways[0].transcript}")

    def press(self, keys: str) -> Turned:
        if keys == "0":
            return _turned("Your case is 7K-83", then="transfer")
        return _turned("Hola", language="es")

    def hang_up(self) -> None:
        self.is_over = True


def _turned(words: str, then: str = "listen", language: str = "en") -> Turned:
    return Turned(words, then, language, f"<speak>{words}</speak>")


@pytest.fixture
def parrot() -> Parrot:
    return Parrot()


def test_every_language_has_a_call() -> None:
    assert set(CALLS) == set(TITLES)


@pytest.mark.parametrize("language", CALLS)
def test_a_call_is_written_down_whole(parrot: Parrot, language: str) -> None:
    said = CALLS[language](Caller(parrot))
    page = page_of({language: said})
    assert parrot.is_over
    for one in said:
        assert (one.text or f"*presses {one.keys}*").replace("7K-83", "4F-27") in page
    assert page.count("<speak>") == sum(one.who == "county" for one in said)


def test_numbers_of_cases_and_what_comes_next_are_shown(parrot: Parrot) -> None:
    page = page_of({"en": CALLS["en"](Caller(parrot))})
    assert "Your case is 4F-27 | transfer |" in page
    assert "7K-83" not in page


def test_how_sure_recognition_was_is_shown(parrot: Parrot) -> None:
    assert "yes [0.93]" in page_of({"en": CALLS["en"](Caller(parrot))})


def test_a_caller_speaks_the_language_of_the_call(parrot: Parrot) -> None:
    said = CALLS["es"](Caller(parrot))
    assert [one.language for one in said[:4]] == ["en", "en", "es", "es"]


@pytest.mark.parametrize(
    ("key", "tones"), [("1", (697, 1209)), ("0", (941, 1336)), ("9", (852, 1477))]
)
def test_keys_sound_as_on_a_telephone(key: str, tones: tuple[int, int]) -> None:
    assert tones_of(key) == tones


def test_what_is_no_key_has_no_tones() -> None:
    with pytest.raises(ValueError, match="no key"):
        tones_of("x")
