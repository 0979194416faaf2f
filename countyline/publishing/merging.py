"""Two changes of the same text, brought together: a draft and what came into service meanwhile.

Both are compared with what they began from. What only one of them changed is taken over. Where
both changed the same fact otherwise, somebody decides: nothing of either is lost unseen.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import JsonValue

from countyline.publishing.places import MISSING, Path, at_place, changes, plain, put, towards
from countyline.publishing.yaml_editing import Data, as_moment, edited, sent_since
from countyline.status.guide import part_at
from countyline.status.model import Fact, Organization, Provenance, Source

_STAMPS = frozenset({"identifier", "sent", "references"})


@dataclass(frozen=True, slots=True)
class Clash:
    """A place that both changed, and what stood and stands there; null where nothing does.

    A fact is one place, so that its two languages, or its days and its note, always come from
    one hand.
    """

    path: Path
    before: JsonValue
    ours: JsonValue
    theirs: JsonValue

    @property
    def where(self) -> str:
        """The place as a path with periods."""
        return ".".join(self.path)

    def lines(self) -> list[tuple[str, JsonValue, JsonValue, JsonValue]]:
        """Give the parts that any two have otherwise: path, before, theirs, ours."""
        sides = (self.before, self.theirs, self.ours)
        found = dict.fromkeys(
            path
            for one in sides
            for other in sides
            for path, _ in changes(one, other, self.path)
        )
        # A part of a part that differs as a whole stands there already.
        whole = [
            path for path in found if not any(path[: len(one)] == one != path for one in found)
        ]
        return [self._line(path[len(self.path) :]) for path in whole]

    def _line(self, path: Path) -> tuple[str, JsonValue, JsonValue, JsonValue]:
        before, theirs, ours = (_there(one, path) for one in (self.before, self.theirs, self.ours))
        return ".".join(path), before, theirs, ours


class Undecided(Exception):
    """Both changed the same places, and nobody said yet what is to stand there."""

    def __init__(self, clashes: tuple[Clash, ...]) -> None:
        super().__init__(", ".join(clash.where for clash in clashes))
        self.clashes = clashes


def clashes(base: str, draft: str, current: str) -> tuple[Clash, ...]:
    """Give the places that a draft and the text in service changed since `base`, otherwise.

    Raises StatusDocumentInvalid when one of the three is no good document.
    """
    return _Three.of(base, draft, current).clashes()


def merged(
    base: str, draft: str, current: str, decisions: Mapping[str, JsonValue] | None = None
) -> str:
    """Put the changes from `base` to `draft` into `current`.

    `decisions` tell for each clash, by its place, what is to stand there; null takes it out.

    Raises:
        StatusDocumentInvalid: one of the three is no good document.
        Undecided: a clash has no decision.
    """
    three = _Three.of(base, draft, current)
    decided = decisions or {}
    if open_ones := tuple(one for one in three.clashes() if one.where not in decided):
        raise Undecided(open_ones)
    wanted = [
        change
        for unit in three.ours_changed()
        for change in towards(three.theirs, unit, three.target(unit, decided))
    ]

    def take_over(data: Data) -> None:
        for path, value in wanted:
            put(data, path, value)
        for entry in data["provenance"].values():
            sent_since(data, as_moment(entry["as_of"]))

    return edited(current, take_over)


@dataclass(frozen=True, slots=True)
class _Three:
    """What both began from, and what each of them made of it, as plain data."""

    before: dict[str, Any]
    ours: dict[str, Any]
    theirs: dict[str, Any]

    @classmethod
    def of(cls, base: str, draft: str, current: str) -> _Three:
        return cls(plain(base), plain(draft), plain(current))

    def ours_changed(self) -> list[Path]:
        return self._units(self.ours)

    def clashes(self) -> tuple[Clash, ...]:
        theirs = set(self._units(self.theirs))
        return tuple(
            Clash(unit, *(_there(side, unit) for side in (self.before, self.ours, self.theirs)))
            for unit in self.ours_changed()
            if unit in theirs and at_place(self.ours, unit) != at_place(self.theirs, unit)
        )

    def target(self, unit: Path, decided: Mapping[str, JsonValue]) -> Any:
        where = ".".join(unit)
        if where in decided:
            return MISSING if decided[where] is None else decided[where]
        return at_place(self.ours, unit)

    def _units(self, after: dict[str, Any]) -> list[Path]:
        places = (path for path, _ in changes(self.before, after) if path[0] not in _STAMPS)
        return list(dict.fromkeys(self._unit(path) for path in places))

    def _unit(self, path: Path) -> Path:
        """Give what is decided as a whole: a fact, an entry, or a field of a subject."""
        unit = path[: _depth(path)]
        for length in range(2, len(unit)):
            entry = unit[:length]
            if (at_place(self.ours, entry) is MISSING) != (at_place(self.theirs, entry) is MISSING):
                # One of the two has no such entry any more, or not yet.
                return entry
        return unit


_WHOLE = (Fact, Source, Provenance)


def _depth(path: Path) -> int:
    for length in range(1, len(path) + 1):
        part = part_at(path[:length])
        if part is not None and issubclass(part, _WHOLE):
            return length
    return 2 if part_at(path[:1]) is Organization else 3


def _there(data: JsonValue, path: Path) -> JsonValue:
    found: Any = at_place(data, path)
    return None if found is MISSING else found
