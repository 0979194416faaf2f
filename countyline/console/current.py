"""What the console is told of the status document that is in service.

Whoever puts the console together passes it in: the console itself answers no question.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from typing import Protocol

from countyline.status.model import Language
from countyline.status.told_facts import ToldFact


@dataclass(frozen=True, slots=True)
class ToReview:
    """How many facts are near their review time, and how many past it."""

    near: int = 0
    past: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """The status in a few words.

    `headline` and `staff_hours` hold a sentence in each language; they are empty when nothing was
    ever published. `mark` tells that this is a replay or an exercise.
    """

    county: Mapping[Language, str] = field(default_factory=dict)
    headline: Mapping[Language, str] = field(default_factory=dict)
    staff_hours: Mapping[Language, str] = field(default_factory=dict)
    subjects: Mapping[str, str] = field(default_factory=dict)
    revision: int | None = None
    mark: str | None = None
    zone: tzinfo = UTC
    to_review: ToReview = ToReview()


class CurrentStatus(Protocol):
    """The status in service, as it is at each call."""

    def known(self) -> Known:
        """Tell the status in a few words."""

    def to_review(self) -> ToReview:
        """Count the facts that publishers must look after."""

    def answer(self, about: str, subjects: Sequence[str], language: Language) -> str | None:
        """Give what the bot would say now; None when it would not answer by itself.

        `about` is an aspect, written `topic/aspect`, or a topic where no aspect is known.
        """

    def told(self, facts: Sequence[str], revision: int | None) -> Sequence[ToldFact]:
        """Tell what facts said in the revision that was used, and how they stand now."""
