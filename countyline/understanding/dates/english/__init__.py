"""The English grammar of dates."""

from __future__ import annotations

from countyline.understanding.dates.digits import ISO_DATE
from countyline.understanding.dates.english.days import DAYS, IN_DIGITS
from countyline.understanding.dates.english.spans import BARE_MONTHS, SPANS
from countyline.understanding.dates.english.tense import TENSES
from countyline.understanding.dates.english.times import TIMES
from countyline.understanding.dates.english.traps import TRAPS
from countyline.understanding.dates.english.unsure import unsure
from countyline.understanding.dates.english.words import ABBREVIATIONS, ALIASES, FUZZY, LOOKALIKES
from countyline.understanding.dates.grammar import Grammar

ENGLISH = Grammar(
    aliases=ALIASES,
    abbreviations=ABBREVIATIONS,
    unsure=unsure,
    fuzzy=FUZZY,
    lookalikes=LOOKALIKES,
    rules=(
        *TRAPS,
        *DAYS,
        *SPANS,
        ISO_DATE,
        *BARE_MONTHS,
        *IN_DIGITS,
        *TIMES,
    ),
    guest_rules=(*TRAPS, *DAYS, *SPANS, ISO_DATE, *TIMES),
    tenses=TENSES,
)
