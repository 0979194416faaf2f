"""Texts that are no messages: what phones send by themselves, and pictures without words."""

from __future__ import annotations

import re
from enum import StrEnum

from countyline.texting.words import Words

_JOINERS = re.compile("[\u200b-\u200f\u2060\ufeff]")
_SPACES = re.compile(r"\s+")
_EMOJI = re.compile(
    "[\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff\U0001f3fb-\U0001f3ff\u200d\ufe0f\u20e3\\s]+"
)
_THANKS = frozenset("👍🙏❤💙💚💛🧡💜🤍🖤💕💖😊🙂😀😃😄😁☺👌🙌👏🤝🤗💯✅😍🥰😘")
_BESIDE = re.compile("[\U0001f3fb-\U0001f3ff\u200d\ufe0f\\s]")


class Oddity(StrEnum):
    """What a text is when it is no message.

    `reaction`: a phone tells that somebody reacted to a text. `automatic`: a phone answers by
    itself. `picture`: media without words. `blank`: nothing at all.
    """

    REACTION = "reaction"
    AUTOMATIC = "automatic"
    PICTURE = "picture"
    BLANK = "blank"


def oddity_in(body: str, media: int, words: Words) -> Oddity | None:
    """Tell what a text with so many media files is when it is no message."""
    said = _SPACES.sub(" ", _JOINERS.sub("", body)).strip()
    if not said:
        return Oddity.PICTURE if media else Oddity.BLANK
    for known in words.values():
        if any(pattern.fullmatch(said) for pattern in known.reactions):
            return Oddity.REACTION
        if any(pattern.fullmatch(said) for pattern in known.automatic):
            return Oddity.AUTOMATIC
    return None


def is_thanks(text: str) -> bool:
    """Tell whether a text is nothing but emoji that thank or agree, such as a thumb that is up."""
    if not _EMOJI.fullmatch(text):
        return False
    shown = set(_BESIDE.sub("", text))
    return bool(shown) and shown <= _THANKS
