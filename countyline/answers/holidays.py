"""Holidays by the names that people give them, in both languages.

A county publishes the days on which it is closed. Whoever asks about another holiday must not be
told of those alone, as if theirs were meant.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType

from countyline.answers.plain_words import plain_words

NAMES: Mapping[str, str] = MappingProxyType({
    "beside_a_holiday": r"(day|friday|monday|week) (before|after)"
    r" (\w+ ){1,2}(day|christmas|thanksgiving)"
    r"|(dia|viernes|lunes|semana) (antes|despues) (de|del) (\w+ ){0,3}(day|dia|navidad)",
    "christmas": r"christmas(?! eve)|xmas(?! eve)|navidad",
    "christmas_eve": r"(christmas|xmas) eve|nochebuena",
    "columbus_day": r"columbus day|indigenous peoples day|dia de la raza",
    "easter": r"easter|pascua|semana santa",
    "election_day": r"election day|dia de (la )?eleccion(es)?",
    "family_days": r"(mother|father|valentine)s? day|dia de (la|las) madres?|dia del padre",
    "halloween": r"halloween|dia de (los )?muertos",
    "good_friday": r"good friday|viernes santo",
    "independence_day": r"(4|4th|fourth) of july|july (4|4th|fourth)|independence day"
    r"|(4|cuatro) de julio|dia de la independencia",
    "juneteenth": r"juneteenth|june ?teenth|(19|diecinueve) de junio",
    "king_day": r"mlk|martin luther king",
    "lincolns_birthday": r"lincoln( ?s)? (birthday|day)|cumpleanos de lincoln",
    "labor_day": r"labou?r day|dia del trabajo|dia del trabajador",
    "memorial_day": r"memorial day|dia de los caidos",
    "new_year": r"new years?(?! eve)|ano nuevo",
    "new_years_eve": r"new years? eve|fin de ano",
    "presidents_day": r"presidents? day|dia de los presidentes",
    "thanksgiving": r"thanksgiving|accion de gracias",
    "tax_day": r"tax day|dia de (los )?(impuestos|taxes)",
    "truman_day": r"truman( ?s)? (day|birthday)|(dia|cumpleanos) de truman",
    "veterans_day": r"veterans? day|dia de los veteranos",
})  # fmt: skip
"""Of each holiday a pattern over plain words."""

_PATTERNS = {name: re.compile(rf"\b({pattern})\b") for name, pattern in NAMES.items()}


def holidays_in(*texts: str) -> frozenset[str]:
    """The holidays that some texts name."""
    words = "\n".join(plain_words(text.replace("'", "").replace("’", "")) for text in texts)
    return frozenset(name for name, pattern in _PATTERNS.items() if pattern.search(words))
