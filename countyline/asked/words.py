"""The words that carry a question. Pure."""

from __future__ import annotations

import re
import unicodedata

_FREQUENT = frozenset(
    re.findall(
        r"\w+",
        # What most questions have, whatever they ask: without accents, as it is compared.
        "a about all am an and any are at be been being by can could did do does for from get "
        "going got had has have he her him his how i if in into is it just me my need no not of "
        "on one or our out please she should so some still that the their them there they this to "
        "up us want was we were what when where which who will with would you your "
        "d don't didn't doesn't won't can't i'm i've it's that's m s t ve "
        "a ahi al como con cual cuando de del donde el en es esa ese eso esta estan este esto "
        "estoy fue hay ir la las le les lo los me mi mis muy mas necesito no nos o para por puedo "
        "que quien quienes quiero se si son soy su sus te tengo tiene un una unas unos va van voy "
        "y ya yo",
    )
)
_MARKS = re.compile(r"[\u0300-\u036f]")


def carrying(text: str) -> list[str]:
    """Give the words that carry a text, in their order and as written; all of them if none does."""
    words = re.findall(r"[\w']+", text.casefold().replace("’", "'"))
    return [word for word in words if _bare(word) not in _FREQUENT] or words


def compared(text: str) -> frozenset[str]:
    """Give the words that carry a text as they are compared: without accents."""
    return frozenset(map(_bare, carrying(text)))


def _bare(word: str) -> str:
    return _MARKS.sub("", unicodedata.normalize("NFKD", word))
