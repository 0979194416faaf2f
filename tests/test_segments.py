"""Segments are counted as Twilio's own calculator counts them, and plain forms lose no letter."""

import json
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from countyline.segments import BASIC, EXTENDED, Segments, is_gsm, plain, segments
from countyline.settings import PROJECT_ROOT
from tests.segments_oracle import SOURCES, counted

SPANISH = "áéíóúüñÁÉÍÓÚÜÑ¿¡"
TYPOGRAPHIC = "“”‘’«»–—…•·\u00a0\u202f\u2009"
OTHERS = "漢字аяçẞ😀🎉𝔸"
GSM = sorted(BASIC - {"\r"})
EXTENSION = sorted(EXTENDED)
ANYTHING = st.text(max_size=400)
ONE_PLACE = st.sampled_from(GSM)


def generated(count: int) -> list[str]:
    """Texts of every length up to four segments, from alphabets that mix what matters."""
    draw = random.Random(20240403)
    mixes = [
        GSM,
        [*GSM, *EXTENSION],
        EXTENSION,
        [*GSM, *SPANISH],
        [*SPANISH, *TYPOGRAPHIC],
        [*GSM, *OTHERS],
        [*"ab", *OTHERS],
    ]
    near_limits = [69, 70, 71, 133, 134, 135, 152, 153, 154, 159, 160, 161, 201, 305, 306, 307]
    return [
        "".join(draw.choices(mixes[number % len(mixes)], k=length))
        for number in range(count)
        for length in [draw.choice(near_limits) if number % 3 else draw.randrange(480)]
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", Segments(1, "GSM-7", 0)),
        ("a" * 160, Segments(1, "GSM-7", 160)),
        ("a" * 161, Segments(2, "GSM-7", 161)),
        ("a" * 306, Segments(2, "GSM-7", 306)),
        ("a" * 307, Segments(3, "GSM-7", 307)),
        ("é¿¡ñü" * 32, Segments(1, "GSM-7", 160)),
        ("á" + "a" * 69, Segments(1, "UCS-2", 70)),
        ("á" + "a" * 70, Segments(2, "UCS-2", 71)),
        ("á" + "a" * 134, Segments(3, "UCS-2", 135)),
        ("€" * 80, Segments(1, "GSM-7", 160)),
        # A pair that would straddle the border moves on, and the place stays empty.
        ("a" * 152 + "€" + "a" * 152, Segments(3, "GSM-7", 306)),
        ("a" * 66 + "😀" + "á" * 66, Segments(3, "UCS-2", 134)),
    ],
)
def test_segments_at_the_limits(text: str, expected: Segments) -> None:
    assert segments(text) == expected


def test_a_thousand_generated_texts_are_counted_as_by_the_calculator() -> None:
    texts = generated(1000)
    assert [(s.count, s.encoding) for s in map(segments, texts)] == counted(texts)


def test_the_calculator_is_pinned_by_content_and_its_lock_file_names_no_host() -> None:
    text = (PROJECT_ROOT / SOURCES / "package-lock.json").read_text(encoding="utf-8")
    packages = {name: each for name, each in json.loads(text)["packages"].items() if name}
    assert "://" not in text
    assert all(each["integrity"].startswith("sha512-") for each in packages.values())


def test_typographic_characters_become_plain_and_letters_stay() -> None:
    said = "“Lun–vie”\u00a08…\u202f• ‘Recaudación’ — ¿qué?"
    assert plain(said) == "\"Lun-vie\" 8... - 'Recaudación' - ¿qué?"
    assert plain(SPANISH) == SPANISH
    assert is_gsm(plain(TYPOGRAPHIC))
    assert plain("a\u0301") == "á"


@settings(deadline=None)
@given(ANYTHING)
def test_plain_is_plain_already(text: str) -> None:
    assert plain(plain(text)) == plain(text)


@settings(deadline=None)
@given(st.text("abcdefghijklmnopqrstuvwxyz" + SPANISH + " .,:;()0123456789$@/-"))
def test_plain_leaves_what_people_type(text: str) -> None:
    assert plain(text) == text


@settings(deadline=None)
@given(st.text(ONE_PLACE, max_size=700), st.text(ONE_PLACE, max_size=40))
def test_more_text_never_takes_fewer_segments(text: str, more: str) -> None:
    assert segments(text + more).count >= segments(text).count


@settings(deadline=None)
@given(st.text(ONE_PLACE, max_size=700))
def test_characters_of_one_place_fill_segments_whole(text: str) -> None:
    length = len(text)
    assert segments(text).count == (1 if length <= 160 else -(-length // 153))
