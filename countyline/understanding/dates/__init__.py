"""Dates in a resident's words, as symbols: a small grammar in English and Spanish.

Understanding does not know what day it is, so nothing here asks the clock: "next Friday" leaves
as a symbol and ``countyline.answers.dates`` resolves it. A wrong date is worse than none, so
words with a second meaning ("may", "march", "sat", "mar", "the second") count only where their
neighbors make them a date; what is not found is asked.

How a message is read: (1) a *view* of it is made, that remembers the offsets of the message;
(2) every rule of the grammar proposes what it finds; (3) the longest proposal wins; (4) a time of
day joins the day beside it; (5) a weekday beside a verb in the past is the last one. Each step is
a module here, each language a folder with the same files.
"""

from __future__ import annotations

from collections.abc import Mapping

from countyline.understanding.dates.english import ENGLISH
from countyline.understanding.dates.grammar import Grammar
from countyline.understanding.dates.joining import joined, symbol_of
from countyline.understanding.dates.meaning import Symbol
from countyline.understanding.dates.proposing import Found, longest, proposed
from countyline.understanding.dates.spanish import SPANISH
from countyline.understanding.dates.tense import set_in_the_past
from countyline.understanding.dates.view import view_of

_GRAMMARS: Mapping[str, tuple[Grammar, Grammar]] = {
    "en": (ENGLISH, SPANISH.as_guest()),
    "es": (SPANISH, ENGLISH.as_guest()),
}
"""What a message of a language is read by, its own grammar first."""

_UNSURE = (ENGLISH, SPANISH)
"""What one is read by whose language is not known."""


def find_dates(text: str, language: str) -> list[Symbol]:
    """Return the date symbols of a message, in the order of the message.

    ``language`` is "en", "es" or "und" (unsure: both are tried as equals). In a message of one
    language the other one's unmistakable expressions count too ("open el viernes?").

    Each symbol holds ``start``, ``end`` (offsets into ``text``), ``text`` and ``kind``:
    ``day`` (``days`` from today), ``weekday`` (``weekday`` 0 = Monday, ``which`` =
    bare, this, coming, next or last, optional ``weeks`` to add), ``weekday_on`` (``weekday``,
    ``day``), ``day_of_month`` (``day``), ``date`` (``month``, ``day``, ``year`` or None, optional
    ``weekday``, ``ambiguous`` when month and day could be swapped), ``week``, ``weekend``
    (``which``), ``month`` (``month`` or None, ``which`` = bare, this, next, last or end, optional
    ``year``), ``every`` (``weekday``, optional ``month``) or ``now``. Any of them may carry
    ``time`` ("HH:MM"), ``part`` ("morning", "afternoon", "evening") and ``bound`` ("before",
    "after" the time; "within" the days). ``implied`` marks a time that came without a day.

    Never raises; an unknown language is read as "und".
    """
    proposals: list[Found] = []
    grammars = _GRAMMARS.get(language, _UNSURE)
    for rank, grammar in enumerate(grammars):
        view = view_of(text, grammar)
        for rule in grammar.rules:
            proposals.extend(proposed(rule, view, rank))
    symbols = [symbol_of(text, cluster) for cluster in joined(text, longest(proposals))]
    return set_in_the_past(text, symbols, [grammar.tenses for grammar in grammars])
