"""Holidays by the names that people give them, in both languages.

A county publishes the days on which it is closed. Whoever asks about another holiday must not be
told of those alone, as if theirs were meant.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType

from countyline.answers.plain_words import plain_words

NAMES: Mapping[str, str] = MappingProxyType({
    "christmas": r"christmas|xmas|navidad|nochebuena",
    "columbus_day": r"columbus day|indigenous peoples day|dia de la raza",
    "easter": r"easter|pascua|semana santa",
    "good_friday": r"good friday|viernes santo",
    "independence_day": r"(4|4th|fourth) of july|july (4|4th|fourth)|independence day"
    r"|(4|cuatro) de julio|dia de la independencia",
    "juneteenth": r"juneteenth|june ?teenth|(19|diecinueve) de junio",
    "king_day": r"mlk|martin luther king",
    "labor_day": r"labou?r day|dia del trabajo|dia del trabajador",
    "memorial_day": r"memorial day|dia de los caidos",
    "new_year": r"new years?|ano nuevo",
    "presidents_day": r"presidents? day|dia de los presidentes",
    "thanksgiving": r"thanksgiving|accion de gracias",
    "truman_day": r"truman day|dia de truman",
    "veterans_day": r"veterans? day|dia de los veteranos",
})  # fmt: skip
"""Of each holiday a pattern over plain words."""

_PATTERNS = {name: re.compile(rf"\b({pattern})\b") for name, pattern in NAMES.items()}


def holidays_in(*texts: str) -> frozenset[str]:
    """The holidays that some texts name."""
    words = "\n".join(plain_words(text.replace("'", "").replace("’", "")) for text in texts)
    return frozenset(name for name, pattern in _PATTERNS.items() if pattern.search(words))
