"""What is said on the phone: the plain words, and the same as SSML.

The plain words hold nothing that a voice could get wrong: numbers, dates, times and money are
words already (`countyline.answers.speaking` writes them so), and there is no address of a website.
Only the standard library is used here: both environments import this module.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Literal

Pace = Literal["normal", "slow"]
"""How fast a voice speaks; `slow` once a caller has asked for it."""

VOICE_LANGUAGES = {"en": "en-US", "es": "es-US"}
"""The language tags that phone systems choose voices and recognition by."""

DIGITS = {
    "en": ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),
    "es": ("cero", "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve"),
}
_GROUPS = {6: (3, 3), 7: (3, 4), 8: (4, 4), 9: (3, 3, 3), 10: (3, 3, 4), 11: (1, 3, 3, 4)}
"""How a number of so many digits is parted; a shorter one is a single group."""

PAUSE = '<break time="300ms"/>'
"""Stands between groups of digits: time to write them down."""

# XML can hold none of these, and a voice may choke on those that it can.
_NOT_SPOKEN = re.compile("[^ -~\xa0-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd\U00010000-\U0010ffff]+")


@dataclass(frozen=True)
class Speech:
    """Something to say, with its markup: https://www.w3.org/TR/speech-synthesis11/.

    Attributes:
        text: the plain words.
        ssml: one `<speak>` element that says the same; its text is that of the plain words.
    """

    text: str
    ssml: str


def speech_of(sentences: Sequence[str], language: str, pace: Pace = "normal") -> Speech:
    """Give sentences as speech.

    The markup is what Twilio's and AudioCodes' voices have in common: sentences, pauses between
    groups of digits, and the pace. English names within Spanish are left to the voice: few can
    change their language within a sentence.

    Args:
        sentences: what to say, in words; what says nothing is left out.
        language: `en` or `es`.
        pace: how fast.
    """
    said = [plain for one in sentences if (plain := _speakable(one))]
    marked = " ".join(f"<s>{_with_pauses(escape(one, quote=False), language)}</s>" for one in said)
    if pace == "slow":
        marked = f'<prosody rate="slow">{marked}</prosody>'
    ssml = f'<speak version="1.1" xml:lang="{VOICE_LANGUAGES[language]}">{marked}</speak>'
    return Speech(" ".join(said), ssml)


def digits_said(number: str, language: str) -> str:
    """Say a number digit by digit, in groups: `eight one six, eight eight one, three two four two`.

    The country code of a number in E.164 of the United States is left out: nobody dials it.

    Args:
        number: it, with or without marks between its digits.
        language: `en` or `es`.
    """
    digits = [value for one in number if (value := unicodedata.digit(one, None)) is not None]
    if number.lstrip().startswith("+") and len(digits) == 11 and digits[0] == 1:
        digits = digits[1:]
    said = [DIGITS[language][digit] for digit in digits]
    return ", ".join(" ".join(group) for group in _grouped(said))


def _grouped(said: Sequence[str]) -> list[Sequence[str]]:
    count = len(said)
    sizes = _GROUPS.get(count, (count,) if count < 6 else (4,) * ((count + 3) // 4))
    starts = [sum(sizes[:place]) for place in range(len(sizes))]
    return [said[start : start + size] for start, size in zip(starts, sizes, strict=False)]


def _speakable(text: str) -> str:
    """Leave out what no voice says; a line break is a space."""
    return " ".join(_NOT_SPOKEN.sub("", " ".join(text.split())).split())


def _with_pauses(escaped: str, language: str) -> str:
    """Put a pause after each group of digits but the last; two digits at least make a group."""
    digit = f"(?:{'|'.join(DIGITS[language])})"
    group = rf"{digit}(?: {digit})*"
    between = re.compile(rf"\b({group},) (?={digit} {digit}\b)", re.IGNORECASE)
    return between.sub(rf"\1{PAUSE} ", escaped)
