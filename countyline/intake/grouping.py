"""The top questions of a stretch of time: what was asked alike, how often, and what is said to it.

Questions are alike when they have the same topic, aspect and subjects. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from countyline.intake.model import Outcome

MOST_EXAMPLES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedOnce:
    """A question of a caller, as far as groups need it; `case` is its transcript's."""

    text: str
    outcome: Outcome
    topic: str | None
    aspect: str | None
    subjects: tuple[str, ...]
    language: str
    draft: str | None
    certainty: str | None
    revision: int | None
    case: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Questions that are alike. `topic` is null where nothing was understood.

    `drafted` and `for_person` count them; `draft`, with its certainty and revision, is the newest
    answer that was drafted to one of them, in the language that was asked most. `examples` are
    some of the questions, `cases` the cases that hold the others.
    """

    topic: str | None
    aspect: str | None
    subjects: tuple[str, ...]
    count: int
    drafted: int
    for_person: int
    draft: str | None
    certainty: str | None
    revision: int | None
    language: str
    examples: Sequence[str]
    cases: Sequence[str]


@dataclass(slots=True)
class _Gathered:
    count: int = 0
    drafted: int = 0
    for_person: int = 0
    languages: dict[str, int] = field(default_factory=dict)
    drafts: dict[str, AskedOnce] = field(default_factory=dict)
    examples: list[str] = field(default_factory=list)
    cases: dict[str, None] = field(default_factory=dict)

    def add(self, one: AskedOnce) -> None:
        self.count += 1
        self.languages[one.language] = self.languages.get(one.language, 0) + 1
        if len(self.examples) < MOST_EXAMPLES and one.text not in self.examples:
            self.examples.append(one.text)
        if one.outcome is Outcome.DRAFTED:
            self.drafted += 1
            before = self.drafts.get(one.language)
            if before is None or (before.revision or 0) <= (one.revision or 0):
                self.drafts[one.language] = one
        elif one.outcome is Outcome.PERSON:
            self.for_person += 1
            if one.case:
                self.cases.setdefault(one.case)


def grouped(asked: Iterable[AskedOnce]) -> list[Group]:
    """Group questions, the most frequent first. Dropped ones are not counted."""
    found: dict[tuple[str | None, str | None, tuple[str, ...]], _Gathered] = {}
    for one in asked:
        if one.outcome is Outcome.DROPPED:
            continue
        key = (one.topic, one.aspect, tuple(sorted(one.subjects)))
        found.setdefault(key, _Gathered()).add(one)
    groups = [_group(*key, gathered) for key, gathered in found.items()]
    return sorted(groups, key=_rank)


def _rank(group: Group) -> tuple[int, str, str, tuple[str, ...]]:
    return -group.count, group.topic or "~", group.aspect or "", group.subjects


def _group(
    topic: str | None, aspect: str | None, subjects: tuple[str, ...], gathered: _Gathered
) -> Group:
    languages = sorted(gathered.languages, key=lambda one: (-gathered.languages[one], one))
    drafts = [gathered.drafts[one] for one in languages if one in gathered.drafts]
    newest = drafts[0] if drafts else None
    return Group(
        topic=topic,
        aspect=aspect,
        subjects=subjects,
        count=gathered.count,
        drafted=gathered.drafted,
        for_person=gathered.for_person,
        draft=newest.draft if newest else None,
        certainty=newest.certainty if newest else None,
        revision=newest.revision if newest else None,
        language=newest.language if newest else languages[0],
        examples=tuple(gathered.examples),
        cases=tuple(gathered.cases),
    )
