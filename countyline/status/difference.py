"""What one document says otherwise than another: for previews, corrections and two publishers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from pydantic import JsonValue

from countyline.status.model import Fact, StatusDocument

Path: TypeAlias = tuple[str, ...]

_TOLD_APART = frozenset({"countyline", "identifier", "sent", "references"})
"""What differs between any two documents and tells residents nothing."""


@dataclass(frozen=True, slots=True)
class FactChange:
    """A fact that only one of two documents has, or that they word, date or place otherwise.

    `where` names the parts of the fact that differ, such as `stretches`; of a fact that changed
    only by its provenance (source, as-of or review time), it is `("per",)`.
    """

    fact: str
    kind: Literal["added", "withdrawn", "changed"]
    before: Fact | None
    after: Fact | None
    where: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Difference:
    """Everything in which a later document differs from an earlier one.

    `paths` are the places that differ, as deep as they can be named; lists count as one place.
    `subjects` are the ids of those that were added, taken away or renamed, or that have a fact
    which changed, or that a changed statement or contact is about.
    """

    paths: tuple[Path, ...]
    facts: tuple[FactChange, ...]
    subjects: frozenset[str]

    def __bool__(self) -> bool:
        return bool(self.paths)


def difference(before: StatusDocument, after: StatusDocument) -> Difference:
    """Compare two documents. Their identifier, `sent` and `references` are no difference."""
    paths = tuple(
        path
        for path in _differing(_plain(before), _plain(after), ())
        if path[0] not in _TOLD_APART
    )
    facts = tuple(_fact_changes(before, after))
    return Difference(paths, facts, frozenset(_subjects(before, after, paths, facts)))


def _plain(document: StatusDocument) -> JsonValue:
    plain: JsonValue = document.model_dump(mode="json", by_alias=True)
    return plain


def _differing(before: JsonValue, after: JsonValue, at: Path) -> Iterator[Path]:
    if before == after:
        return
    if not isinstance(before, dict) or not isinstance(after, dict):
        yield at
        return
    for key in [*before, *(key for key in after if key not in before)]:
        if key in before and key in after:
            yield from _differing(before[key], after[key], (*at, key))
        else:
            yield (*at, key)


def _fact_changes(before: StatusDocument, after: StatusDocument) -> Iterator[FactChange]:
    then, now = dict(before.facts_by_id()), dict(after.facts_by_id())
    for fact in [*then, *(one for one in now if one not in then)]:
        old, new = then.get(fact), now.get(fact)
        if new is None:
            yield FactChange(fact, "withdrawn", old, None)
        elif old is None:
            yield FactChange(fact, "added", None, new)
        else:
            where = tuple(name for name in type(old).model_fields if _differs(name, old, new))
            if not where and before.provenance[old.per] != after.provenance[new.per]:
                where = ("per",)
            if where:
                yield FactChange(fact, "changed", old, new, where)


def _differs(name: str, old: Fact, new: Fact) -> bool:
    return bool(getattr(old, name) != getattr(new, name, None))


def _subjects(
    before: StatusDocument,
    after: StatusDocument,
    paths: tuple[Path, ...],
    facts: tuple[FactChange, ...],
) -> Iterator[str]:
    known: Mapping[str, object] = {**dict(before.subjects_by_id()), **dict(after.subjects_by_id())}
    yield from (path[1] for path in paths if len(path) > 1 and path[1] in known)
    for change in facts:
        if (subject := change.fact.split(".")[1] if "." in change.fact else "") in known:
            yield subject
        for fact in (change.before, change.after):
            yield from getattr(fact, "subjects", ())
            yield from getattr(fact, "serves", ()) if hasattr(fact, "kind") else ()
