"""Loads a status document, or says everything that is wrong with it, line by line.

Checking goes on after the first problem: what the model refuses is left out, and the rest is
looked at as if it had been right, so that one pass over the list mends the document.
"""

from __future__ import annotations

import codecs
import copy
import errno
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path as FilePath

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from countyline.status.consistency import findings
from countyline.status.explaining import damaged_part, explain
from countyline.status.model import StatusDocument
from countyline.status.problems import (
    Finding,
    Path,
    Problem,
    StatusDocumentInvalid,
    sentence,
    way_to,
)
from countyline.status.yaml_text import Data, Node, Trouble, UnreadableText, read_tree

__all__ = ["Checked", "Problem", "StatusDocumentInvalid", "check", "load", "read"]

MAX_BYTES = 1_000_000
_PASSES_AT_MOST = 30
_EXPLAINED = 300
"""Problems that are told in words; a text that is no status document at all may have 60,000."""


@dataclass(frozen=True)
class Checked:
    """What checking gave: the document unless there are errors, and warnings in any case."""

    document: StatusDocument | None
    errors: tuple[Problem, ...]
    warnings: tuple[Problem, ...]


def read(path: FilePath) -> bytes:
    """Read the file of a status document. Raises StatusDocumentInvalid when that is impossible."""
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as wrong:
        raise StatusDocumentInvalid([_unreadable_file(wrong)], str(path)) from wrong
    if len(content) > MAX_BYTES:
        problem = Problem(0, 0, "", "The file is larger than 1 MB.", "Shorten it.")
        raise StatusDocumentInvalid([problem], path.name)
    return content


def load(source: FilePath | str | bytes, *, name: str | None = None) -> StatusDocument:
    """Load a status document from a file, or from its text.

    Raises StatusDocumentInvalid with all problems. `name` is what messages call the document.
    """
    name = name or (source.name if isinstance(source, FilePath) else "the status document")
    checked = check(source)
    if checked.document is None:
        raise StatusDocumentInvalid(checked.errors, name)
    return checked.document


def check(source: FilePath | str | bytes) -> Checked:
    """Check a status document, from a file or from its text. Raises nothing."""
    try:
        text = _decoded(read(source) if isinstance(source, FilePath) else source)
        root, troubles = read_tree(text)
    except StatusDocumentInvalid as wrong:
        return Checked(None, wrong.problems, ())
    except UnreadableText as wrong:
        return Checked(None, (_from_trouble(wrong.trouble),), ())
    document, found = _judge(root)
    problems = [
        *((_from_trouble(trouble), "error") for trouble in troubles),
        *((_placed(finding, root), finding.severity) for finding in found),
    ]
    errors = _in_order(problem for problem, severity in problems if severity == "error")
    warnings = _in_order(problem for problem, severity in problems if severity == "warning")
    return Checked(None if errors else document, errors, warnings)


def _judge(root: Node) -> tuple[StatusDocument | None, list[Finding]]:
    """Give the document as far as it can be understood, and what is wrong with it."""
    data = root.data()
    refused: list[ErrorDetails] = []
    removed: set[Path] = set()
    for _ in range(_PASSES_AT_MOST):
        try:
            document = StatusDocument.model_validate_json(json.dumps(data), strict=True)
        except ValidationError as wrong:
            errors = _own(wrong.errors(include_url=False))
        else:
            consistent = [one for one in findings(document) if not _means_nothing(one, removed)]
            return document, [*_explained(refused, root), *consistent]
        refused += [one for one in errors if not _within(tuple(one["loc"]), removed)]
        data, damaged = _without(data, errors)
        if not damaged:
            break
        removed |= damaged
    return None, [*_explained(refused, root)]


def _explained(refused: Sequence[ErrorDetails], root: Node) -> Iterator[Finding]:
    if len(refused) > _EXPLAINED:
        many = f"{len(refused):,} parts are wrong, of which {_EXPLAINED} are listed."
        yield Finding((), many, "Mend these first, or start from examples/template.yml.")
    yield from (explain(one, root) for one in refused[:_EXPLAINED])


def _own(errors: list[ErrorDetails]) -> list[ErrorDetails]:
    """Leave out lists that only look empty because their entries are damaged."""
    return [
        error
        for error in errors
        if error["type"] != "too_short"
        or not any(_within(one["loc"], [error["loc"]]) for one in errors if one is not error)
    ]


def _without(data: Data, errors: Sequence[ErrorDetails]) -> tuple[Data, set[Path]]:
    """Leave out what the errors are about; a stand-in takes the place of what must be there."""
    removed = {path for path in map(_part_to_remove, errors) if _remove(data, path)}
    if isinstance(data, dict):
        for error in errors:
            # An error of the document as a whole is a missing headline.
            top = str(error["loc"][0]) if error["loc"] else "incident"
            if top in _STAND_INS and (top not in data or not error["loc"]):
                data[top] = copy.deepcopy(_STAND_INS[top])
                removed.add((top,))
    return data, removed


def _part_to_remove(error: ErrorDetails) -> Path:
    """Give the damaged part; a list goes as a whole, so that positions in it stay right."""
    path = damaged_part(error)
    whole = next((index for index, step in enumerate(path) if isinstance(step, int)), len(path))
    return path[:whole]


def _remove(data: Data, path: Path) -> bool:
    for step in path[:-1]:
        data = data.get(str(step)) if isinstance(data, dict) else None
    if not path or not isinstance(data, dict) or path[-1] not in data:
        return False
    del data[str(path[-1])]
    return True


_ANY_TEXT: Data = {"en": "…", "es": "… …"}
_ANY_TIME = "2000-01-01T00:00:00+00:00"
_STAND_INS: dict[str, Data] = {
    "countyline": 1,
    "identifier": "stand-in",
    "sent": _ANY_TIME,
    "mode": "test",
    "organization": {
        "name": _ANY_TEXT,
        "state": _ANY_TEXT,
        "website": "https://stand-in",
        "time_zone": "UTC",
    },
    "sources": {"stand_in": {"title": _ANY_TEXT, "published": "2000-01-01"}},
    "provenance": {
        "stand_in": {
            "sources": ["stand_in"],
            "as_of": _ANY_TIME,
            "review_by": "2000-01-02T00:00:00+00:00",
        }
    },
    "incident": {"headline": {"per": "stand_in", "text": _ANY_TEXT}},
    "staff": {
        "per": "stand_in",
        "weekly": [{"days": ["mon"], "opens": "08:00", "closes": "17:00"}],
    },
}
"""In place of what every document needs, so that the rest of a damaged one can be checked."""


def _means_nothing(finding: Finding, removed: set[Path]) -> bool:
    """Tell whether a finding only comes from what was left out."""
    if _within(finding.path, removed):
        return True
    names = {step for path in removed for step in path[-1:]} | {"stand_in"}
    return bool(removed) and any(name in names for name in finding.rests_on)


def _within(path: Path, removed: Iterable[Path]) -> bool:
    return any(path[: len(part)] == part for part in removed)


def _placed(finding: Finding, root: Node) -> Problem:
    place = root.place_of(finding.path)
    return Problem(place.line, place.column, way_to(finding.path), finding.message, finding.mend)


def _from_trouble(trouble: Trouble) -> Problem:
    place, way = trouble.place, way_to(trouble.path)
    message, mend = sentence(trouble.message), sentence(trouble.mend)
    return Problem(place.line, place.column, way, message, mend)


def _in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Sort by place; a part that is repeated with * complains once."""
    once = {(one.line, one.column, one.message): one for one in reversed(list(problems))}
    return tuple(sorted(once.values(), key=lambda one: (one.line, one.column)))


def _decoded(source: str | bytes) -> str:
    if isinstance(source, str):
        return source.removeprefix("\ufeff")
    if source.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise StatusDocumentInvalid([_wrong_encoding(1, "UTF-16")])
    try:
        return source.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        line = source[: wrong.start].count(b"\n") + 1
        raise StatusDocumentInvalid([_wrong_encoding(line, "an older encoding")]) from wrong


def _wrong_encoding(line: int, encoding: str) -> Problem:
    return Problem(
        line,
        1,
        "",
        f"The file is saved in {encoding}, so letters such as ñ and á cannot be read.",
        "Save it again with the encoding UTF-8.",
    )


def _unreadable_file(wrong: OSError) -> Problem:
    told = {
        errno.ENOENT: ("The file does not exist.", "Check its path."),
        errno.EACCES: ("This user may not read the file.", "Allow it."),
        errno.EISDIR: ("This is a folder, not a file.", "Name the file in it."),
    }
    reason = (wrong.strerror or "the disk failed").lower()
    other = (f"The file cannot be read: {reason}.", "Try again.")
    return Problem(0, 0, "", *told.get(wrong.errno or 0, other))
