"""Days in English: today, next Friday, April 5, in two weeks."""

from __future__ import annotations

from countyline.understanding.dates.clock import NO_MERIDIEM
from countyline.understanding.dates.day_names import DayNames
from countyline.understanding.dates.digits import DIGITS, digits_reader
from countyline.understanding.dates.english.patterns import (
    FOLLOW,
    MONTH,
    NO_VERB,
    NUMBER_WORDS,
    ORDINAL_WORDS,
    SURE_MONTH,
    VERB_MONTH,
    WEEKDAY,
    WHICH,
    YEAR_AFTER,
    which_one,
)
from countyline.understanding.dates.english.words import COUNTS, MONTHS, NUMBERS, WEEKDAYS
from countyline.understanding.dates.meaning import Symbol
from countyline.understanding.dates.numbers_said import read_number
from countyline.understanding.dates.rules import Match, any_of, means, rule

_COUNT = (
    rf"(?P<n>\d{{1,3}}|{any_of(w.replace(' ', '[ -]') for w in COUNTS)}|an?(?: couple(?: of)?)?)"
)

_DAY = rf"(?P<day>\d{{1,2}}(?:st|nd|rd|th)?|{NUMBER_WORDS})"

_THINGS = (
    r"(?! (?:people|persons?|cars?|vehicles?|plates?|years?|months?|weeks?|days?|hours?|hrs?"
    r"|minutes?|mins?|times?|of us|more|or more|dollars|percent|deeds|documents?|copies)\b)"
)

_DAY_END = rf"(?!\d|[/:]\d|[.,]\d\d?\b(?!\d)){NO_MERIDIEM}{_THINGS}"
_UNIT = r"(?P<unit>day|week)s?"
_DATE_LEAD = rf"(?:{WEEKDAY}\.?,?\s+)?(?:the )?"

_NAMES = DayNames(WEEKDAYS, MONTHS, NUMBERS)


def _weekday(match: Match) -> Symbol:
    return {
        "kind": "weekday",
        "weekday": WEEKDAYS[match["weekday"]],
        "which": which_one(match),
    }


def _weekday_of_week(match: Match) -> Symbol:
    which = "next" if match["week"] == "next" else "this"
    return {"kind": "weekday", "weekday": WEEKDAYS[match["weekday"]], "which": which}


def _days(match: Match) -> int | None:
    said = " ".join(match["n"].split())
    number = {"a": 1, "an": 1, "a couple": 2, "a couple of": 2}.get(said)
    if number is None:
        number = read_number(said, COUNTS)
    return None if number is None else number * (7 if match["unit"] == "week" else 1)


def _counted(match: Match) -> Symbol | None:
    days = _days(match)
    if days is None:
        return None
    groups = match.groupdict()
    if groups.get("weekday"):
        if days % 7:
            return None
        return {
            "kind": "weekday",
            "weekday": WEEKDAYS[groups["weekday"]],
            "which": "bare",
            "weeks": days // 7,
        }
    if groups.get("base") == "tomorrow":
        days += 1
    if groups.get("back"):
        return {"kind": "day", "days": -days}
    symbol: Symbol = {"kind": "day", "days": days}
    if groups.get("within"):
        symbol["bound"] = "within"
    return symbol


DAYS = (
    rule(
        r"(?:right now|now(?! (?:that|on)\b)|at (?:the|this) moment|currently|as of now)",
        means(kind="now"),
    ),
    rule(r"today", means(kind="day", days=0)),
    rule(r"tomorrow", means(kind="day", days=1)),
    rule(r"yesterday", means(kind="day", days=-1)),
    rule(r"(?:the )?day after tomorrow", means(kind="day", days=2)),
    rule(r"(?:the )?day before yesterday", means(kind="day", days=-2)),
    rule(r"(?:tonight|this (?:evening|night))", means(kind="day", days=0, part="evening")),
    rule(r"last night", means(kind="day", days=-1, part="evening")),
    rule(r"this morning", means(kind="day", days=0, part="morning")),
    rule(r"this afternoon", means(kind="day", days=0, part="afternoon")),
    rule(rf"in {_COUNT} {_UNIT}", _counted),
    rule(rf"{_COUNT} {_UNIT} from (?:now|(?P<base>today|tomorrow)|(?:this )?{WEEKDAY})", _counted),
    rule(rf"{_COUNT} {_UNIT} (?P<back>ago)", _counted),
    rule(
        rf"(?P<within>within|in under|in less than|in the next|over the next) (?:the next )?"
        rf"{_COUNT} {_UNIT}",
        _counted,
    ),
    rule(rf"(?:(?P<which>{any_of(WHICH)}) )?{WEEKDAY}", _weekday),
    rule(rf"{WEEKDAY},? (?:of )?(?P<week>this|next) week", _weekday_of_week),
    rule(rf"(?P<week>this|next) week,? (?:on )?{WEEKDAY}", _weekday_of_week),
    rule(
        rf"(?:(?:every|each|all|on) )?(?:the )?{WEEKDAY}s(?: (?:in|of|during) {MONTH})?",
        _NAMES.every,
    ),
    rule(rf"(?:every|each|any) {WEEKDAY}(?: (?:in|of|during) {MONTH})?", _NAMES.every),
    rule(rf"(?:(?:this|next|the) )?{WEEKDAY}\.?,?\s+(?:the )?{_DAY}{FOLLOW}", _NAMES.weekday_on),
    rule(
        rf"{_DATE_LEAD}{MONTH}\.?,?\s*(?:the )?(?P<day>\d{{1,2}}(?:st|nd|rd|th)?)"
        rf"{_DAY_END}{YEAR_AFTER}",
        _NAMES.date,
    ),
    rule(rf"{_DATE_LEAD}{MONTH} (?:the )?(?P<day>{NUMBER_WORDS}){YEAR_AFTER}{FOLLOW}", _NAMES.date),
    rule(rf"{_DATE_LEAD}{_DAY}(?: day)? of {MONTH}{YEAR_AFTER}", _NAMES.date),
    rule(rf"{_DATE_LEAD}{_DAY}[ -]{SURE_MONTH}\.?{YEAR_AFTER}", _NAMES.date),
    rule(rf"{_DATE_LEAD}{_DAY} {VERB_MONTH}{YEAR_AFTER}{FOLLOW}{NO_VERB}", _NAMES.date),
    rule(
        r"the (?P<day>\d{1,2}(?:st|nd|rd|th))(?: of (?:the|this) month)?" + FOLLOW,
        _NAMES.day_of_month,
    ),
    rule(
        rf"(?:on|by|until|before|after|about) the (?P<day>{ORDINAL_WORDS}){FOLLOW}",
        _NAMES.day_of_month,
    ),
)

IN_DIGITS = (
    rule(
        rf"(?:(?P<lead>on|by|until|before|after|since) )?(?:{WEEKDAY}\.?,?\s+)?{DIGITS}" + FOLLOW,
        digits_reader("month/day", WEEKDAYS),
    ),
)
