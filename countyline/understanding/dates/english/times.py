"""Times and parts of the day in English."""

from __future__ import annotations

import re

from countyline.understanding.dates.clock import MERIDIEM, NO_MERIDIEM, clock_reader
from countyline.understanding.dates.english.patterns import FOLLOW, MONTH
from countyline.understanding.dates.english.words import COUNTS, PARTS
from countyline.understanding.dates.meaning import NOON, Clock
from countyline.understanding.dates.rules import Match, any_of, is_whole_message, rule

_BOUNDS = {
    "before": "before",
    "by": "before",
    "until": "before",
    "till": "before",
    "til": "before",
    "after": "after",
    "since": "after",
    "from": "after",
    "past": "after",
}

_LEAD = r"(?:(?P<lead>at|before|by|until|till|til|after|since|from|past|around|about) )"
_HOURS = {word: number for word, number in COUNTS.items() if number <= NOON}
_read_clock = clock_reader(_BOUNDS, _HOURS, PARTS)
_OCLOCK = r"(?:\d{1,2}(?::\d\d)?(?:\s*[ap]\s?\.?\s?m\b\.?)?|noon)"


def _hours(match: Match) -> Clock | None:
    days = re.fullmatch(r"\d+-\d+", match.group()) and is_whole_message(match)
    month = re.search(rf"\b{MONTH}\W*(?:the )?$", match.string[: match.start()])
    return None if days or month else Clock(alone=False)


def _part_of_day(match: Match) -> Clock:
    return Clock(part=PARTS[match["part"]])


TIMES = (
    # Opening hours ("8 to 5 monday") take their words and ask for no one time.
    rule(
        rf"(?:from )?{_OCLOCK}\s*(?:to|until|-|–)\s*{_OCLOCK}"
        rf"(?:{FOLLOW}|(?<=m)|(?<=m\.))",
        _hours,
    ),
    rule(
        rf"{_LEAD}?(?P<hour>\d{{1,2}}|{any_of(_HOURS)})(?:[:.](?P<minute>\d\d))?\s*{MERIDIEM}",
        _read_clock,
    ),
    rule(rf"{_LEAD}?(?P<hour>\d{{1,2}}):(?P<minute>\d\d){NO_MERIDIEM}(?!:?\d)", _read_clock),
    rule(
        r"(?P<lead>at|before|by|until|till|til|after|around) "
        rf"(?P<hour>1[0-2]|[1-9]|{any_of(set(_HOURS) - {'one'})}){FOLLOW}",
        _read_clock,
    ),
    rule(rf"{_LEAD}?(?P<hour>1[0-2]|[1-9]|{any_of(_HOURS)}) o.?clock", _read_clock),
    rule(
        rf"{_LEAD}?(?:12 )?noon(?:time)?",
        lambda m: Clock(12, half="pm", bound=_BOUNDS.get(m["lead"] or "")),
    ),
    rule(rf"{_LEAD}?midnight", lambda m: Clock(0, bound=_BOUNDS.get(m["lead"] or ""))),
    rule(r"(?:in|during) the (?:early |late )?(?P<part>morning|afternoon|evening)s?", _part_of_day),
    rule(r"at (?P<part>night)", _part_of_day),
    rule(
        r"(?P<part>mornings?|afternoons?|evenings?|nights?)",
        lambda m: Clock(part=PARTS[m["part"]], alone=False),
    ),
)
