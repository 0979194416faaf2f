"""What a text message costs on its way: in which alphabet it goes, and in how many segments.

The GSM 7-bit alphabet (3GPP TS 23.038) holds 160 characters in a message of one segment and 153
in each of several; a character of its extension table takes two places. One character outside
both tables turns the whole message to UCS-2: 70 and 67 units of UTF-16. What takes two places is
never parted between segments. `é ñ ü ¿ ¡` are in the alphabet, `á í ó ú` and their capitals are
not, nor are typographic quotes and dashes: those are replaced, letters never.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

Encoding = Literal["GSM-7", "UCS-2"]

BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENDED = frozenset("\f^{}\\[~]|€")
_GSM = BASIC | EXTENDED

# How many places a message of one segment has, and each segment of several.
_ALONE = {"GSM-7": 160, "UCS-2": 70}
_EACH = {"GSM-7": 153, "UCS-2": 67}

_FIRST_ACCENT = "\u0300"
"""From here on there are characters that make one sign with the one before them."""

_JOINER = "\u200d"
_SKIN_TONES = range(0x1F3FB, 0x1F400)


@dataclass(frozen=True)
class Segments:
    """How a text is sent.

    Attributes:
        count: how many segments it takes; an empty text takes one.
        encoding: the alphabet.
        units: places taken: characters, those of the extension table twice; UTF-16 units.
    """

    count: int
    encoding: Encoding
    units: int


def segments(text: str) -> Segments:
    """Tell in how many segments, and in which alphabet, a text goes as it stands."""
    encoding: Encoding = "GSM-7" if is_gsm(text) else "UCS-2"
    if _is_even(text, encoding):
        is_one = len(text) <= _ALONE[encoding]
        return Segments(1 if is_one else -(-len(text) // _EACH[encoding]), encoding, len(text))
    sizes = list(_sizes(text, encoding))
    units = sum(sizes)
    if units <= _ALONE[encoding]:
        return Segments(1, encoding, units)
    count, free = 1, _EACH[encoding]
    for size in sizes:
        if size > free:
            count, free = count + 1, _EACH[encoding]
        free -= size
    return Segments(count, encoding, units)


def is_gsm(text: str) -> bool:
    """Tell whether a text can go in the GSM 7-bit alphabet."""
    # Twilio's calculator takes a carriage return before a line feed for one foreign character.
    return "\r\n" not in text and _GSM.issuperset(text)


def _is_even(text: str, encoding: Encoding) -> bool:
    """Tell whether each character surely takes one place, as in nearly every text."""
    if encoding == "GSM-7":
        return EXTENDED.isdisjoint(text)
    return max(text, default="") < _FIRST_ACCENT and "\r\n" not in text


def _sizes(text: str, encoding: Encoding) -> Iterator[int]:
    if encoding == "GSM-7":
        yield from (2 if character in EXTENDED else 1 for character in text)
        return
    size = 0
    for before, character in pairwise(["", *text]):
        if size and not _belongs_to(before, character):
            yield size
            size = 0
        size += 2 if ord(character) > 0xFFFF else 1
    if size:
        yield size


def _belongs_to(before: str, character: str) -> bool:
    """Tell whether a character makes one sign with the one before it, such as an accent."""
    return (
        before + character == "\r\n"
        or _JOINER in (before, character)
        or ord(character) in _SKIN_TONES
        or unicodedata.category(character) in ("Mn", "Me")
    )


def plain(text: str) -> str:
    """Replace what has a harmless form in the alphabet: quotes, dashes, dots, odd spaces.

    Letters stay as they are, with their accents.
    """
    return unicodedata.normalize("NFC", text).translate(_PLAIN)


def _plain_forms() -> Iterator[tuple[str, str]]:
    for form, characters in {
        "'": "\u2018\u2019\u201a\u201b\u2032\u02bc\u00b4\u0060",
        '"': "\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb",
        "-": "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u00b7\u2022\u2043\u2219\u25cf",
        "...": "\u2026",
        " ": "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
        "\u202f\u205f\u3000\t",
        "\n": "\u2028\u2029\u0085",
        "": "\u200b\u2060\ufeff\u00ad\ufe0e\ufe0f",
        "o": "\u00ba",
        "a": "\u00aa",
        " deg": "\u00b0",
        "x": "\u00d7",
        "1/2": "\u00bd",
        "1/4": "\u00bc",
        "3/4": "\u00be",
        "/": "\u2044\u2215",
        "(R)": "\u00ae",
        "(C)": "\u00a9",
        "(TM)": "\u2122",
    }.items():
        yield from ((character, form) for character in characters)


_PLAIN = str.maketrans(dict(_plain_forms()))
