"""A weekday in what somebody tells of the past: "they sent us home Monday" is Monday gone by.

Only the verb nearest to the weekday in its clause counts, and only where nothing between them looks
ahead ("they told me to come Friday"). What is not sure stays a bare weekday, the next one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from countyline.understanding.dates.meaning import Symbol
from countyline.understanding.text import folded_words

_MOST_TELLERS = 3
_CLAUSE_END = re.compile(r"[.,;:!?¿¡…—–()]|\n")


@dataclass(frozen=True)
class Tenses:
    """The words of a language that tell of the past, and those that look ahead.

    Each is a regular expression for one folded word. `tellers` may begin a clause after a weekday,
    with a verb in the past after them ("Monday we drove").
    """

    past: re.Pattern[str]
    ahead: re.Pattern[str]
    tellers: re.Pattern[str]


def set_in_the_past(text: str, symbols: Sequence[Symbol], tenses: Sequence[Tenses]) -> list[Symbol]:
    """Read bare weekdays beside a verb in the past as the last ones.

    Args:
        text: the message.
        symbols: its dates, with their offsets.
        tenses: of the languages that the message may be in.
    """
    return [
        {**symbol, "which": "last"} if _is_past(text, symbol, tenses) else symbol
        for symbol in symbols
    ]


def _is_past(text: str, symbol: Symbol, tenses: Sequence[Tenses]) -> bool:
    if symbol["kind"] != "weekday" or symbol["which"] != "bare" or symbol.get("weeks"):
        return False
    before = folded_words(_CLAUSE_END.split(text[: symbol["start"]])[-1])
    after = folded_words(_CLAUSE_END.split(text[symbol["end"] :])[0])
    return any(_told_before(before, one) or _told_after(before, after, one) for one in tenses)


def _told_before(spoken: Sequence[str], tenses: Tenses) -> bool:
    for word in reversed(spoken):
        if tenses.ahead.fullmatch(word):
            return False
        if tenses.past.fullmatch(word):
            return True
    return False


def _told_after(before: Sequence[str], after: Sequence[str], tenses: Tenses) -> bool:
    if any(tenses.ahead.fullmatch(word) for word in before):
        return False
    for word in after[:_MOST_TELLERS]:
        if tenses.past.fullmatch(word):
            return True
        if not tenses.tellers.fullmatch(word):
            return False
    return False
