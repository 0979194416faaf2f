"""What is written short, and what is said for it: months, streets, states, signs.

Names of streets stay English in Spanish: so they stand on their signs.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from countyline.status.model import Language

_MONTHS: Mapping[Language, str] = {
    "en": "January February March April May June July August September October November "
    "December",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre "
    "diciembre",
}
_SHORT_MONTHS: Mapping[Language, Mapping[str, int]] = {
    "en": {"jan": 1, "feb": 2, "mar": 3, "apr": 4, "jun": 6, "jul": 7, "aug": 8, "sep": 9,
           "sept": 9, "oct": 10, "nov": 11, "dec": 12},
    "es": {"ene": 1, "feb": 2, "mar": 3, "abr": 4, "may": 5, "jun": 6, "jul": 7, "ago": 8,
           "sep": 9, "sept": 9, "setiembre": 9, "oct": 10, "nov": 11, "dic": 12},
}  # fmt: skip


def _months(language: Language) -> Mapping[str, int]:
    names = enumerate(_MONTHS[language].split(), start=1)
    return {**{name: number for number, name in names}, **_SHORT_MONTHS[language]}


def _as_written(months: Mapping[str, int]) -> Mapping[str, int]:
    both = {name.capitalize(): number for name, number in months.items()}
    return {**{name.lower(): number for name, number in months.items()}, **both}


MONTHS: Mapping[Language, Mapping[str, int]] = {
    "en": _as_written(_months("en")), "es": _as_written(_months("es")),
}  # fmt: skip
"""Names of months, long and short, as written and in lower case."""

WEEKDAYS: Mapping[Language, Mapping[str, str]] = {
    "en": {"mon": "Monday", "tue": "Tuesday", "tues": "Tuesday", "wed": "Wednesday",
           "thu": "Thursday", "thur": "Thursday", "thurs": "Thursday", "fri": "Friday",
           "sat": "Saturday", "sun": "Sunday"},
    "es": {"lun": "lunes", "mar": "martes", "mié": "miércoles", "jue": "jueves", "vie": "viernes",
           "sáb": "sábado", "dom": "domingo"},
}  # fmt: skip

WORDS: Mapping[Language, Mapping[str, str]] = {
    "en": {
        "dot": "dot", "at": "at", "dash": "dash", "underscore": "underscore", "plus": "plus",
        "slash": "slash", "online": "online", "to": "to", "or": "or", "percent": "percent",
        "half": "one half", "minus": "minus", "number": "number", "extension": "extension",
        "zip": "ZIP code", "always": "day and night, every day",
        "digits": "zero one two three four five six seven eight nine ten",
    },
    "es": {
        "dot": "punto", "at": "arroba", "dash": "guion", "underscore": "guion bajo", "plus": "más",
        "slash": "barra", "online": "por internet", "to": "a", "or": "o", "percent": "por ciento",
        "half": "medio", "minus": "menos", "number": "número", "extension": "extensión",
        "zip": "código postal", "always": "de día y de noche, todos los días",
        "digits": "cero uno un una dos tres cuatro cinco seis siete ocho nueve diez",
    },
}  # fmt: skip

SIGNS: Mapping[Language, Mapping[str, str]] = {
    "en": {"&": "and", "+": "plus", "=": "equals", "%": "percent", "@": "at", "§": "section",
           "°": "degrees", "€": "euros", "$": "dollars"},
    "es": {"&": "y", "+": "más", "=": "igual a", "%": "por ciento", "@": "arroba", "§": "sección",
           "°": "grados", "€": "euros", "$": "dólares"},
}  # fmt: skip

ABBREVIATIONS: Mapping[Language, Mapping[str, str]] = {
    "en": {
        r"e\.g\.": "for example", r"i\.e\.": "that is", r"etc\.?": "and so on",
        r"p\.?o\. box": "P O Box", r"po box": "P O Box", r"vs\.": "versus",
        r"approx\.": "about", r"dept\.?": "department", r"Gov\.": "Governor",
        r"Mr\.": "Mister", r"Mrs\.": "Missus", r"Ms\.": "Miss", r"Jr\.": "Junior",
        r"Sr\.": "Senior", r"inc\.": "Incorporated", r"No\. (?=\d)": "number ",
        r"Nos\. (?=\d)": "numbers ", r"tel\.": "telephone", r"ext\. (?=\d)": "extension ",
        r"Mt\. (?=[A-Z])": "Mount ", r"Ft\. (?=[A-Z])": "Fort ", r"hwy\.?": "Highway",
        r"rte\.?": "Route", r"thru": "through", r"hrs\.?": "hours", r"w/o": "without",
        r"Mo\.": "Missouri",
    },
    "es": {
        r"p\. ?ej\.": "por ejemplo", r"etc\.?": "etcétera", r"ee\. ?uu\.": "Estados Unidos",
        r"uds\.": "ustedes", r"ud\.": "usted", r"sra\.": "señora", r"srta\.": "señorita",
        r"sres\.": "señores", r"dra\.": "doctora", r"Jr\.": "Junior", r"sr\.": "señor",
        r"lic\.": "licenciado", r"núms?\.": "número", r"n\.?o\.? (?=\d)": "número ",
        r"tel\.": "teléfono", r"ext\. (?=\d)": "extensión ", r"aprox\.": "aproximadamente",
        r"av\.": "avenida", r"avda\.": "avenida", r"depto\.": "departamento",
        r"dpto\.": "departamento", r"pág\.": "página", r"art\.": "artículo",
        r"p\.?o\. box": "P O Box", r"po box": "P O Box", r"hwy\.?": "Highway",
        r"Mo\.": "Missouri", r"inc\.": "Incorporated",
    },
}  # fmt: skip
"""Patterns, and what is said for them; those with a capital mean nothing without it."""

MAY_END = frozenset(
    {"and so on", "etcétera", "Incorporated", "Missouri", "hours", "Junior", "Senior"}
)
"""Those whose point may end the sentence, too."""

NARROWS = re.compile(
    r"(?i)\b(?:not|cannot|never|no|only|instead|fake|false|scam|nunca|solo|sólo|únicamente|fals[oa]s?|"
    r"estafas?|tampoco|ni)\b|n't\b"
)
"""Words with which it matters which website is meant: "pay only at", "do not pay at"."""

DIRECTIONS: Mapping[str, str] = {
    "N": "North", "S": "South", "E": "East", "W": "West", "NE": "Northeast", "NW": "Northwest",
    "SE": "Southeast", "SW": "Southwest",
}  # fmt: skip

STREET_TYPES: Mapping[str, str] = {
    "st": "Street", "street": "Street", "ave": "Avenue", "av": "Avenue", "avenue": "Avenue",
    "blvd": "Boulevard", "boulevard": "Boulevard", "rd": "Road", "road": "Road", "dr": "Drive",
    "drive": "Drive", "ln": "Lane", "lane": "Lane", "ct": "Court", "court": "Court",
    "pl": "Place", "place": "Place", "pkwy": "Parkway", "parkway": "Parkway", "hwy": "Highway",
    "highway": "Highway", "ter": "Terrace", "terrace": "Terrace", "cir": "Circle",
    "circle": "Circle", "sq": "Square", "square": "Square", "way": "Way", "plz": "Plaza",
    "plaza": "Plaza", "trl": "Trail", "trail": "Trail", "trfy": "Trafficway",
    "trafficway": "Trafficway", "loop": "Loop", "pike": "Pike",
}  # fmt: skip

UNITS: Mapping[Language, Mapping[str, str]] = {
    "en": {
        "suite": "Suite", "ste": "Suite", "apt": "Apartment", "apartment": "Apartment",
        "unit": "Unit", "room": "Room", "rm": "Room", "floor": "Floor", "fl": "Floor",
        "bldg": "Building", "building": "Building", "box": "Box", "salón": "salón",
        "piso": "piso", "oficina": "oficina", "edificio": "edificio", "apartado": "apartado",
    },
    "es": {
        "suite": "Suite", "ste": "Suite", "apt": "apartamento", "apartment": "apartamento",
        "unit": "unidad", "room": "salón", "rm": "salón", "floor": "piso", "fl": "piso",
        "bldg": "edificio", "building": "edificio", "box": "Box", "salón": "salón",
        "piso": "piso", "oficina": "oficina", "edificio": "edificio", "apartado": "apartado",
    },
}  # fmt: skip

STATES: Mapping[str, str] = {
    "AL": "Alabama", "AK": "Alaska", "AZ": "Arizona", "AR": "Arkansas", "CA": "California",
    "CO": "Colorado", "CT": "Connecticut", "DE": "Delaware", "DC": "D C", "FL": "Florida",
    "GA": "Georgia", "HI": "Hawaii", "ID": "Idaho", "IL": "Illinois", "IN": "Indiana",
    "IA": "Iowa", "KS": "Kansas", "KY": "Kentucky", "LA": "Louisiana", "ME": "Maine",
    "MD": "Maryland", "MA": "Massachusetts", "MI": "Michigan", "MN": "Minnesota",
    "MS": "Mississippi", "MO": "Missouri", "MT": "Montana", "NE": "Nebraska", "NV": "Nevada",
    "NH": "New Hampshire", "NJ": "New Jersey", "NM": "New Mexico", "NY": "New York",
    "NC": "North Carolina", "ND": "North Dakota", "OH": "Ohio", "OK": "Oklahoma", "OR": "Oregon",
    "PA": "Pennsylvania", "RI": "Rhode Island", "SC": "South Carolina", "SD": "South Dakota",
    "TN": "Tennessee", "TX": "Texas", "UT": "Utah", "VT": "Vermont", "VA": "Virginia",
    "WA": "Washington", "WV": "West Virginia", "WI": "Wisconsin", "WY": "Wyoming",
}  # fmt: skip

AMBIGUOUS_STATES = frozenset(
    {"AL", "CO", "DE", "HI", "ID", "IN", "LA", "MA", "ME", "OH", "OK", "OR", "PA"}
)
"""Words of their own: a state only before a ZIP code."""
