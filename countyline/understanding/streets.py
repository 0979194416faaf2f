"""How residents name a building by its street: "the courthouse on 12th", "la de la calle 12".

Made from the published address, so nobody has to list them as aliases.
"""

import re
from collections.abc import Iterator, Mapping

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
_DIRECTIONS = frozenset(["n", "s", "e", "w", "ne", "nw", "se", "sw",
                         "north", "south", "east", "west"])  # fmt: skip
_BUILDINGS = ("one", "courthouse", "building", "office", "location")
_OF_THE_STREET = ("calle", "avenida", "de la calle", "en la calle", "de la avenida")
_NUMBERED = re.compile(r"(\d+)(?:st|nd|rd|th)")


def street_names(address: object) -> Iterator[str]:
    """Everyday names of a building by its street, in both languages; none without a street."""
    street = address.get("street") if isinstance(address, Mapping) else None
    spoken = list(folded_words(street)) if isinstance(street, str) else []
    while spoken and (spoken[0].isdigit() or spoken[0] in _DIRECTIONS):
        spoken.pop(0)
    if len(spoken) < 2 or spoken[-1] not in _KIND_OF:
        return
    name = " ".join(spoken[:-1])
    yield from (f"{name} {kind}" for kind in _KIND_OF[spoken[-1]])
    yield from (f"{building} on {name}" for building in _BUILDINGS)
    numbered = _NUMBERED.fullmatch(name)
    for core in (name, numbered.group(1)) if numbered else (name,):
        yield from (f"{street} {core}" for street in _OF_THE_STREET)
