"""Group questions that found no answer by what they ask, the most asked first. Pure.

What was understood decides where anything was: topic and subjects are the same in both languages.
Where nothing was, words decide: a text joins the group whose first text shares most of its words,
and languages stay apart, because nothing here knows what words mean.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from countyline.asked.model import AskedAlike, Unanswered

ENOUGH = 0.5
"""What share of all their words two texts have in common at least, to be alike."""

_FREQUENT = frozenset(
    re.findall(
        r"\w+",
        "a an and are be can do does for how i in is it me my of on or the there to we what when "
        "where will with you your "
        "al como con cual cuando de del donde el en es esta hay la las lo los mi para por puedo "
        "que se si su un una y yo",
    )
)


@dataclass(slots=True)
class _Gathered:
    topic: str | None
    subjects: tuple[str, ...]
    words: frozenset[str]
    texts: Counter[tuple[str, str]]


@dataclass(slots=True)
class _Known:
    """Groups of one language, with those of each word: few are compared with a text."""

    groups: list[_Gathered] = field(default_factory=list)
    with_word: dict[str, list[int]] = field(default_factory=dict)


def alike(unanswered: Iterable[Unanswered]) -> list[AskedAlike]:
    """Group questions. Every question is in exactly one group."""
    texts = Counter(unanswered)
    understood: dict[tuple[str, tuple[str, ...]], _Gathered] = {}
    others: dict[str, _Known] = {}
    for one, count in texts.items():
        if one.topic is not None:
            key = (one.topic, tuple(sorted(one.subjects)))
            group = understood.setdefault(key, _Gathered(*key, frozenset(), Counter()))
        else:
            group = _nearest(one, others.setdefault(one.language, _Known()))
        group.texts[one.language, one.text] += count
    found = [*understood.values(), *(one for known in others.values() for one in known.groups)]
    return sorted(map(_group, found), key=lambda group: -group.count)


def words_of(text: str) -> frozenset[str]:
    """Give the words that carry a text, without accents; all of them if none does."""
    bare = unicodedata.normalize("NFKD", text.casefold())
    words = frozenset(re.findall(r"\w+", re.sub(r"[\u0300-\u036f]", "", bare)))
    return words - _FREQUENT or words


def _nearest(one: Unanswered, known: _Known) -> _Gathered:
    words = words_of(one.text)
    candidates = {number for word in words or {""} for number in known.with_word.get(word, ())}
    groups = [known.groups[number] for number in sorted(candidates)]
    best = max(groups, key=lambda group: _shared(words, group.words), default=None)
    if best is not None and _shared(words, best.words) >= ENOUGH:
        return best
    new = _Gathered(None, (), words, Counter())
    for word in words or {""}:
        known.with_word.setdefault(word, []).append(len(known.groups))
    known.groups.append(new)
    return new


def _shared(some: frozenset[str], others: frozenset[str]) -> float:
    every = len(some | others)
    return len(some & others) / every if every else 1.0


def _group(gathered: _Gathered) -> AskedAlike:
    wordings: dict[str, list[str]] = {}
    for (language, text), _ in gathered.texts.most_common():
        wordings.setdefault(language, []).append(text)
    return AskedAlike(
        count=gathered.texts.total(),
        topic=gathered.topic,
        subjects=gathered.subjects,
        wordings=wordings,
    )
