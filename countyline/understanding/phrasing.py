"""How the words of a text stand together: what the words alone do not tell.

"I wasn't asking when the results come out, I asked where I can vote" holds the words of two
questions. Which of them is asked is told by what a negation rules out, by what stands beside what,
and by where the question mark is.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from countyline.understanding.lexicon import lexicons
from countyline.understanding.text import Word, words

_BREAK = re.compile("[.,;:!?¿¡\n—]")
"""What ends a clause."""
_RULED_OUT = 5
"""Words after a negation that it rules out, within its clause."""


def phrases(text: str) -> Iterator[str]:
    """How the words of `text` stand together, folded, with repeats.

    Neighbors (`p:pay tax`), pairs around one word (`g:pay tax`), words that a negation rules out
    (`n:hours`), the first and the last word (`e:^ where`, `e:tax $`), and the words of clauses
    with a question mark (`q:when`).
    """
    spoken = words(text)
    if not spoken:
        return
    texts = [word.text for word in spoken]
    yield from (f"p:{left} {right}" for left, right in pairwise(texts))
    yield from (f"g:{left} {right}" for left, right in zip(texts, texts[2:], strict=False))
    yield f"e:^ {texts[0]}"
    yield f"e:{texts[-1]} $"
    for clause, is_asked in _clauses(text, spoken):
        yield from (f"n:{word}" for word in _ruled_out(clause))
        if is_asked:
            yield from (f"q:{word}" for word in clause)


def _clauses(text: str, spoken: Sequence[Word]) -> Iterator[tuple[list[str], bool]]:
    """The clauses, and whether a question mark ends them."""
    clause: list[str] = []
    ends = [*(word.start for word in spoken[1:]), len(text)]
    for word, end in zip(spoken, ends, strict=True):
        clause.append(word.text)
        between = text[word.end : end]
        if end == len(text) or _BREAK.search(between):
            yield clause, "?" in between
            clause = []


def _ruled_out(clause: Sequence[str]) -> Iterator[str]:
    left = 0
    for word in clause:
        if word in _negating():
            left = _RULED_OUT
        elif left:
            left -= 1
            yield word


@lru_cache(maxsize=1)
def _negating() -> frozenset[str]:
    return frozenset[str]().union(*(lists.negating for lists in lexicons()))
