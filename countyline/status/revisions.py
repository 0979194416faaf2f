"""Writing revisions: one is stored whole, and then put in service.

Two publish, the file and editions, in any number of processes: both do so here, under one lock.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TypeAlias

from filelock import FileLock
from pydantic import JsonValue

from countyline.status.model import StatusDocument
from countyline.status.publication import (
    CURRENT,
    DOCUMENT,
    LOCK,
    PUBLISHED,
    STATUS,
    Published,
    folder_of,
    numbers_in,
    read_revision,
)
from countyline.status.record import Imprint, Record
from countyline.status.storing import bytes_or_none, replace_file, store_folder

JSON: TypeAlias = JsonValue
Rendering: TypeAlias = Callable[[StatusDocument], JSON]
Renderings: TypeAlias = Mapping[str, Rendering]
"""What is derived from a document and stored beside it, by the names of the files."""

NO_RENDERINGS: Renderings = MappingProxyType({})
_LOCK_SECONDS = 10.0


class Revisions:
    """The revisions of the publication in a folder, for those who publish.

    `renderings` map file names to what is derived from a document and stored beside it.
    """

    def __init__(self, directory: Path, renderings: Renderings) -> None:
        self._directory = directory
        self._renderings = dict(renderings)

    def make_folder(self) -> None:
        """Make the folder where there is none. Raises OSError."""
        self._directory.mkdir(parents=True, exist_ok=True)

    def locked(self) -> FileLock:
        """Give the lock, to be held while publishing; entering raises Timeout when it lasts."""
        return FileLock(self._directory / LOCK, timeout=_LOCK_SECONDS)

    def record_as_written(self) -> bytes | None:
        """Give `current.json` as it stands; None when it cannot be read."""
        return bytes_or_none(self._directory / CURRENT)

    def record(self) -> Record | None:
        """Give what `current.json` says; None when it says nothing that can be read."""
        try:
            return Record.from_json(self.record_as_written() or b"")
        except ValueError:
            return None

    def newest(self) -> int:
        """Give the number of the newest revision, in service or not; 0 when there is none."""
        return max(numbers_in(self._directory), default=0)

    def holds(self, number: int, content: bytes) -> bool:
        """Tell whether a revision is complete and has this content."""
        folder = folder_of(self._directory, number)
        return bytes_or_none(folder / STATUS) == content and all(
            (folder / name).is_file() for name in self._renderings
        )

    def stored(self, number: int) -> Published | None:
        """Read a revision back; None when it does not exist or cannot be read."""
        return read_revision(self._directory, number)

    def rendered(self, document: StatusDocument) -> Mapping[str, JSON]:
        """Derive what is stored beside a document. Raises what a rendering raises."""
        return {name: render(document) for name, render in self._renderings.items()}

    def store(
        self, content: bytes, text: bytes, rendered: Mapping[str, JSON], imprint: Imprint
    ) -> int:
        """Store the next revision, which is not in service by that, and give its number.

        `content` is the document in its canonical form, `text` what it was read from. The caller
        holds the lock. Raises OSError.
        """
        number = self.newest() + 1
        derived = {
            name: json.dumps(value, ensure_ascii=False).encode()
            for name, value in rendered.items()
        }
        files = {
            STATUS: content,
            DOCUMENT: text,
            **derived,
            PUBLISHED: imprint.to_json().encode(),
        }
        store_folder(folder_of(self._directory, number), files)
        return number

    def put_in_service(self, record: Record, earlier: Record | None = None) -> None:
        """Say in `current.json` what is in service, unless `earlier`, which stands there, does.

        The caller holds the lock. Raises OSError.
        """
        if record != earlier:
            replace_file(self._directory / CURRENT, record.to_json().encode())
