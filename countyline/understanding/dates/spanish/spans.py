"""Months, weeks and weekends in Spanish."""

from __future__ import annotations

import re
from collections.abc import Callable

from countyline.understanding.dates.digits import YEAR
from countyline.understanding.dates.meaning import Symbol, month_symbol
from countyline.understanding.dates.rules import Match, Rule, any_of, means, rule
from countyline.understanding.dates.spanish.patterns import ARTICLE, COMING, MONTH, NEXT_WEEK
from countyline.understanding.dates.spanish.words import MONTHS


def _month(which: str) -> Callable[[Match], Symbol]:
    def read(match: Match) -> Symbol:
        groups = match.groupdict()
        month = groups.get("month")
        return month_symbol(MONTHS[month] if month else None, which, groups.get("year"))

    return read


SPANS = (
    rule(
        rf"(?:en|para|hasta|desde|durante|antes de|despues de|este|todo|(?:el )?mes de|de"
        rf"|a? ?(?:principios|mediados|inicios) de) {MONTH}(?: del? {YEAR})?",
        _month("bare"),
    ),
    rule(rf"{MONTH} del? {YEAR}", _month("bare")),
    rule(
        rf"{ARTICLE}(?:proximo {MONTH}|{MONTH.replace('month', 'again')} (?:proximo|que viene))",
        lambda m: month_symbol(MONTHS[m["month"] or m["again"]], "next"),
    ),
    rule(r"(?:este mes|(?:el )?resto del mes)", _month("this")),
    rule(
        rf"{ARTICLE}(?:proximo mes|mes (?:que viene|que entra|proximo|entrante|siguiente))",
        _month("next"),
    ),
    rule(rf"{ARTICLE}(?:mes pasado|pasado mes)", _month("last")),
    rule(
        rf"(?:a |al |el |por )?(?:fin|fines|final|finales|ultimos dias) "
        rf"(?:de mes|del mes|de este mes|(?:de )?{MONTH}(?: del? {YEAR})?)",
        _month("end"),
    ),
    rule(
        r"(?:esta(?: misma)? semana|(?:el )?resto de la semana|toda la semana)",
        means(kind="week", which="this"),
    ),
    rule(NEXT_WEEK, means(kind="week", which="next")),
    rule(r"(?:la )?(?:semana pasada|pasada semana)", means(kind="week", which="last")),
    rule(
        r"(?:(?:el|los|del) )?(?:fin(?:es)? de semana|finde)", means(kind="weekend", which="bare")
    ),
    rule(r"este (?:fin de semana|finde)", means(kind="weekend", which="this")),
    rule(
        rf"(?:este |{ARTICLE})(?:proximo (?:fin de semana|finde)"
        rf"|(?:fin de semana|finde) {COMING})",
        means(kind="weekend", which="coming"),
    ),
    rule(
        rf"{ARTICLE}(?:pasado (?:fin de semana|finde)|(?:fin de semana|finde) pasado)",
        means(kind="weekend", which="last"),
    ),
)

BARE_MONTHS = (
    rule(rf"(?P<month>{any_of(set(MONTHS) - {'julio'})})", _month("bare")),
    Rule(re.compile(rf"(?<!.){MONTH}(?=\W*\Z)", re.DOTALL), _month("bare")),
)
