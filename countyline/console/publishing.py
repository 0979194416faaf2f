"""What the publisher's pages are made of, and what they all need to know."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from countyline.cases.staff import StaffMember
from countyline.console.markup import moment_in
from countyline.publishing.approving import Approval
from countyline.publishing.drafts import Drafts
from countyline.status.difference import Difference, FactChange, difference
from countyline.status.model import StatusDocument
from countyline.status.publication import Published
from countyline.status.publication_reader import PublicationReader
from countyline.status.told_facts import fact_in_words


@dataclass(frozen=True)
class Publishing:
    """The parts behind the pages. `now` tells the moment that residents are told about."""

    drafts: Drafts
    approval: Approval
    reader: Callable[[], PublicationReader]
    now: Callable[[], datetime]

    def current(self) -> Published | None:
        """Give what is in service."""
        return self.reader().current()


@dataclass(frozen=True, slots=True)
class SaidNow:
    """A fact that differs, in words: what was said, and what would be; empty where nothing."""

    fact: str
    kind: str
    before: str
    after: str


def in_words(before: StatusDocument, after: StatusDocument) -> list[SaidNow]:
    """Tell a difference fact by fact, then what else differs by its place."""
    found = difference(before, after)
    facts = [_said(change, before, after) for change in found.facts if change.where != ("per",)]
    return [*facts, *_renewed(found, before, after), *_elsewhere(found)]


def _said(change: FactChange, before: StatusDocument, after: StatusDocument) -> SaidNow:
    then = fact_in_words(before, change.fact) if change.before else ""
    now = fact_in_words(after, change.fact) if change.after else ""
    where = f"{change.kind}: {', '.join(change.where)}" if change.where else change.kind
    return SaidNow(change.fact, where.replace("from_", "from"), then or "", now or "")


def _renewed(
    found: Difference, before: StatusDocument, after: StatusDocument
) -> list[SaidNow]:
    keys = dict.fromkeys(path[1] for path in found.paths if path[0] == "provenance")
    return [
        SaidNow(
            f"provenance.{key}",
            "source and times",
            _times(before, key),
            _times(after, key),
        )
        for key in keys
    ]


def _times(document: StatusDocument, key: str) -> str:
    entry = document.provenance.get(key)
    if entry is None:
        return ""
    written = moment_in(document.zone)
    return f"review by {written(entry.review_by)}; true as of {written(entry.as_of)}"


def _elsewhere(found: Difference) -> list[SaidNow]:
    # A source is told with the facts that rest on it.
    told = (*(f"{change.fact}." for change in found.facts), "provenance.", "sources.")
    places = (".".join(path) for path in found.paths)
    return [
        SaidNow(place, "changed", "", "")
        for place in places
        if not f"{place}.".startswith(told) and not any(one.startswith(place) for one in told)
    ]


def may_approve(member: StaffMember, changed_by: str, submitted_by: str | None) -> bool:
    """Tell whether somebody is the second person that a draft needs."""
    return member.id not in (changed_by, submitted_by)
