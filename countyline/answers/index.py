"""One status document made ready for many questions: what is looked up again and again, kept.

A document never changes after loading, so what was found in it once holds for every question.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from datetime import datetime

from countyline.status.calendar import Calendar
from countyline.status.freshness import Freshness
from countyline.status.model import Fact, Statement, StatusDocument, Subject


class Index:
    """The parts of one document by their ids, its calendar, and its freshness at a time."""

    def __init__(self, document: StatusDocument) -> None:
        self.document = document
        self.calendar = Calendar(document)
        self.facts: dict[str, Fact] = dict(document.facts_by_id())
        self.subjects: dict[str, Subject] = dict(document.subjects_by_id())
        self.statements: dict[str, Statement] = dict(document.statements_by_id())
        self._fresh: tuple[datetime, Freshness] | None = None
        self._terms: dict[str, str] = {}
        self._hours: dict[object, str] = {}

    def terms(self, office_id: str) -> str:
        """Give what is the same for offices with the same closure and the same normal hours.

        Raises KeyError for an unknown office.
        """
        kept = self._terms.get(office_id)
        if kept is None:
            office = self.document.offices[office_id]
            weekly = office.hours and (office.hours.weekly, office.hours.in_force)
            kept = self._terms[office_id] = repr((office.closure, weekly))
        return kept

    def hours_in_words(self, key: Hashable, write: Callable[[], str]) -> str:
        """Give hours of the document in words; they are written once for each key.

        The key holds all that the words depend on.
        """
        kept = self._hours.get(key)
        if kept is None:
            kept = self._hours[key] = write()
        return kept

    def freshness(self, now: datetime) -> Freshness:
        """Give what judges the facts at the aware time `now`."""
        kept = self._fresh
        # The same moment in another zone is written otherwise, so the zone counts too.
        if kept is None or kept[0] != now or kept[0].tzinfo is not now.tzinfo:
            kept = self._fresh = (now, Freshness(self.document, now))
        return kept[1]
