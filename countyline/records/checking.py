"""The receiver's check of an export: nothing was changed, taken out or put in since it was made.

It needs the folder alone: no database, no settings.
"""

from __future__ import annotations

import csv
import hashlib
import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from countyline.ledger.chain import Anchor, Link, anchor_at, digest_of, next_link
from countyline.records.chain_part import NOTE, WHOLE
from countyline.records.export import INDEX, SHAPE

_PIECE = 1 << 20


class NoExport(Exception):
    """The folder holds no export that this program can read; its text says why."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What became of a check.

    Attributes:
        faults: what does not hold, in one sentence each; empty when all does.
        files: how many files were looked at.
        entries: how many links of the ledger follow one another.
        contents: how many entries were given out to the letter and have the digest of the chain.
        sha256: of the index itself: whoever kept it elsewhere can compare.
    """

    faults: tuple[str, ...]
    files: int
    entries: int
    contents: int
    sha256: str


def check(folder: Path) -> Checked:
    """Check an export. Raises NoExport."""
    index, sha256 = _read_index(folder)
    faults: list[str] = []
    try:
        for one in index["files"]:
            faults += _faults_of_file(folder, one)
        known = {str(one["name"]) for one in index["files"]} | {INDEX}
        faults += [
            f"{name} is not in the index: it was put in afterwards"
            for name in sorted(_names(folder) - known)
        ]
        walk = _walked(folder, index["ledger"], known)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise NoExport(f"{INDEX} is damaged ({type(error).__name__})") from error
    faults += walk.faults
    return Checked(tuple(faults), len(index["files"]), walk.links, walk.contents, sha256)


def _read_index(folder: Path) -> tuple[dict[str, Any], str]:
    try:
        raw = (folder / INDEX).read_bytes()
        index = json.loads(raw)
    except OSError as error:
        raise NoExport(f"there is no {INDEX} in {folder}") from error
    except ValueError as error:
        raise NoExport(f"{INDEX} is damaged: it is no JSON") from error
    if not isinstance(index, dict) or index.get("shape") != SHAPE:
        raise NoExport(f"{INDEX} is none of this program's, or of a newer one")
    return index, hashlib.sha256(raw).hexdigest()


def _names(folder: Path) -> set[str]:
    return {
        path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir()
    }


def _faults_of_file(folder: Path, told: Mapping[str, Any]) -> Iterator[str]:
    name = str(told["name"])
    path = folder / name
    if not path.resolve().is_relative_to(folder.resolve()):
        yield f"{name} lies outside the folder"
        return
    digest, size = hashlib.sha256(), 0
    try:
        with path.open("rb") as file:
            while piece := file.read(_PIECE):
                digest.update(piece)
                size += len(piece)
    except OSError:
        yield f"{name} is missing"
        return
    if digest.hexdigest() != told["sha256"]:
        yield f"{name} was changed: it has another SHA-256 than the index says"
    elif size != told["bytes"]:
        yield f"{name} has {size} bytes, and the index says {told['bytes']}"
    elif told["rows"] is not None and (rows := _count(path)) != told["rows"]:
        yield f"{name} holds {rows} records, and the index says {told['rows']}"


def _count(path: Path) -> int:
    if path.suffix == ".csv":
        return sum(1 for _ in _table(path))
    with path.open("rb") as file:
        return sum(1 for _ in file)


def _table(path: Path) -> Iterator[dict[str, str]]:
    csv.field_size_limit(sys.maxsize)
    with path.open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


@dataclass
class _Walk:
    links: int = 0
    contents: int = 0
    faults: tuple[str, ...] = ()


def _walked(folder: Path, told: Mapping[str, Any], known: set[str]) -> _Walk:
    """Follow the chain from the first entry to the last."""
    if told["first"] is None:
        return _Walk()
    name = next((one for one in ("ledger.jsonl", "ledger.csv") if one in known), None)
    if name is None or not (folder / name).is_file():
        return _Walk(faults=("the ledger's entries are missing",))
    walk = _Walk()
    last = Anchor(int(told["first"]) - 1, str(told["previous_hash"]))
    try:
        for row in _entries(folder / name):
            why, last = _fault(row, last, walk)
            if why is not None:
                return _Walk(walk.links, walk.contents, (f"{name}: {why}",))
    except (AttributeError, KeyError, TypeError, ValueError, csv.Error):
        why = f"what comes after entry {last.count} cannot be read"
        return _Walk(walk.links, walk.contents, (f"{name}: {why}",))
    head = Anchor.read(str(told["head"]))
    if last.count != told["last"]:
        walk.faults = (f"{name}: it ends with entry {last.count}, not {told['last']}",)
    elif head.count < last.count or (head.count == last.count and head != last):
        walk.faults = (f"{name}: the head that the index names is not that of this chain",)
    return walk


def _fault(row: Mapping[str, Any], last: Anchor, walk: _Walk) -> tuple[str | None, Anchor]:
    number = last.count + 1
    link = Link(int(row["number"]), str(row["digest"]), str(row["hash"]))
    if link.number != number:
        return f"entry {number} is missing", last
    if next_link(last, link.digest) != link:
        return f"entry {number} does not follow from the one before", last
    walk.links += 1
    if row["state"] in (NOTE, WHOLE):
        if digest_of(str(row["salt"]), str(row["content"])) != link.digest:
            return f"the content of entry {number} was changed", last
        walk.contents += 1
    return None, anchor_at(link)


def _entries(path: Path) -> Iterator[Mapping[str, Any]]:
    if path.suffix == ".csv":
        yield from _table(path)
        return
    with path.open(encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)
