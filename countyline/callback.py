"""How to call back: the numbers and addresses that a caller says, in digits or in words.

Speech recognition writes "eight one six 555 oh one three four" as readily as "816-555-0134", and
people say "ochocientos dieciséis, cinco cincuenta y cinco". What is found is taken out of the
text: it is kept as a contact, and no question needs it. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

TAKEN_OUT = "⌁"
"""Stands where a contact stood, until what was said around it goes too."""

_UNITS = "zero one two three four five six seven eight nine"
_UNITS_ES = "cero uno dos tres cuatro cinco seis siete ocho nueve"
_TEENS = (
    "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen",
    "diez once doce trece catorce quince dieciséis diecisiete dieciocho diecinueve",
)
_TENS = (
    "twenty thirty forty fifty sixty seventy eighty ninety",
    "veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa",
)
_HUNDREDS = (
    "cien doscientos trescientos cuatrocientos quinientos seiscientos setecientos ochocientos "
    "novecientos"
)
_NUMBERS: dict[str, int] = {
    **{word: value for words in (_UNITS, _UNITS_ES) for value, word in enumerate(words.split())},
    **{word: value for words in _TEENS for value, word in enumerate(words.split(), 10)},
    **{word: value * 10 for words in _TENS for value, word in enumerate(words.split(), 2)},
    **{word: value * 100 for value, word in enumerate(_HUNDREDS.split(), 1)},
    **{f"veinti{word}": 20 + value for value, word in enumerate(_UNITS_ES.split()) if value},
    "oh": 0,
    "ciento": 100,
    "dieciseis": 16,
    "veintidós": 22,
    "veintitrés": 23,
    "veintiséis": 26,
}
_MANY = {"double": 2, "doble": 2, "triple": 3}

_WORD = "|".join(sorted([*_NUMBERS, *_MANY, "hundred"], key=len, reverse=True))
_GAP = r"(?:[\s,.()+/-]{1,3}|\s+(?:dash|guion|guión)\s+)"
_RUN = re.compile(
    rf"(?<![\w$#])\+?\(?(?:\b(?:{_WORD})\b|\d+)(?:{_GAP}(?:y\s+)?(?:(?:{_WORD})\b|\d+))*",
    re.IGNORECASE,
)
_TOKEN = re.compile(rf"\b(?:{_WORD})\b|\d+|\by\b", re.IGNORECASE)
_NORTH_AMERICAN = re.compile(r"1?([2-9]\d{2})([2-9]\d{2})(\d{4})")
_LOCAL = re.compile(r"([2-9]\d{2})(\d{4})")
_MAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")

_OF_THE_COUNTY = re.compile(
    r"\b(?:parcel|parcela|account|cuenta|receipt|recibo|confirmation|confirmación|case|caso|permit|"
    r"permiso|bill|factura|license|licencia|reference|referencia|pin|(?<!area )code|código)\b"
    r"[^.?!]{0,25}$",
    re.IGNORECASE,
)
_LEFT = re.compile(
    r"\b(?:my (?:(?:phone|cell|home|new|best|contact|callback) )?number is|my (?:cell|phone) is"
    r"|(?:call|reach|text) (?:me|us)(?: back)?(?: at| on)?"
    r"|mi (?:número|numero|teléfono|telefono|celular) es(?: el)?|ll[áa]men?me(?: al)?"
    r"|me pueden? llamar al)[\s,:]*(?:area code\s*)?$",
    re.IGNORECASE,
)
"""Right before a number it says whose it is, whatever was spoken of before."""
_ASKS_TO_CALL = re.compile(
    r"\b(?:number|call|reach|phone|cell|text|at|número|numero|teléfono|telefono|celular|llam\w+|"
    r"llám\w+|al|comuni\w+)\b[^.?!]{0,30}$",
    re.IGNORECASE,
)
_AROUND = re.compile(
    # "Again" repeats a number only behind one: "when do you open again, my number is".
    rf"(?:(?<={TAKEN_OUT})[\s,;.]*\b(?:again|that's|that is|otra vez|repito)\b,?\s*)?"
    r"(?:[,;.]?\s*\b(?:and|so|or|y|o)\b,?\s*)*"
    r"(?:\b(?:(?:please\s+)?(?:you (?:can|could|may)\s+)?(?:please\s+)?"
    r"(?:call|reach|contact|text|phone)\s+(?:me|us)(?:\s+back)?(?:\s+(?:at|on))?"
    r"|(?:give me|i need)\s+a\s+(?:call|call back|callback)(?:\s+back)?\s+(?:at|on)"
    r"|(?:my|the|a)\s+(?:good\s+|best\s+)?(?:call\s?back |cell |phone |home |contact |telephone )*"
    r"(?:number|phone|cell|email|e-mail)(?:\s+address)?(?:\s+(?:to reach me|to call|for me))?"
    r"(?:\s+at)?(?:\s+is)?|area code"
    r"|(?:mi|el)\s+(?:número|numero|teléfono|telefono|celular|correo)"
    r"(?:\s+de\s+(?:teléfono|telefono|celular))?(?:\s+es)?(?:\s+el)?"
    r"|(?:por favor\s+)?(?:me\s+pueden?\s+(?:llamar|marcar)|pueden?\s+llamarme|llámeme|llameme"
    r"|llámenme|llamenme|márqueme|comuníquese\s+conmigo)(?:\s+(?:al|a))?"
    rf")\b|\bat\b|\bal\b)?[\s,:]*{TAKEN_OUT}(?:\s*[,;]?\s*(?:thank you|thanks|gracias))?",
    re.IGNORECASE,
)


class Found(NamedTuple):
    """The text without the contacts, and the contacts, each once, in order."""

    text: str
    contacts: tuple[str, ...]


def take_out(text: str) -> Found:
    """Take telephone numbers and e-mail addresses out of what a caller said."""
    contacts: list[str] = []
    parts: list[str] = []
    done = 0
    for start, end, contact in sorted(_contacts(text)):
        if start < done:
            continue
        parts += [text[done:start], TAKEN_OUT]
        contacts.append(contact)
        done = end
    if not contacts:
        return Found(text, ())
    left = _AROUND.sub(" . ", "".join([*parts, text[done:]]))
    tidy = re.sub(r"\s+(?=[.,!?])", "", re.sub(r"(?<=[.,!?])\s*[.,]+", "", left))
    return Found(tidy.strip(), tuple(dict.fromkeys(contacts)))


def contacts_in(text: str) -> list[tuple[int, int, str]]:
    """Give where telephone numbers and e-mail addresses stand, from and to, and what they are."""
    return sorted(_contacts(text))


def digits_of(words: str) -> str:
    """Write a number said in words as digits: "double five twenty one" is 5521."""
    digits = ""
    value: int | None = None  # what may still be added to: "eighty", then "one"
    times = 1
    joined = False
    for token in _TOKEN.findall(words):
        word = token.lower()
        if word == "y":
            joined = True
            continue
        if word in _MANY:
            digits, value, times = digits + _said(value), None, _MANY[word]
            continue
        if word == "hundred":
            # An area code: "eight hundred, five five five".
            digits, value = digits + _said((value or 1) * 100), None
            continue
        number = _NUMBERS.get(word)
        if number is None or times > 1:
            digits += _said(value) + (token if number is None else str(number)) * times
            value, times = None, 1
        elif value is not None and _adds(value, number, word, joined=joined):
            value += number
        else:
            digits, value = digits + _said(value), number
        joined = False
    return digits + _said(value)


def _said(value: int | None) -> str:
    return "" if value is None else str(value)


def _adds(value: int, number: int, word: str, *, joined: bool) -> bool:
    """Whether a number goes on with the one before it: "eighty one", "ochocientos dieciséis"."""
    if number == 0:
        return False
    if value % 100 == 0 and value:
        return number < 100
    is_tens = value % 10 == 0 and value % 100 >= 20
    # In Spanish "ochenta uno" is 80 and 1, "ochenta y uno" is 81.
    return is_tens and number < 10 and (joined or word in _UNITS.split())


def _contacts(text: str) -> Iterator[tuple[int, int, str]]:
    for mail in _MAIL.finditer(text):
        yield mail.start(), mail.end(), mail.group().lower()
    for run in _RUN.finditer(text):
        number = _number(text, run)
        if number is not None:
            yield run.start(), run.end(), number


def _number(text: str, run: re.Match[str]) -> str | None:
    """Give the telephone number that a run of numbers is, or None."""
    digits = digits_of(run.group())
    half = len(digits) // 2
    if len(digits) > 11 and digits[:half] == digits[half:]:
        digits = digits[:half]  # said twice
    before = text[max(0, run.start() - 80) : run.start()]
    if not _LEFT.search(before) and _OF_THE_COUNTY.search(before):
        return None
    if found := _NORTH_AMERICAN.fullmatch(digits):
        return "-".join(found.groups())
    if (found := _LOCAL.fullmatch(digits)) and _ASKS_TO_CALL.search(before):
        return "-".join(found.groups())
    return None
