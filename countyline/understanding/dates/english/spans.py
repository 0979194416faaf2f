"""Months, weeks and weekends in English."""

from __future__ import annotations

import re

from countyline.understanding.dates.digits import YEAR
from countyline.understanding.dates.english.patterns import (
    MONTH,
    NO_VERB,
    SURE_MONTH,
    VERB_MONTH,
    WHICH,
    which_one,
)
from countyline.understanding.dates.english.words import MONTHS
from countyline.understanding.dates.meaning import Symbol, month_symbol
from countyline.understanding.dates.rules import Match, Rule, any_of, means, rule


def _month(match: Match) -> Symbol:
    groups = match.groupdict()
    which = {"this": "this", "next": "next", "last": "last"}.get(groups.get("which") or "", "bare")
    return month_symbol(MONTHS[match["month"]], which, groups.get("year"))


def _month_end(match: Match) -> Symbol:
    month = match["month"]
    return month_symbol(MONTHS[month] if month else None, "end", match["year"])


SPANS = (
    rule(
        rf"(?:in|by|until|till|til|through|thru|before|since|during|for|about|of|from|after"
        rf"|early|mid|all of) {SURE_MONTH}(?: {YEAR})?",
        _month,
    ),
    rule(
        rf"(?:in|by|until|till|til|through|thru|before|since|during|for|about|of|from|after"
        rf"|early|mid|all of) {VERB_MONTH}(?: {YEAR})?{NO_VERB}",
        _month,
    ),
    rule(rf"(?P<which>this|next|last) {SURE_MONTH}", _month),
    rule(rf"(?P<which>next|last) {VERB_MONTH}{NO_VERB}", _month),
    rule(rf"(?P<which>this) {VERB_MONTH}(?=\s*(?:[^\w\s]|$))", _month),
    rule(rf"{MONTH},? {YEAR}", _month),
    rule(rf"{MONTH}['’]s", _month),
    rule(
        rf"(?:the )?(?:end of|late)(?: in)? (?:(?:the|this) month|{MONTH}(?: {YEAR})?)",
        _month_end,
    ),
    rule(r"(?:this month|rest of the month)", means(kind="month", month=None, which="this")),
    rule(
        r"(?:the )?(?:next|following|coming) month", means(kind="month", month=None, which="next")
    ),
    rule(r"last month", means(kind="month", month=None, which="last")),
    rule(
        r"(?:this (?:whole )?week|(?:the )?rest of (?:the|this) week|all week)",
        means(kind="week", which="this"),
    ),
    rule(
        r"(?:(?:the )?next|the following|the coming|this coming) week",
        means(kind="week", which="next"),
    ),
    rule(r"(?:last|this past|past) week", means(kind="week", which="last")),
    rule(
        rf"(?:(?P<which>{any_of(WHICH)}) )?weekends?",
        lambda m: {"kind": "weekend", "which": which_one(m)},
    ),
)

# Bare names of months that are nobody's first name and no verb; any month that is the message.
BARE_MONTHS = (
    rule(r"(?P<month>january|february|july|september|october|november|december)", _month),
    Rule(re.compile(rf"(?<!.){MONTH}(?=\W*\Z)", re.DOTALL), _month),
)
