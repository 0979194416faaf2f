"""Group questions that found no answer by what they ask, the most asked first. Pure.

`alike` needs nothing that knows meanings. What was understood decides where anything was: topic and
subjects are the same in both languages. Where nothing was, words decide: a text joins the group
whose first text shares most of its words, and languages stay apart.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from countyline.asked.model import AskedAlike, Unanswered
from countyline.asked.words import compared

ENOUGH = 0.5
"""What share of all their words two texts have in common at least, to be alike."""


@dataclass(slots=True)
class _Known:
    """Groups of one language, with those of each word: few are compared with a text."""

    groups: list[list[Unanswered]] = field(default_factory=list)
    words: list[frozenset[str]] = field(default_factory=list)
    with_word: dict[str, list[int]] = field(default_factory=dict)

    def nearest(self, one: Unanswered) -> list[Unanswered]:
        """Give the group of a question, a new one if it is like none."""
        words = compared(one.text)
        candidates = {number for word in words or {""} for number in self.with_word.get(word, ())}
        best = max(sorted(candidates), key=lambda at: _shared(words, self.words[at]), default=None)
        if best is not None and _shared(words, self.words[best]) >= ENOUGH:
            return self.groups[best]
        for word in words or {""}:
            self.with_word.setdefault(word, []).append(len(self.groups))
        self.words.append(words)
        self.groups.append([])
        return self.groups[-1]


def alike(unanswered: Iterable[Unanswered]) -> list[AskedAlike]:
    """Group questions by what was understood, else by words. Each is in exactly one group."""
    understood: dict[tuple[str, tuple[str, ...]], list[Unanswered]] = {}
    others: dict[str, _Known] = {}
    for one in unanswered:
        if one.topic is not None:
            group = understood.setdefault((one.topic, tuple(sorted(one.subjects))), [])
        else:
            group = others.setdefault(one.language, _Known()).nearest(one)
        group.append(one)
    by_words = [group for known in others.values() for group in known.groups]
    return ranked([*understood.values(), *by_words])


def ranked(groups: Iterable[Sequence[Unanswered]]) -> list[AskedAlike]:
    """Describe groups, the most asked first. None of them may be empty."""
    return sorted(map(_described, groups), key=lambda group: -group.count)


def _shared(some: frozenset[str], others: frozenset[str]) -> float:
    every = len(some | others)
    return len(some & others) / every if every else 1.0


def _described(group: Sequence[Unanswered]) -> AskedAlike:
    texts: Counter[tuple[str, str]] = Counter()
    understood: Counter[tuple[str | None, tuple[str, ...]]] = Counter()
    for one in group:
        texts[one.language, one.text] += one.count
        understood[one.topic, tuple(sorted(one.subjects))] += one.count
    wordings: dict[str, list[str]] = {}
    # What is asked equally often keeps its order.
    for (language, text), _ in texts.most_common():
        wordings.setdefault(language, []).append(text)
    (topic, subjects), _ = understood.most_common(1)[0]
    return AskedAlike(count=texts.total(), topic=topic, subjects=subjects, wordings=wordings)
