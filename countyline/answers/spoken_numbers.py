"""Numbers, times, dates and money in words, as a voice says them.

Spanish follows the United States: `2.5` is a decimal, and the evening begins at seven.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Literal

from babel.dates import format_date
from unicode_rbnf import FormatPurpose, RbnfEngine

from countyline.speech import digits_said
from countyline.status.model import LANGUAGES, Language

LONGEST_CARDINAL = 9_999_999_999
"""Beyond it nobody takes a number in: it is said digit by digit."""

NEAR = timedelta(days=6)
"""So far back a weekday alone tells the day."""

_SPELLED = {language: RbnfEngine.for_language(language) for language in LANGUAGES}
"""The rules of Unicode's CLDR for numbers in words."""

_YEARS_BY_CENTURY = range(1900, 2000)
_LOCALE = {"en": "en_US", "es": "es_US"}
_NOT_FEMININE = frozenset({"día", "programa", "sistema", "problema", "mapa", "tema", "idioma"})
_PARTS_OF_DAY = {
    "en": ((1, "at night"), (12, "in the morning"), (18, "in the afternoon"),
           (21, "in the evening"), (24, "at night")),
    "es": ((1, "de la noche"), (12, "de la mañana"), (13, "del mediodía"), (19, "de la tarde"),
           (24, "de la noche")),
}  # fmt: skip
"""Until which hour each lasts."""

_DOLLARS = {"en": ("dollar", "dollars"), "es": ("dólar", "dólares")}
_CENTS = {"en": ("cent", "cents"), "es": ("centavo", "centavos")}


def cardinal(number: int, language: Language) -> str:
    """Say how many; what is too long to take in digit by digit."""
    if number > LONGEST_CARDINAL:
        return digits_said(str(number), language)
    return _said(number, language, FormatPurpose.CARDINAL, "spellout-numbering")


def counted(number: int, noun: str, language: Language) -> str:
    """Say how many of something: in Spanish one and the hundreds agree with the noun.

    Gives the number alone; `noun` is the word that follows, or nothing.
    """
    if language == "en" or not noun or number > LONGEST_CARDINAL:
        return cardinal(number, language)
    word = noun.lower()
    is_feminine = re.search(r"as?$", word) and word.removesuffix("s") not in _NOT_FEMININE
    gender = "feminine" if is_feminine else "masculine"
    return _said(number, language, FormatPurpose.CARDINAL, f"spellout-cardinal-{gender}")


def ordinal(number: int, language: Language) -> str:
    """Say which in a row, such as `twelfth` or `tercero`."""
    if number > LONGEST_CARDINAL:
        return digits_said(str(number), language)
    rules = "spellout-ordinal" if language == "en" else "spellout-ordinal-masculine"
    return _said(number, language, FormatPurpose.ORDINAL, rules)


def year(number: int, language: Language) -> str:
    """Say a year, such as `two thousand twenty-four`."""
    if language == "en" and number in _YEARS_BY_CENTURY:
        return _said(number, "en", FormatPurpose.YEAR, "spellout-numbering-year")
    return cardinal(number, language)


@lru_cache(maxsize=4096)
def _said(number: int, language: Language, purpose: FormatPurpose, rules: str) -> str:
    return _SPELLED[language].format_number(number, purpose).text_by_ruleset[rules]


def decimal(written: str, language: Language) -> str:
    """Say a number with a decimal point, such as `two point five`."""
    whole, _, places = written.replace(",", "").partition(".")
    if not places:
        return cardinal(int(whole), language)
    point = "point" if language == "en" else "punto"
    digits = " ".join(cardinal(int(digit), language) for digit in places)
    return f"{cardinal(int(whole), language)} {point} {digits}"


def money(dollars: int, cents: int, language: Language) -> str:
    """Say an amount, such as `three dollars and fifty cents`."""
    parts = []
    if dollars or not cents:
        parts.append(_amount(dollars, _DOLLARS[language], language))
    if cents:
        parts.append(_amount(cents, _CENTS[language], language))
    return (" and " if language == "en" else " con ").join(parts)


def _amount(number: int, unit: tuple[str, str], language: Language) -> str:
    name = unit[number != 1]
    # "un millón de dólares", but "mil dólares"
    of = " de" if language == "es" and number and number % 1_000_000 == 0 else ""
    return f"{counted(number, name, language)}{of} {name}"


def house_number(written: str, language: Language) -> str:
    """Say the number of a house as people do: `415` is `four fifteen`, `1200` `twelve hundred`."""
    number = int(written)
    if len(written) > 4 or written.startswith("0"):
        return digits_said(written, language)
    if language == "es" or number < 100 or number % 1000 == 0:
        return cardinal(number, language)
    hundreds, rest = divmod(number, 100)
    if rest == 0:
        return f"{cardinal(hundreds, language)} hundred"
    between = " oh " if rest < 10 else " "
    return f"{cardinal(hundreds, language)}{between}{cardinal(rest, language)}"


# Dates


@lru_cache(maxsize=4096)
def _named(on: date, what: Literal["EEEE", "MMMM"], language: Language) -> str:
    """Name the weekday or the month of a date."""
    return format_date(on, what, locale=_LOCALE[language])


def month_day(month: int, day: int, language: Language, of_year: int | None = None) -> str:
    """Say a day of the year: `April fifth`, `cinco de abril`, `primero de abril`."""
    month_name = _named(date(2024, month, 1), "MMMM", language)
    if language == "en":
        said = f"{month_name} {ordinal(day, language)}"
        return said if of_year is None else f"{said}, {year(of_year, language)}"
    said = f"{day_of_month(day, language)} de {month_name}"
    return said if of_year is None else f"{said} de {year(of_year, language)}"


def day_of_month(day: int, language: Language) -> str:
    """Say the number of a day beside its month."""
    if language == "en":
        return ordinal(day, language)
    return "primero" if day == 1 else cardinal(day, language)


def spoken_date(on: date, language: Language, *, today: date | None = None) -> str:
    """Say a date with its weekday, and its year when that is not the year of `today`."""
    weekday = _named(on, "EEEE", language)
    of_year = None if today is None or today.year == on.year else on.year
    said = month_day(on.month, on.day, language, of_year)
    return f"{weekday}, {said}" if language == "en" else f"{weekday} {said}"


def spoken_day(on: date, language: Language) -> str:
    """Say a date beside its weekday."""
    return month_day(on.month, on.day, language)


# Times of day


def spoken_time(at: time, language: Language) -> str:
    """Say a time of day: `eight in the morning`, `ocho y media de la mañana`, `noon`."""
    if at.minute == 0 and at.hour in (0, 12):
        names = {"en": ("midnight", "noon"), "es": ("medianoche", "mediodía")}
        return names[language][at.hour == 12]
    return f"{bare_time(at, language)} {part_of_day(at, language)}"


def bare_time(at: time, language: Language) -> str:
    """Say a time of day by the clock alone: `eight`, `eight thirty`, `ocho y media`."""
    hour = cardinal(at.hour % 12 or 12, language)
    if language == "es":
        hour = "una" if hour == "uno" else hour
        quarters = {0: "", 15: " y cuarto", 30: " y media"}
        return hour + quarters.get(at.minute, f" y {cardinal(at.minute, language)}")
    if at.minute == 0:
        return hour
    minutes = cardinal(at.minute, language)
    return f"{hour} oh {minutes}" if at.minute < 10 else f"{hour} {minutes}"


def part_of_day(at: time, language: Language) -> str:
    """Say which half of the day it is; letters such as `a.m.` are read in many ways."""
    return next(name for until, name in _PARTS_OF_DAY[language] if at.hour < until)


def spoken_at(at: time, language: Language) -> str:
    """Say a time of day in a sentence: `at eight in the morning`, `a la una de la tarde`."""
    said = spoken_time(at, language)
    if language == "en":
        return f"at {said}"
    if at.minute == 0 and at.hour in (0, 12):
        return f"al {said}" if at.hour else f"a la {said}"
    return f"a la {said}" if at.hour % 12 == 1 else f"a las {said}"


def spoken_moment(at: datetime, language: Language, *, today: date | None = None) -> str:
    """Say a local date and time; of the last days by the weekday alone."""
    is_near = today is not None and timedelta(0) <= today - at.date() <= NEAR
    day = (
        _named(at.date(), "EEEE", language)
        if is_near
        else spoken_date(at.date(), language, today=today)
    )
    comma = "" if is_near or language == "es" else ","
    return f"{day}{comma} {spoken_at(at.time(), language)}"
