"""How residents name a building by the word that tells it apart: "the downtown office".

Made from the published aliases ("downtown courthouse", "corte del centro"), so nobody has to list
every word for a building. What tells it apart by its city alone is left out: more than one of them
may stand there.
"""

from collections.abc import Iterator, Sequence

from countyline.understanding.text import folded_words

Phrase = tuple[str, ...]

_COURTHOUSE = ("courthouse",)
_CORTES: Sequence[Phrase] = (("palacio", "de", "justicia"), ("corte",), ("juzgado",))
_BUILDINGS = ("building", "office", "offices")
_EDIFICIOS = ("edificio", "oficina", "oficinas", "sede")
_OF = ("de", "del", "en", "en el")


def building_names(aliases: Sequence[str], city: str) -> Iterator[str]:
    """Everyday names of a building, in both languages and mixed.

    Args:
        aliases: what is published for it.
        city: of its address; empty: none is published.
    """
    for alias in aliases:
        phrase = folded_words(alias)
        if city and _place_of(folded_words(city), phrase) is not None:
            continue
        if _place_of(_COURTHOUSE, phrase) is not None:
            yield from (_with(noun, _COURTHOUSE, phrase) for noun in _BUILDINGS)
            telling = " ".join(word for word in phrase if word != "courthouse")
            yield from (f"{noun} {of} {telling}" for noun in _EDIFICIOS for of in _OF)
        for corte in _CORTES:
            if _place_of(corte, phrase) is not None:
                yield from (_with(noun, corte, phrase) for noun in _EDIFICIOS)


def _place_of(part: Phrase, phrase: Phrase) -> int | None:
    """Where a phrase holds a part of it; None: nowhere."""
    places = range(len(phrase) - len(part) + 1)
    return next((place for place in places if phrase[place : place + len(part)] == part), None)


def _with(noun: str, part: Phrase, phrase: Phrase) -> str:
    place = _place_of(part, phrase) or 0
    return " ".join((*phrase[:place], noun, *phrase[place + len(part) :]))
