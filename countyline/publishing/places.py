"""Places in a document's data: where two differ, and putting a value into one.

A path names a place by the keys that lead to it. A list is one place. What is put keeps the
comments, quotes and order of everything that it does not change, and what other parts repeat by
an alias (`*name`) is copied first, so that they keep what they had.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from datetime import date, datetime
from difflib import SequenceMatcher
from typing import Any, Final, TypeAlias, get_origin

from ruamel.yaml.scalarstring import ScalarString

from countyline.publishing.yaml_editing import Data
from countyline.status.guide import kind_at
from countyline.status.loading import load

Path: TypeAlias = tuple[str, ...]

MISSING: Final = object()
"""In place of a value where there is none."""

_FULL_MINUTE = re.compile(r"\d\d:\d\d:00")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def plain(text: str) -> dict[str, Any]:
    """Give what a document says as plain data, without what it leaves out.

    Times of day stand there as people write them, such as `08:00`. Raises StatusDocumentInvalid.
    """
    said = load(text, name="the draft").model_dump(
        mode="json", by_alias=True, exclude_unset=True, exclude_none=True
    )
    found: dict[str, Any] = _without_seconds(said)
    return found


def _without_seconds(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_seconds(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_without_seconds(one) for one in value]
    is_full = isinstance(value, str) and _FULL_MINUTE.fullmatch(value)
    return value.removesuffix(":00") if is_full else value


def changes(before: Any, after: Any, at: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Give the places at which `after` differs, with what it has there, as deep as can be."""
    if before == after:
        return
    if not isinstance(before, dict) or not isinstance(after, dict):
        yield at, after
        return
    for key in [*before, *(key for key in after if key not in before)]:
        way = (*at, key)
        if _holds_entries(way):
            # Entries are told apart also where there was none before, or is none any more.
            yield from changes(before.get(key, {}), after.get(key, {}), way)
        elif key not in after:
            yield way, MISSING
        elif key not in before:
            yield way, after[key]
        else:
            yield from changes(before[key], after[key], way)


def towards(data: Any, path: Path, value: Any) -> Iterator[tuple[Path, Any]]:
    """Give what to change in plain data so that a place holds a value; MISSING takes it out."""
    now = at_place(data, path)
    if value is MISSING or now is MISSING:
        if now is not value:
            yield path, value
        return
    yield from changes(now, value, path)


def at_place(data: Any, path: Path) -> Any:
    """Give what stands at a place, MISSING where nothing does."""
    for step in path:
        if not isinstance(data, Mapping) or step not in data:
            return MISSING
        data = data[step]
    return data


def put(data: Data, path: Path, value: Any) -> None:
    """Put a value into the data of a text; MISSING takes it out."""
    *way, key = path
    holders: list[tuple[Data, str]] = []
    for step in way:
        if value is MISSING and not isinstance(data.get(step), dict):
            return
        if not isinstance(data.get(step), dict):
            data[step] = {}
        _unshare(data, step)
        holders.append((data, step))
        data = data[step]
    if value is MISSING:
        data.pop(key, None)
        _drop_empty(holders)
    else:
        _unshare(data, key)
        data[key] = _fitted(data.get(key), value)


def _holds_entries(path: Path) -> bool:
    return get_origin(kind_at(path)) is Mapping


def _drop_empty(holders: list[tuple[Data, str]]) -> None:
    for holder, step in reversed(holders):
        if holder[step]:
            return
        del holder[step]


def _unshare(holder: Any, key: Any) -> None:
    """Put a copy in the place of what other parts may repeat."""
    found: Any = holder[key] if not isinstance(holder, dict) or key in holder else None
    anchor = getattr(found, "anchor", None)
    if anchor is None or not anchor.value:
        return
    copied = deepcopy(found)
    del copied._yaml_anchor
    holder[key] = copied


def _fitted(now: Any, value: Any) -> Any:
    """Give a value in the form in which the text has it now, wherever the two are the same."""
    if isinstance(now, dict) and isinstance(value, dict):
        for key in [key for key in now if key not in value]:
            del now[key]
        for key, one in value.items():
            _unshare(now, key)
            now[key] = _fitted(now.get(key), one)
        return now
    if isinstance(now, list) and isinstance(value, list):
        return _fitted_list(now, value)
    if _as_json(now) == value:
        return now
    if isinstance(now, ScalarString) and isinstance(value, str):
        return type(now)(value)
    return date.fromisoformat(value) if _is_day(value) else _written(value)


def _fitted_list(now: list[Any], value: list[Any]) -> list[Any]:
    old, new = ([json.dumps(_as_json(one)) for one in side] for side in (now, value))
    for tag, start, end, first, last in reversed(SequenceMatcher(None, old, new).get_opcodes()):
        if tag == "equal":
            continue
        both = min(end - start, last - first)
        for _ in range(start + both, end):
            del now[start + both]
        for number in range(both):
            _unshare(now, start + number)
            now[start + number] = _fitted(now[start + number], value[first + number])
        for number in range(first + both, last):
            now.insert(start + number - first, _written(value[number]))
    return now


def _written(value: Any) -> Any:
    """Give plain data as it is put into a text: days as days, so that they need no quotes."""
    if isinstance(value, dict):
        return {key: _written(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_written(one) for one in value]
    return date.fromisoformat(value) if _is_day(value) else value


def _is_day(value: Any) -> bool:
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        return False
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def _as_json(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _as_json(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_as_json(one) for one in value]
    if isinstance(value, date | datetime):
        return value.isoformat()
    return str(value) if isinstance(value, str) else value
