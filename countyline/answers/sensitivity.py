"""Whether a case presses, and why: from what was asked, the calendar, and what the resident said.

Only cases are looked at. A question that the document answers is answered, whatever words it has.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from countyline.answers.answer import Escalation, Sensitivity
from countyline.answers.plain_words import plain_words
from countyline.status.model import StatusDocument

OF_ASPECT: Mapping[str, Sensitivity] = {
    "vehicle/ticket": "ticket",
    "deadlines/penalty": "penalty",
    "deadlines/relief": "penalty",
    "deadlines/consequences": "penalty",
    "receipts/urgent": "personal_account",
    "vehicle/missing": "personal_account",
    "how_to_pay/posted": "personal_account",
    "how_to_pay/bill": "personal_account",
}
"""What asks about something that presses by itself."""

HAVE_A_DAY = frozenset({"receipts/urgent", "deadlines/due_date", "deadlines/declaration"})
"""What is asked because of a day: when that is today, it is a deadline today."""

_BY_WEIGHT: tuple[Sensitivity, ...] = ("ticket", "penalty", "personal_account")

WORDS = ("penalty", "ticket", "personal_account", "deadline", "today")
"""The lists of `data/<language>/sensitive.yml`."""


@dataclass(frozen=True)
class SensitiveWords:
    """What residents say when a case presses, in every language at once: many mix them."""

    patterns: Mapping[str, re.Pattern[str]]

    @classmethod
    def of(cls, phrases: Mapping[str, Sequence[str]]) -> SensitiveWords:
        """Take the phrases of each list of `WORDS`."""
        said = {name: [re.escape(plain_words(one)) for one in phrases[name]] for name in WORDS}
        return cls({name: re.compile("|".join(f" {one} " for one in said[name])) for name in said})

    def says(self, name: str, said: str) -> bool:
        """Tell whether a text holds a phrase of the list `name`, as whole words."""
        return self.patterns[name].search(f" {plain_words(said)} ") is not None


def sensitivity_of(
    asked: Escalation, said: str, document: StatusDocument, today: date, words: SensitiveWords
) -> Sensitivity | None:
    """Tell why a case presses, the most pressing first; None when it does not.

    `said` is what the resident wrote. `today` is the county's calendar day. The press is not
    looked at: it asks of others.
    """
    if asked.reason == "media":
        return None
    if _is_due_today(asked, said, document, today, words):
        return "deadline_today"
    by_aspect = OF_ASPECT.get(asked.aspect or "")
    for kind in _BY_WEIGHT:
        if by_aspect == kind or words.says(kind, said):
            return kind
    # What the document sends to a person case by case is always somebody's own matter.
    return "personal_account" if asked.reason == "case_by_case" else None


def _is_due_today(
    asked: Escalation, said: str, document: StatusDocument, today: date, words: SensitiveWords
) -> bool:
    aspect = asked.aspect or ""
    if any(one.through == today and aspect in one.about for one in document.deadlines.values()):
        return True
    has_a_day = aspect in HAVE_A_DAY or words.says("deadline", said)
    return has_a_day and (asked.speaks_of_today or words.says("today", said))
