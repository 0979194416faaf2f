"""A weekday in what somebody tells of the past: "they sent us home Monday" is Monday gone by.

Only the verb nearest to the weekday in its clause counts, and only where nothing between them looks
ahead ("they told me to come Friday"). What is not sure stays a bare weekday, the next one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from countyline.understanding.dates.meaning import Symbol
from countyline.understanding.text import words

_MOST_TELLERS = 3
_CLAUSE_END = re.compile(r"[.,;:!?¿¡…—–()]|\n")


@dataclass(frozen=True)
class Tenses:
    """The words of a language that tell of the past, and those that look ahead.

    `past`, `ahead` and `tellers` are regular expressions for one folded word, `past_as_written` is
    for one in lower case with its accents ("metió"; "medio" is none). `tellers` may begin a clause
    after a weekday, with a verb in the past after them ("Monday we drove").
    """

    past: re.Pattern[str]
    past_as_written: re.Pattern[str]
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
    before = _Spoken.of(_CLAUSE_END.split(text[: symbol["start"]])[-1])
    after = _Spoken.of(_CLAUSE_END.split(text[symbol["end"] :])[0])
    return any(_told_before(before, one) or _told_after(before, after, one) for one in tenses)


@dataclass(frozen=True)
class _Spoken:
    """One word, folded and as it was written."""

    folded: str
    written: str

    @classmethod
    def of(cls, clause: str) -> list[_Spoken]:
        """The words of a clause."""
        return [
            cls(word.text, unicodedata.normalize("NFC", clause[word.start : word.end]).casefold())
            for word in words(clause)
        ]

    def is_past(self, tenses: Tenses) -> bool:
        """Whether it is a verb in the past."""
        pairs = ((tenses.past, self.folded), (tenses.past_as_written, self.written))
        return any(pattern.fullmatch(word) for pattern, word in pairs)


def _told_before(spoken: Sequence[_Spoken], tenses: Tenses) -> bool:
    for word in reversed(spoken):
        if tenses.ahead.fullmatch(word.folded):
            return False
        if word.is_past(tenses):
            return True
    return False


def _told_after(before: Sequence[_Spoken], after: Sequence[_Spoken], tenses: Tenses) -> bool:
    if any(tenses.ahead.fullmatch(word.folded) for word in before):
        return False
    for word in after[:_MOST_TELLERS]:
        if word.is_past(tenses):
            return True
        if not tenses.tellers.fullmatch(word.folded):
            return False
    return False
