"""Files of records: JSON lines and tables, hashed and counted as they are written."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from countyline.cases.exporting import harmless

_BUFFER = 1 << 18


@dataclass(frozen=True, slots=True)
class Written:
    """A file as it was written. `rows` is null for what holds no records."""

    name: str
    about: str
    rows: int | None
    size: int
    sha256: str

    def as_json(self) -> dict[str, Any]:
        """Give what the index says of it."""
        return {
            "name": self.name,
            "holds": self.about,
            "rows": self.rows,
            "bytes": self.size,
            "sha256": self.sha256,
        }


class RecordFile:
    """A file that is written row by row; only its owner can read it."""

    def __init__(self, folder: Path, name: str, about: str) -> None:
        self._name, self._about = name, about
        self._file: BinaryIO = open_private(folder / name)
        self._digest = hashlib.sha256()
        self._size = 0
        self.rows = 0

    def write(self, text: str) -> None:
        """Write a piece of text that is no row."""
        data = text.encode("utf-8", "replace")
        self._file.write(data)
        self._digest.update(data)
        self._size += len(data)

    def close(self) -> Written:
        """End the file, on disk, and give what was written."""
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        return Written(self._name, self._about, self.rows, self._size, self._digest.hexdigest())


class JsonLines(RecordFile):
    """One JSON object a line."""

    def add(self, row: Mapping[str, Any]) -> None:
        """Write a record."""
        self.write(json.dumps(row, ensure_ascii=False) + "\n")
        self.rows += 1


class Table(RecordFile):
    """A table in UTF-8 with a byte order mark, in which nothing is a formula."""

    def __init__(self, folder: Path, name: str, about: str, columns: Sequence[str]) -> None:
        super().__init__(folder, name, about)
        self._columns = columns
        self.write("\ufeff" + _line(columns))

    def add(self, row: Mapping[str, Any]) -> None:
        """Write a record."""
        self.write(_line(cell(row[name]) for name in self._columns))
        self.rows += 1


def cell(value: Any) -> str:
    """Write a plain value as a cell: lists of words with spaces, what is deeper as JSON."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list) and not any(isinstance(one, (list, Mapping)) for one in value):
        return harmless(" ".join(map(str, value)))
    if isinstance(value, (list, Mapping)):
        return harmless(json.dumps(value, ensure_ascii=False))
    return harmless(str(value))


def put_file(folder: Path, name: str, about: str, content: bytes) -> Written:
    """Write a whole file, in folders that are made as needed."""
    path = folder / name
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with open_private(path) as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    return Written(name, about, None, len(content), hashlib.sha256(content).hexdigest())


def open_private(path: Path) -> BinaryIO:
    """Open a new file for writing that only its owner can read."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    return os.fdopen(descriptor, "wb", _BUFFER)


def _line(cells: Iterable[str]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow(cells)
    # A lone half of a character cannot be written, whatever got it into a database.
    return line.getvalue()
