"""Dates, times of day and lists in the words of each language.

Babel knows the languages; the choice of forms is `voice.md`'s: a date always has its weekday and
is never a bare number.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time

from babel.dates import format_date
from babel.lists import format_list

from countyline.status.model import Language

_DATE = {"en": "EEEE, MMMM d", "es": "EEEE d 'de' MMMM"}
_DATE_WITH_YEAR = {"en": "EEEE, MMMM d, y", "es": "EEEE d 'de' MMMM 'de' y"}
_SHORT_DATE = {"en": "MMMM d", "es": "d 'de' MMMM"}
_LOCALE = {"en": "en_US", "es": "es_US"}


def long_date(on: date, language: Language, *, today: date | None = None) -> str:
    """Write a date with its weekday, and its year when that is not the year of `today`."""
    pattern = _DATE if today is None or today.year == on.year else _DATE_WITH_YEAR
    return format_date(on, pattern[language], locale=_LOCALE[language])


def short_date(on: date, language: Language) -> str:
    """Write a date beside its weekday or of a source, such as `April 2`."""
    return format_date(on, _SHORT_DATE[language], locale=_LOCALE[language])


def weekday_name(on: date, language: Language) -> str:
    """Write the weekday, such as `Friday` or `viernes`."""
    return format_date(on, "EEEE", locale=_LOCALE[language])


def weekdays_name(on: date, language: Language) -> str:
    """Write the weekday in the plural, such as `Saturdays` or `sábados`."""
    name = weekday_name(on, language)
    return name if name.endswith("s") else f"{name}s"


def month_name(on: date, language: Language) -> str:
    """Write the month, such as `May` or `mayo`."""
    return format_date(on, "MMMM", locale=_LOCALE[language])


def clock_time(at: time, language: Language) -> str:
    """Write a time of day, such as `8 a.m.`, `noon` or `8:30 a. m.`."""
    if at == time(12):
        return "noon" if language == "en" else "mediodía"
    hour = at.hour % 12 or 12
    digits = f"{hour}:{at.minute:02d}" if at.minute else f"{hour}"
    morning, afternoon = ("a.m.", "p.m.") if language == "en" else ("a. m.", "p. m.")
    return f"{digits} {morning if at.hour < 12 else afternoon}"


def at_time(at: time, language: Language) -> str:
    """Write a time of day as part of a sentence, such as `at 6 p.m.` or `a las 6 p. m.`."""
    written = clock_time(at, language)
    if language == "en":
        return f"at {written}"
    if at == time(12):
        return f"a {written}"
    return f"a la {written}" if at.hour % 12 == 1 else f"a las {written}"


def moment(at: datetime, language: Language, *, today: date | None = None) -> str:
    """Write a local date and time, such as `Wednesday, April 3, 8:00 a.m.`."""
    hour = at.hour % 12 or 12
    morning, afternoon = ("a.m.", "p.m.") if language == "en" else ("a. m.", "p. m.")
    clock = f"{hour}:{at.minute:02d} {morning if at.hour < 12 else afternoon}"
    return f"{long_date(at.date(), language, today=today)}, {clock}"


def and_list(items: Iterable[str], language: Language) -> str:
    """Join items with commas and "and"; without the comma before it."""
    joined = format_list(list(items), style="standard", locale=_LOCALE[language])
    return joined.replace(", and ", " and ")


def sentence(text: str) -> str:
    """Give text a capital at its start and a full stop at its end."""
    text = text.strip()
    if not text:
        return text
    capital = text[0].upper() + text[1:]
    return capital if capital[-1] in ".!?" else f"{capital}."
