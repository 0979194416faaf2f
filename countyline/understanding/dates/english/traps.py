"""English words that look like a date and are none."""

from __future__ import annotations

from countyline.understanding.dates.english.patterns import ORDINAL_WORDS, WEEKDAY
from countyline.understanding.dates.english.words import WEEKDAYS
from countyline.understanding.dates.rules import trap

TRAPS = (
    trap(r"(?:good|black|cyber|ash|fat|super) (?:" + "|".join(WEEKDAYS) + ")"),
    # The day of a holiday, not the next one of that name.
    trap(rf"{WEEKDAY} (?:of|for) (?:memorial|labor|presidents|veterans|columbus|truman) day"),
    trap(rf"(?:memorial|labor|presidents|veterans|columbus|truman) day {WEEKDAY}"),
    trap(rf"{WEEKDAY} (?:of|for) (?:thanksgiving|juneteenth|christmas)"),
    trap(rf"(?:{ORDINAL_WORDS}|last|\d(?:st|nd|rd|th)) {WEEKDAY}s? (?:of|in|each|every)"),
    trap(
        r"(?:suite|ste|apt|unit|room|rm|box|form|route|hwy|highway|floor|line|section|no|number)"
        r"\.?\s*#?\s*\d+(?:[/-]\d+)*"
    ),
    trap(r"\d+ ?(?:st|nd|rd|th) (?:st|street|ave|avenue|blvd|circuit|floor|district|time)"),
    trap(r"\d/\d (?:price|off|of|hours?|miles?|acres?|way|full|owner|ownership|interest|the)"),
    trap(r"\d+ \d/\d"),
)
