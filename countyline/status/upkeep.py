"""Which facts must be reviewed: those whose review time comes near, and those past it. Pure.

Past its review time a fact is told as "not confirmed" by itself (`freshness`); whoever publishes
is told before and when it happens.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from countyline.status.model import StatusDocument


class Stage(StrEnum):
    """How far it has come: the review time is `near`, or `past`."""

    NEAR = "near"
    PAST = "past"


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """An entry of `provenance` that must be renewed, with the ids of the facts that rest on it."""

    provenance: str
    stage: Stage
    as_of: datetime
    review_by: datetime
    facts: tuple[str, ...]


def reviews(document: StatusDocument, at: datetime, near: timedelta | None) -> tuple[Review, ...]:
    """Give what must be reviewed, the most urgent first.

    Args:
        document: the status in service.
        at: the aware moment that residents are told about.
        near: how long before its review time a fact is near it; null: only what is past is given.
    """
    facts: dict[str, list[str]] = {}
    for fact_id, fact in document.facts_by_id():
        facts.setdefault(fact.per, []).append(fact_id)
    found = [
        Review(
            provenance=name,
            stage=stage,
            as_of=document.provenance[name].as_of,
            review_by=document.provenance[name].review_by,
            facts=tuple(ids),
        )
        for name, ids in facts.items()
        if (stage := _stage(document.provenance[name].review_by, at, near)) is not None
    ]
    return tuple(sorted(found, key=lambda one: (one.review_by, one.provenance)))


def count_facts(found: Iterable[Review], stage: Stage) -> int:
    """Count the facts of one stage."""
    return sum(len(one.facts) for one in found if one.stage is stage)


def _stage(review_by: datetime, at: datetime, near: timedelta | None) -> Stage | None:
    if at > review_by:
        return Stage.PAST
    return Stage.NEAR if near is not None and review_by - at <= near else None
