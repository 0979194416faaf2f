"""Dates, times of day and lists in the words of each language.

Babel knows the languages; the choice of forms is `voice.md`'s: a date always has its weekday and
is never a bare number.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache
from typing import Literal

from babel.dates import format_date
from babel.lists import format_list

from countyline.answers.medium import Medium
from countyline.answers.spoken_numbers import (
    spoken_at,
    spoken_date,
    spoken_day,
    spoken_moment,
    spoken_time,
)
from countyline.status.model import Language

_DATE = {"en": "EEEE, MMMM d", "es": "EEEE d 'de' MMMM"}
_DATE_WITH_YEAR = {"en": "EEEE, MMMM d, y", "es": "EEEE d 'de' MMMM 'de' y"}
_SHORT_DATE = {"en": "MMMM d", "es": "d 'de' MMMM"}
_TEXTED_DATE = {"en": "EEE MMM d", "es": "EEE d MMM"}
_TEXTED_DATE_WITH_YEAR = {"en": "EEE MMM d y", "es": "EEE d MMM y"}
_TEXTED_DAY = {"en": "MMM d", "es": "d MMM"}
_LOCALE = {"en": "en_US", "es": "es_US"}


@lru_cache(maxsize=4096)
def _dated(on: date, pattern: str, language: Language) -> str:
    return format_date(on, pattern, locale=_LOCALE[language])


@lru_cache(maxsize=4096)
def _listed(items: tuple[str, ...], style: Literal["or", "standard"], language: Language) -> str:
    return format_list(items, style=style, locale=_LOCALE[language])


def long_date(on: date, language: Language, *, today: date | None = None) -> str:
    """Write a date with its weekday, and its year when that is not the year of `today`."""
    pattern = _DATE if today is None or today.year == on.year else _DATE_WITH_YEAR
    return _dated(on, pattern[language], language)


def short_date(on: date, language: Language) -> str:
    """Write a date beside its weekday or of a source, such as `April 2`."""
    return _dated(on, _SHORT_DATE[language], language)


def weekday_name(on: date, language: Language) -> str:
    """Write the weekday, such as `Friday` or `viernes`."""
    return _dated(on, "EEEE", language)


def weekdays_name(on: date, language: Language) -> str:
    """Write the weekday in the plural, such as `Saturdays` or `sábados`."""
    name = weekday_name(on, language)
    return name if name.endswith("s") else f"{name}s"


def month_name(on: date, language: Language) -> str:
    """Write the month, such as `May` or `mayo`."""
    return _dated(on, "MMMM", language)


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


def or_list(items: Iterable[str], language: Language) -> str:
    """Join items with commas and "or"; without the comma before it."""
    joined = _listed(tuple(items), "or", language)
    return joined.replace(", or ", " or ")


def one_name(name: str) -> str:
    """Leave out the second name in `Recaudación (Collection)`."""
    return re.sub(r" \([^()]*\)", "", name)


def spoken_or(items: Iterable[str], language: Language) -> str:
    """Join items that a caller picks from: each is heard apart, with a pause before "or"."""
    named = [item.rstrip("?").lstrip("¿") for item in items]
    if language == "es" or len(named) == 1:
        return or_list(named, language)
    return f"{', '.join(named[:-1])}, or {named[-1]}"


def and_list(items: Iterable[str], language: Language) -> str:
    """Join items with commas and "and"; without the comma before it."""
    joined = _listed(tuple(items), "standard", language)
    return joined.replace(", and ", " and ")


def sentence(text: str) -> str:
    """Give text a capital at its start and a full stop at its end."""
    text = text.strip()
    if not text:
        return text
    capital = text[0].upper() + text[1:]
    return capital if capital[-1] in ".!?" else f"{capital}."


# In a text message, where every character counts


def texted_date(on: date, language: Language, *, today: date | None = None) -> str:
    """Write a date with its weekday, such as `Fri Apr 5` or `vie 5 abr`."""
    is_near = today is None or today.year == on.year
    pattern = _TEXTED_DATE if is_near else _TEXTED_DATE_WITH_YEAR
    return _dated(on, pattern[language], language)


def texted_day(on: date, language: Language) -> str:
    """Write a date beside its weekday, such as `Apr 5` or `5 abr`."""
    return _dated(on, _TEXTED_DAY[language], language)


def texted_time(at: time, language: Language) -> str:
    """Write a time of day, such as `8am` or `8:30am`; people here write it so in Spanish too."""
    if at == time(12) and language == "en":
        return "noon"
    digits = f"{at.hour % 12 or 12}:{at.minute:02d}".removesuffix(":00")
    return f"{digits}{'am' if at.hour < 12 else 'pm'}"


def texted_at(at: time, language: Language) -> str:
    """Write a time of day as part of a sentence, such as `at 6pm` or `a las 6pm`."""
    written = texted_time(at, language)
    if language == "en":
        return f"at {written}"
    return f"a la {written}" if at.hour % 12 == 1 else f"a las {written}"


def texted_moment(at: datetime, language: Language, *, today: date | None = None) -> str:
    """Write a local date and time, such as `Wed Apr 3 8am` or `mié 3 abr 8am`."""
    day = texted_date(at.date(), language, today=today)
    return f"{day} {texted_time(at.time(), language)}"


@dataclass(frozen=True)
class Forms:
    """How dates and times are written in one medium."""

    dated: Callable[..., str]
    day: Callable[[date, Language], str]
    clock: Callable[[time, Language], str]
    at: Callable[[time, Language], str]
    moment: Callable[..., str]


ON_SCREEN = Forms(long_date, short_date, clock_time, at_time, moment)
IN_TEXTS = Forms(texted_date, texted_day, texted_time, texted_at, texted_moment)
ALOUD = Forms(spoken_date, spoken_day, spoken_time, spoken_at, spoken_moment)
FORMS: Mapping[Medium, Forms] = {"screen": ON_SCREEN, "text": IN_TEXTS, "speech": ALOUD}
