"""What a document says otherwise than another, as publishers read it before they approve it.

Nothing that differs is left out, in no language: a second person approves what stands here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, JsonValue

from countyline.console.entry_words import label_of
from countyline.console.markup import moment_in
from countyline.console.value_words import place_in_words, value_in_words
from countyline.publishing.places import MISSING, Path, at_place, changes
from countyline.status.difference import Difference, FactChange, difference
from countyline.status.model import Arrangement, StatusDocument
from countyline.status.told_facts import fact_in_words

_TOLD_IN_A_LINE = frozenset({"stretches", "reopening", "weekly", "in_force"})
"""Parts of a fact that its line tells whole."""

_TOLD_OF_AN_OPENING = frozenset(
    {"from", "through", "days", "except", "opens", "closes", "admits"}
)
"""Those of a special opening, where no words of its own stand in their place."""


@dataclass(frozen=True, slots=True)
class PartSaid:
    """A part of what differs: its name, what stood there and what would; empty where nothing."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class SaidNow:
    """A fact that differs, in words: what was said, and what would be; empty where nothing.

    `parts` are those that the line does not tell, or not in both languages. A line that is the
    same before and after stands there to tell which fact it is.
    """

    fact: str
    kind: str
    before: str
    after: str
    parts: Sequence[PartSaid] = ()


def in_words(before: StatusDocument, after: StatusDocument) -> list[SaidNow]:
    """Tell a difference fact by fact, then what else differs by its place."""
    found = difference(before, after)
    facts = [_said(change, before, after) for change in found.facts if not _is_renewed(change)]
    return [*facts, *_renewed(found, before, after), *_elsewhere(found, before, after)]


def _is_renewed(change: FactChange) -> bool:
    """Tell whether only what it rests on changed, which is told by itself."""
    both = change.before is not None and change.after is not None
    return change.where == ("per",) and both and change.before.per == change.after.per  # type: ignore[union-attr]


def _said(change: FactChange, before: StatusDocument, after: StatusDocument) -> SaidNow:
    then = fact_in_words(before, change.fact) if change.before else ""
    now = fact_in_words(after, change.fact) if change.after else ""
    where = ", ".join(label_of(name.rstrip("_")).lower() for name in change.where)
    kind = f"{change.kind}: {where}" if where else change.kind
    lines = then or "", now or ""
    return SaidNow(change.fact, kind, *lines, tuple(_parts(change, lines)))


def _parts(change: FactChange, lines: tuple[str, str]) -> Iterator[PartSaid]:
    """Give what differs in a fact and its line does not say."""
    at = tuple(change.fact.split("."))
    then, now = _data(change.before), _data(change.after)
    told = _told_in_lines(change)
    for path, _ in changes(then, now, at):
        way = path[len(at) :]
        part = _part(way, then, now)
        is_said = part.before in lines[0] and part.after in lines[1]
        if way[0] not in told and not is_said:
            yield part


def _told_in_lines(change: FactChange) -> frozenset[str]:
    """Name the parts of a fact that both of its lines tell."""
    sides = [one for one in (change.before, change.after) if one is not None]
    is_opening = all(isinstance(one, Arrangement) and one.text is None for one in sides)
    return _TOLD_IN_A_LINE | _TOLD_OF_AN_OPENING if is_opening else _TOLD_IN_A_LINE


def _part(way: Path, then: JsonValue, now: JsonValue) -> PartSaid:
    return PartSaid(place_in_words(way), *(_words_at(side, way) for side in (then, now)))


def _words_at(data: JsonValue, way: Path) -> str:
    found: Any = at_place(data, way)
    return "" if found is MISSING else value_in_words(found, way[-1])


def _data(part: BaseModel | None) -> dict[str, Any]:
    return part.model_dump(mode="json", by_alias=True, exclude_none=True) if part else {}


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
    titles = ", ".join(document.sources[one].title.en for one in entry.sources)
    times = f"review by {written(entry.review_by)}; true as of {written(entry.as_of)}"
    return f"{times}; from {titles} ({', '.join(entry.sources)})"


def _elsewhere(
    found: Difference, before: StatusDocument, after: StatusDocument
) -> Iterator[SaidNow]:
    """Give what differs and belongs to no fact, such as names and sources."""
    facts = {tuple(change.fact.split(".")) for change in found.facts}
    then, now = (_without_facts(one) for one in (before, after))
    for path in found.paths:
        if path[0] == "provenance" or any(path[: len(fact)] == fact for fact in facts):
            continue
        sides = _words_at(then, path), _words_at(now, path)
        if sides[0] != sides[1]:
            kind = "changed" if all(sides) else "added" if sides[1] else "withdrawn"
            yield SaidNow(".".join(path), kind, *sides)


def _without_facts(document: StatusDocument) -> dict[str, Any]:
    """Give all that a document says but its facts, which are told one by one."""
    data = _data(document)
    for fact, _ in document.facts_by_id():
        *way, last = fact.split(".")
        holder = at_place(data, tuple(way)) if way else data
        if isinstance(holder, dict):
            holder.pop(last, None)
    return data
