"""What facts say in one plain line each, for staff, and whether they still say so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from countyline.status.lines import (
    address_in_words,
    arrangement_in_words,
    dated,
    stretch_in_words,
    weekly_in_words,
)
from countyline.status.model import (
    Arrangement,
    Authority,
    CaseByCase,
    Closure,
    Contact,
    Fact,
    Holidays,
    Hours,
    Place,
    Staff,
    State,
    Statement,
    StatusDocument,
)
from countyline.status.publication_reader import PublicationReader

Standing = Literal["same", "changed", "gone", "unknown"]
"""Whether the revision in service says the same as the one that was used; `unknown` when that one
is not there any more."""

_REVISIONS_KEPT = 16


@dataclass(frozen=True, slots=True)
class ToldFact:
    """A fact as residents were told it: its id, what it says, and how it stands now."""

    id: str
    words: str
    standing: Standing


class ToldFacts:
    """Reads facts of the revisions that answers rested on."""

    def __init__(self, reader: PublicationReader) -> None:
        self._reader = reader
        # A revision never changes.
        self._document = lru_cache(_REVISIONS_KEPT)(self._read)

    def of(self, facts: Sequence[str], revision: int | None) -> list[ToldFact]:
        """Tell what facts said in a revision. What is not known says its id."""
        current = self._reader.current()
        now = dict(current.document.facts_by_id()) if current else {}
        used = self._document(revision) if revision is not None else None
        then = dict(used.facts_by_id()) if used else {}
        document = used or (current.document if current else None)
        found = []
        for fact in facts:
            words = fact_in_words(document, fact) if document else None
            found.append(ToldFact(fact, words or fact, _standing(then.get(fact), now.get(fact))))
        return found

    def _read(self, revision: int) -> StatusDocument | None:
        published = self._reader.revision(revision)
        return published.document if published else None


def fact_in_words(document: StatusDocument, fact_id: str) -> str | None:
    """Give what a fact says, in one English line; None when the document has no such fact."""
    fact = dict(document.facts_by_id()).get(fact_id)
    if fact is None:
        return None
    said = _said(document, fact)
    names = {key: one.name.en for key, one in document.subjects_by_id()}
    whose = names.get(fact_id.split(".")[1]) if "." in fact_id else None
    is_named = not isinstance(fact, Statement | CaseByCase | Contact) and whose is not None
    return f"{whose}: {said}" if is_named else said


def _standing(then: Fact | None, now: Fact | None) -> Standing:
    if now is None:
        return "gone"
    if then is None:
        return "unknown"
    return "same" if then == now else "changed"


def _said(document: StatusDocument, fact: Fact) -> str:
    match fact:
        case Statement():
            said = (fact.brief or fact.text).en
        case State() | CaseByCase():
            said = fact.text.en
        case Closure():
            said = "; ".join([*map(stretch_in_words, fact.stretches), *_reopening(fact)])
        case Hours():
            hours = "; ".join(map(weekly_in_words, fact.weekly))
            said = f"normal hours {hours}" + ("" if fact.in_force else ", not in force for now")
        case Arrangement():
            said = fact.text.en if fact.text else arrangement_in_words(fact)
        case Place() | Authority():
            said = address_in_words(fact.address) if fact.address else "no address is published"
        case Contact():
            said = f"{_served(document, fact)}: {fact.value}"
        case Holidays():
            said = "County holidays: " + ", ".join(dated(day.on) for day in fact.days)
        case Staff():
            said = "Staff hours: " + "; ".join(map(weekly_in_words, fact.weekly))
        case _:
            said = type(fact).__name__
    return said


def _reopening(closure: Closure) -> list[str]:
    if closure.reopening is None:
        return []
    return [f"opens again {dated(closure.reopening.on)} [{closure.reopening.certainty}]"]


def _served(document: StatusDocument, contact: Contact) -> str:
    if contact.label is not None:
        return contact.label.en
    names: Mapping[str, str] = {key: one.name.en for key, one in document.subjects_by_id()}
    return ", ".join(names.get(one, one) for one in contact.serves) or contact.kind
