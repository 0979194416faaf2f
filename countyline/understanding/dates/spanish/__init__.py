"""The Spanish grammar of dates."""

from __future__ import annotations

from countyline.understanding.dates.digits import ISO_DATE
from countyline.understanding.dates.grammar import Grammar
from countyline.understanding.dates.spanish.days import DAYS, IN_DIGITS
from countyline.understanding.dates.spanish.spans import BARE_MONTHS, SPANS
from countyline.understanding.dates.spanish.tense import TENSES
from countyline.understanding.dates.spanish.times import TIMES
from countyline.understanding.dates.spanish.traps import TRAPS
from countyline.understanding.dates.spanish.unsure import unsure
from countyline.understanding.dates.spanish.words import ABBREVIATIONS, ALIASES, FUZZY, LOOKALIKES

SPANISH = Grammar(
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
