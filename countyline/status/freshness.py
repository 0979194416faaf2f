"""How sure a fact is at a time: past its review time it is "not confirmed", never repeated as is.

Certainty never rises with time: what nobody has said stays unknown.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from countyline.status.model import CERTAINTIES, Certainty, Fact, Source, StatusDocument


@dataclass(frozen=True)
class Standing:
    """What holds of several facts told together: the weakest certainty and the oldest as-of time.

    `as_of` is aware, in the time zone the document writes it in; None when there are no facts.
    """

    certainty: Certainty
    as_of: datetime | None
    sources: tuple[Source, ...]
    facts: tuple[str, ...]


class Freshness:
    """Judges the facts of one document at one aware time."""

    def __init__(self, document: StatusDocument, at: datetime) -> None:
        self._document = document
        self._at = at
        self._facts = dict(document.facts_by_id())

    def is_stale(self, fact: Fact) -> bool:
        """Tell whether the fact is past its review time."""
        return self._at > self._document.provenance[fact.per].review_by

    def certainty(self, fact: Fact, said: Certainty | None = None) -> Certainty:
        """Give the certainty now of a fact that was published with certainty `said`."""
        published = said or fact.certainty
        return weakest((published, "not_confirmed")) if self.is_stale(fact) else published

    def certainty_of(self, fact_id: str, said: Certainty | None = None) -> Certainty:
        """Give the certainty now of the fact with this id. Raises KeyError if there is none."""
        return self.certainty(self._facts[fact_id], said)

    def standing(
        self, fact_ids: Iterable[str], said: Iterable[Certainty] = (), *, otherwise: Certainty
    ) -> Standing:
        """Judge facts told together; `said` adds certainties of parts, such as a stretch's.

        `otherwise` stands when there are no facts.
        """
        ids = tuple(dict.fromkeys(fact_ids))
        facts = [self._facts[fact_id] for fact_id in ids]
        provenances = [self._document.provenance[fact.per] for fact in facts]
        certainties = [*(self.certainty(fact) for fact in facts), *said]
        source_ids = dict.fromkeys(name for origin in provenances for name in origin.sources)
        return Standing(
            certainty=weakest(certainties) if certainties else otherwise,
            as_of=min((origin.as_of for origin in provenances), default=None),
            sources=tuple(self._document.sources[name] for name in source_ids),
            facts=ids,
        )


def weakest(certainties: Iterable[Certainty]) -> Certainty:
    """Give the weakest of some certainties. Raises ValueError when there are none."""
    return max(certainties, key=CERTAINTIES.index)
