"""Times and parts of the day in Spanish."""

from __future__ import annotations

from countyline.understanding.dates.clock import MERIDIEM, NO_MERIDIEM, clock_reader
from countyline.understanding.dates.meaning import NOON, Clock
from countyline.understanding.dates.rules import any_of, rule
from countyline.understanding.dates.spanish.patterns import FOLLOW
from countyline.understanding.dates.spanish.words import COUNTS, PARTS, WEEKDAYS

_BOUNDS = {
    "antes de": "before",
    "hasta": "before",
    "para": "before",
    "despues de": "after",
    "desde": "after",
    "a partir de": "after",
}

_LEAD = r"(?P<lead>a|antes de|despues de|hasta|desde|para|a partir de|sobre|de)"

_HOURS = {
    word: number
    for word, number in COUNTS.items()
    if number <= NOON and word not in ("uno", "un", "primero", "primer")
}

_read_clock = clock_reader(_BOUNDS, _HOURS, PARTS)
_OF_PART = r"(?: (?:de la|por la|en la|del) (?P<part>manana|tarde|noche|madrugada|mediodia))"
_HOUR = rf"(?P<hour>\d{{1,2}}|{any_of(_HOURS)})"
_MINUTE = r"(?:[:.](?P<minute>\d\d)| y (?P<quarter>media|cuarto))"

_OCLOCK = (
    rf"(?:\d{{1,2}}|{any_of(_HOURS)})(?::\d\d)?"
    r"(?:\s*[ap]\s?\.?\s?m\b\.?| de la (?:manana|tarde|noche))?"
)

TIMES = (
    rule(
        rf"(?:de|desde|entre)(?: las?)? {_OCLOCK} (?:a|hasta|y)(?: las?)? {_OCLOCK}"
        rf"(?:{FOLLOW}|(?<=m)|(?<=m\.)|(?<=tarde)|(?<=noche))",
        lambda _match: Clock(alone=False),
    ),
    rule(
        rf"{_LEAD} las? {_HOUR}{_MINUTE}?(?: en punto)?(?:\s*{MERIDIEM}|{_OF_PART})",
        _read_clock,
    ),
    rule(rf"{_LEAD} las? {_HOUR}{_MINUTE}(?!\d)", _read_clock),
    rule(
        rf"{_LEAD} las? {_HOUR}(?: en punto)?(?:{FOLLOW}|(?= del? (?:el )?"
        rf"(?:{'|'.join(WEEKDAYS)}|manana|hoy)\b))",
        _read_clock,
    ),
    rule(
        rf"{_HOUR}{_MINUTE}?(?:\s*{MERIDIEM}| de la (?P<part>manana|tarde|noche|madrugada))",
        _read_clock,
    ),
    rule(rf"(?P<hour>\d{{1,2}}):(?P<minute>\d\d)(?!:?\d){NO_MERIDIEM}", _read_clock),
    rule(
        r"(?:(?P<lead>antes del|despues del|hasta el|al|a) )?(?:mediodia|medio dia)",
        lambda m: Clock(
            12,
            half="pm",
            bound={"antes del": "before", "hasta el": "before", "despues del": "after"}.get(
                m["lead"] or ""
            ),
        ),
    ),
    rule(r"(?:a (?:la )?)?medianoche", lambda _match: Clock(0)),
    rule(
        r"(?:(?:por|en|de|a|durante) )?las? (?P<part>mananas?|tardes?|noches?)",
        lambda m: Clock(part=PARTS[m["part"]]),
    ),
)
