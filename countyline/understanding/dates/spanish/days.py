"""Days in Spanish: hoy, el viernes que viene, el 5 de abril, en ocho días."""

from __future__ import annotations

from collections.abc import Callable

from countyline.understanding.dates.clock import NO_MERIDIEM
from countyline.understanding.dates.day_names import DayNames
from countyline.understanding.dates.digits import DIGITS, digits_reader
from countyline.understanding.dates.meaning import Symbol
from countyline.understanding.dates.numbers_said import read_number
from countyline.understanding.dates.rules import Match, any_of, means, rule
from countyline.understanding.dates.spanish.patterns import (
    ARTICLE,
    COMING,
    FOLLOW,
    MONTH,
    NEXT_WEEK,
    WEEKDAY,
    YEAR_AFTER,
)
from countyline.understanding.dates.spanish.words import COUNTS, MONTHS, WEEKDAYS

_NUMBER_WORDS = any_of(COUNTS)
_COUNT = rf"(?P<n>\d{{1,3}}|{_NUMBER_WORDS})"
_DAY = rf"(?P<day>\d{{1,2}}(?:ro|er|o|º|°)?|{any_of(set(COUNTS) - {'un', 'una', 'primer'})})"
_UNIT = r"(?P<unit>dia|semana)s?"
_DATE_LEAD = rf"(?:(?:el|este|del) )?(?:{WEEKDAY}\.?,?\s+)?(?:(?:el )?dia )?(?:el )?"

_NAMES = DayNames(WEEKDAYS, MONTHS, COUNTS)


def _weekday(which: str) -> Callable[[Match], Symbol]:
    def read(match: Match) -> Symbol:
        return {"kind": "weekday", "weekday": WEEKDAYS[match["weekday"]], "which": which}

    return read


def _weekday_weeks(match: Match) -> Symbol:
    weeks = {"ocho": 1, "8": 1, "quince": 2, "15": 2}[match["n"]]
    return {
        "kind": "weekday",
        "weekday": WEEKDAYS[match["weekday"]],
        "which": "bare",
        "weeks": weeks,
    }


def _counted(match: Match) -> Symbol | None:
    said = " ".join(match["n"].split())
    number = read_number(said, COUNTS)
    if number is None:
        return None
    days = number * (7 if match["unit"] == "semana" else 1)
    # In words, "ocho días" is a week and "quince días" two: the same weekday, as everyone says it.
    days = {"ocho": 7, "quince": 14}.get(said, days) if match["unit"] == "dia" else days
    groups = match.groupdict()
    if groups.get("base") == "manana":
        days += 1
    if groups.get("back"):
        return {"kind": "day", "days": -days}
    symbol: Symbol = {"kind": "day", "days": days}
    if groups.get("within"):
        symbol["bound"] = "within"
    return symbol


def _in_eight(match: Match) -> Symbol:
    """Read "de hoy en ocho": a week from today."""
    days = {"ocho": 7, "8": 7, "quince": 14, "15": 14}[match["n"]]
    return {"kind": "day", "days": days + (1 if match["base"] == "manana" else 0)}


DAYS = (
    rule(
        r"(?:ahora mismo|ahorita(?: mismo)?|ahora(?! que\b)|en este momento|en estos momentos"
        r"|actualmente)",
        means(kind="now"),
    ),
    rule(r"(?:(?:el )?dia de )?hoy(?: mismo| dia)?", means(kind="day", days=0)),
    rule(r"(?:(?:el )?dia de )?manana(?: mismo)?", means(kind="day", days=1)),
    rule(r"pasado manana", means(kind="day", days=2)),
    rule(r"(?:(?:el )?dia de )?ayer", means(kind="day", days=-1)),
    rule(r"(?:anteayer|antier|antes de ayer|antayer)", means(kind="day", days=-2)),
    rule(r"anoche", means(kind="day", days=-1, part="evening")),
    rule(r"esta manana", means(kind="day", days=0, part="morning")),
    rule(r"esta tarde", means(kind="day", days=0, part="afternoon")),
    rule(r"esta noche", means(kind="day", days=0, part="evening")),
    rule(rf"(?:en|dentro de|de aqui a|de aqui en) {_COUNT} {_UNIT}", _counted),
    rule(rf"{_COUNT} {_UNIT} a partir de (?P<base>hoy|manana|ahora)", _counted),
    rule(rf"(?P<back>hace) {_COUNT} {_UNIT}", _counted),
    rule(
        rf"(?P<within>en menos de|en l[oa]s proxim[oa]s|en un plazo de) {_COUNT} {_UNIT}",
        _counted,
    ),
    rule(r"(?:de|desde) (?P<base>hoy|manana|aqui) en (?P<n>ocho|quince|8|15)(?: dias)?", _in_eight),
    rule(rf"(?:de|del|de este|el) {WEEKDAY} en (?P<n>ocho|quince|8|15)(?: dias)?", _weekday_weeks),
    rule(rf"{ARTICLE}{WEEKDAY}", _weekday("bare")),
    rule(rf"este(?: mismo)? {WEEKDAY}(?: de esta semana)?", _weekday("this")),
    rule(rf"{ARTICLE}{WEEKDAY} de esta(?: misma)? semana", _weekday("this")),
    rule(rf"(?:este |{ARTICLE})(?:proximo|siguiente|entrante) {WEEKDAY}", _weekday("coming")),
    rule(rf"(?:este |{ARTICLE}){WEEKDAY},? {COMING}", _weekday("coming")),
    rule(rf"{ARTICLE}{WEEKDAY},? (?:de )?{NEXT_WEEK}", _weekday("next")),
    rule(rf"{NEXT_WEEK},? {ARTICLE}{WEEKDAY}", _weekday("next")),
    rule(
        rf"{ARTICLE}(?:pasado {WEEKDAY}|{WEEKDAY.replace('weekday', 'again')} pasado)",
        lambda m: {
            "kind": "weekday",
            "which": "last",
            "weekday": WEEKDAYS[m["weekday"] or m["again"]],
        },
    ),
    rule(
        rf"(?:(?:todos )?los|cada|todos los) {WEEKDAY}s?(?: (?:de|en|del mes de) {MONTH})?",
        _NAMES.every,
    ),
    rule(
        rf"(?:(?:todos )?los )?(?P<weekday>sabado|domingo)s"
        rf"(?: (?:de|en|del mes de) {MONTH})?",
        _NAMES.every,
    ),
    rule(
        rf"(?:este |{ARTICLE}){WEEKDAY}\.?,?\s+(?:(?:el )?dia )?(?:el )?{_DAY}(?: de este mes)?"
        + FOLLOW,
        _NAMES.weekday_on,
    ),
    rule(rf"(?:al )?{_DATE_LEAD}{_DAY} (?:de |del mes de )?{MONTH}{YEAR_AFTER}", _NAMES.date),
    rule(
        rf"(?:(?:el|este) )?(?:{WEEKDAY},?\s+)?{MONTH}\.?\s+(?P<day>\d{{1,2}}(?:ro|er|o|º|°)?)"
        rf"(?!\d|[/:]\d){NO_MERIDIEM}(?! (?:de la|personas|horas|dias)\b){YEAR_AFTER}",
        _NAMES.date,
    ),
    rule(
        r"(?:el|del) (?P<day>\d{1,2}(?:ro|o|º|°)?)(?: de este mes| del mes)?" + FOLLOW,
        _NAMES.day_of_month,
    ),
    rule(
        rf"(?:el|del) (?P<day>{any_of(set(COUNTS) - {'un', 'una', 'uno', 'primero', 'primer'})})"
        rf"(?: de este mes)?{FOLLOW}",
        _NAMES.day_of_month,
    ),
    rule(rf"(?:(?:el|del|al) )?dia {_DAY}(?: de este mes| del mes)?{FOLLOW}", _NAMES.day_of_month),
)

IN_DIGITS = (
    rule(
        rf"(?:(?P<lead>el|para el|hasta el|del|al|antes del|dia) )?(?:{WEEKDAY}\.?,?\s+)?{DIGITS}"
        + FOLLOW,
        digits_reader("day/month", WEEKDAYS),
    ),
)
