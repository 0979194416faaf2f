"""The pieces that English rules are put together from."""

from __future__ import annotations

from countyline.understanding.dates.digits import YEAR
from countyline.understanding.dates.english.words import MONTHS, NUMBERS, ORDINALS, WEEKDAYS
from countyline.understanding.dates.rules import Match, any_of, follow

WEEKDAY = rf"(?P<weekday>{any_of(WEEKDAYS)})"
MONTH = rf"(?P<month>{any_of(MONTHS)})"

# "May" and "march" are verbs too: after them, or before them, only a date's company will do.
SURE_MONTH = rf"(?P<month>{any_of(set(MONTHS) - {'may', 'march'})})"
VERB_MONTH = r"(?P<month>may|march)"

NO_VERB = (
    r"(?! (?:i|we|you|he|she|they|it|be|not|need|have|require|take|my|the|someone|anyone|a)\b)"
)

NUMBER_WORDS = any_of(w.replace(" ", "[ -]") for w in NUMBERS)
ORDINAL_WORDS = any_of(w.replace(" ", "[ -]") for w in ORDINALS)

FOLLOW = follow(
    "at|in|on|and|or|but|if|is|are|was|were|to|for|from|because|since|when|will|can|do|does|did"
    "|i|we|you|they|it|my|please|pls|too|also|still|open|closed|before|after|until|till|by"
    "|morning|afternoon|evening|this|next|with|without|so|then|now|today|tomorrow|yet|instead"
    "|would|should|could|work|ok|okay|" + "|".join(WEEKDAYS)
)

YEAR_AFTER = rf"(?:,?\s*{YEAR})?"

WHICH = {
    "this": "this",
    "next": "next",
    "the next": "next",
    "last": "last",
    "past": "last",
    "this past": "last",
    "coming": "coming",
    "the coming": "coming",
    "this coming": "coming",
    "upcoming": "coming",
    "this upcoming": "coming",
    "the upcoming": "coming",
    "the": "bare",
    "this next": "coming",
}


def which_one(match: Match) -> str:
    """Tell which weekday or weekend is meant: the bare, this, the coming, the next or the last."""
    said = " ".join((match["which"] or "").split())
    return WHICH.get(said, "bare")
