"""Bringing a draft onto a revision that came into service after it was begun.

Both changes are compared with what they began from, place by place; what only one of them changed
is taken over. Where both changed the same place, the draft's words stay and the place is named.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

from pydantic import JsonValue

from countyline.publishing.yaml_editing import Data, as_moment, edited, sent_since
from countyline.status.loading import load

Path: TypeAlias = tuple[str, ...]

_STAMPS = frozenset({"identifier", "sent", "references"})
_MISSING = object()


@dataclass(frozen=True, slots=True)
class Clash:
    """A place that both changed, and what each of them says there; null where it was taken out."""

    path: Path
    ours: JsonValue
    theirs: JsonValue

    @property
    def where(self) -> str:
        """The place as a path with periods."""
        return ".".join(self.path)


@dataclass(frozen=True, slots=True)
class Merged:
    """The draft's text on top of the revision in service, and where both had changed the same."""

    text: str
    clashes: tuple[Clash, ...]


def merged(base: str, draft: str, current: str) -> Merged:
    """Put the changes from `base` to `draft` into `current`.

    Raises StatusDocumentInvalid when one of the three is no good document.
    """
    before, ours, theirs = (_plain(text) for text in (base, draft, current))
    changes = [
        (path, value) for path, value in _changes(before, ours, ()) if path[0] not in _STAMPS
    ]
    clashes = tuple(
        Clash(path, None if value is _MISSING else value, _at(theirs, path))
        for path, value in changes
        if _at(theirs, path) not in (_at(before, path), None if value is _MISSING else value)
    )

    def take_over(data: Data) -> None:
        for path, value in changes:
            _put(data, path, value)
        for entry in data["provenance"].values():
            sent_since(data, as_moment(entry["as_of"]))

    return Merged(edited(current, take_over), clashes)


def _plain(text: str) -> Any:
    return load(text, name="the draft").model_dump(
        mode="json", by_alias=True, exclude_unset=True, exclude_none=True
    )


def _changes(before: Any, after: Any, at: Path) -> Iterator[tuple[Path, Any]]:
    """The places at which `after` differs, with what it has there. Lists are one place."""
    if before == after:
        return
    if not isinstance(before, dict) or not isinstance(after, dict):
        yield at, after
        return
    for key in [*before, *(key for key in after if key not in before)]:
        if key not in after:
            yield (*at, key), _MISSING
        elif key not in before:
            yield (*at, key), after[key]
        else:
            yield from _changes(before[key], after[key], (*at, key))


def _at(data: Any, path: Path) -> Any:
    for step in path:
        if not isinstance(data, dict) or step not in data:
            return None
        data = data[step]
    return data


def _put(data: Data, path: Path, value: Any) -> None:
    for step in path[:-1]:
        if value is _MISSING and not isinstance(data.get(step), dict):
            return
        if not isinstance(data.get(step), dict):
            data[step] = {}
        elif getattr(data[step], "anchor", None) is not None and data[step].anchor.value:
            # A copy: other parts repeat this one, and they do not change.
            data[step] = {**data[step]}
        data = data[step]
    if value is _MISSING:
        data.pop(path[-1], None)
    else:
        data[path[-1]] = value
