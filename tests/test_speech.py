"""SSML that every voice takes, and that says what the plain words say."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from countyline.speech import DIGITS, Pace, digits_said, speech_of

ANYTHING = st.text(st.characters(), max_size=80)
languages = st.sampled_from(["en", "es"])


@given(st.lists(ANYTHING, max_size=4), languages, st.sampled_from(["normal", "slow"]))
@example(["\ud800 & <b>\x00\x1b\ufffe\ufdd0</b>", "\x85 \u2028"], "en", "slow")
def test_it_is_well_formed_and_says_the_plain_words(
    sentences: list[str], language: str, pace: Pace
) -> None:
    speech = speech_of(sentences, language, pace)
    root = ElementTree.fromstring(speech.ssml)
    assert root.tag == "speak"
    assert "".join(root.itertext()) == speech.text
    assert {element.tag for element in root.iter()} <= {"speak", "s", "break", "prosody"}
    speech.ssml.encode()


def test_a_slow_voice_and_its_language() -> None:
    speech = speech_of(["Está cerrada.", "  "], "es", "slow")
    assert speech.text == "Está cerrada."
    assert speech.ssml == (
        '<speak version="1.1" xml:lang="es-US">'
        '<prosody rate="slow"><s>Está cerrada.</s></prosody></speak>'
    )


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Call eight one six, eight eight one, three two three two."),
        ("es", "Llame al ocho uno seis, ocho ocho uno, tres dos tres dos."),
    ],
)
def test_there_is_time_to_write_a_number_down(language: str, said: str) -> None:
    speech = speech_of([said], language)
    assert speech.text == said
    assert speech.ssml.count("<break") == 2
    assert "<break" not in speech_of(["Open one day, closed the next."], "en").ssml


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("816-881-3232", "eight one six, eight eight one, three two three two"),
        ("+18168813232", "eight one six, eight eight one, three two three two"),
        ("1 800 555 0199", "one, eight zero zero, five five five, zero one nine nine"),
        ("881-3232", "eight eight one, three two three two"),
        ("911", "nine one one"),
        ("64050", "six four zero five zero"),
        ("", ""),
    ],
)
def test_a_number_is_said_in_groups(number: str, said: str) -> None:
    assert digits_said(number, "en") == said


@given(st.text("0123456789 -()x", max_size=40), languages)
def test_each_digit_is_said_once_and_in_order(number: str, language: str) -> None:
    words = digits_said(number, language).replace(",", "").split()
    digits = [one for one in number if one.isdigit()]
    assert [str(DIGITS[language].index(word)) for word in words] == digits
