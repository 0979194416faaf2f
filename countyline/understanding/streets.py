"""How residents name a building by its street: "the courthouse on 12th", "la de la calle 12".

Made from the published address, so nobody has to list them as aliases.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from countyline.understanding.text import folded_words

_KINDS = {
    "st": ("st", "street"),
    "ave": ("ave", "avenue"),
    "blvd": ("blvd", "boulevard"),
    "rd": ("rd", "road"),
    "dr": ("dr", "drive"),
    "hwy": ("hwy", "highway"),
    "ln": ("ln", "lane"),
}
_KIND_OF = {written: kinds for kinds in _KINDS.values() for written in kinds}
_DIRECTION_OF = {
    **dict.fromkeys(("n", "north"), ("n", "north")),
    **dict.fromkeys(("s", "south"), ("s", "south")),
    **dict.fromkeys(("e", "east"), ("e", "east")),
    **dict.fromkeys(("w", "west"), ("w", "west")),
    **{written: (written,) for written in ("ne", "nw", "se", "sw")},
}
_BUILDINGS = ("one", "courthouse", "building", "office", "location")
_OF_THE_STREET = ("calle", "avenida", "de la calle", "en la calle", "de la avenida")
_NUMBERED = re.compile(r"(\d+)(?:st|nd|rd|th)")
_ORDINALS = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
    "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth",
    "eighteenth", "nineteenth", "twentieth",
)  # fmt: skip
_CARDINALS = (
    "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez", "once",
    "doce", "trece", "catorce", "quince", "dieciseis", "diecisiete", "dieciocho", "diecinueve",
    "veinte",
)  # fmt: skip
"""Numbers of streets as speech recognition writes them, from one on."""


def street_names(address: object) -> Iterator[str]:
    """Everyday names of a building by its street, in both languages; none without a street."""
    street = address.get("street") if isinstance(address, Mapping) else None
    spoken = list(folded_words(street)) if isinstance(street, str) else []
    number = spoken.pop(0) if spoken and spoken[0].isdigit() else None
    directions: tuple[str, ...] = ()
    while spoken and spoken[0] in _DIRECTION_OF:
        directions = _DIRECTION_OF[spoken.pop(0)]
    if len(spoken) < 2 or spoken[-1] not in _KIND_OF:
        return
    name = " ".join(spoken[:-1])
    if number is not None:
        yield from (f"{number} {direction} {name}" for direction in directions)
        yield f"{number} {name}"
    numbered = _NUMBERED.fullmatch(name)
    digits = numbered.group(1) if numbered else ""
    for english in (name, *_in_words(digits, _ORDINALS)):
        yield from (f"{english} {kind}" for kind in _KIND_OF[spoken[-1]])
        yield from (f"{building} on {english}" for building in _BUILDINGS)
    for spanish in (name, *filter(None, [digits]), *_in_words(digits, _CARDINALS)):
        yield from (f"{street} {spanish}" for street in _OF_THE_STREET)


def _in_words(digits: str, words: Sequence[str]) -> Sequence[str]:
    """The number of a street as a word, if there is one for it."""
    place = int(digits or 0) - 1
    return words[place : place + 1] if place >= 0 else ()
