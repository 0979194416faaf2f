"""The publication: numbered revisions of the status document, one of which is current.

It is a folder:

    revisions/000002/status.json      the validated document, never changed afterwards
    revisions/000002/document.yml     the text that it was read from, with its comments
    revisions/000002/<rendering>      what the publisher derives from it, such as fallback.json
    revisions/000002/published.json   when it was stored, in real time, by whom and why
    current.json                      which revision is current, and why a later edit was refused

A revision is complete before `current.json` names it, and `current.json` is replaced as a whole,
so a reader, or a process that is killed half way, never meets half a revision.

An edit of the file publishes (`file_publisher.py`), an approved edition publishes
(`edition_publisher.py`), and the last one holds: `current.json` remembers which content of the file
was taken up, so that a file that nobody touched does not come back over an edition, also after a
restart.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from countyline.status.model import StatusDocument
from countyline.status.storing import bytes_or_none

CURRENT = "current.json"
REVISIONS = "revisions"
STATUS = "status.json"
PUBLISHED = "published.json"
DOCUMENT = "document.yml"
LOCK = "publishing.lock"


@dataclass(frozen=True)
class Published:
    """One revision as readers get it. `folder` holds its files."""

    revision: int
    document: StatusDocument
    digest: str
    folder: Path
    error: str | None = None


def canonical(document: StatusDocument) -> bytes:
    """Write `document` in one fixed way, so that equal documents give equal bytes.

    The order of entries is kept: it is the order in which residents are told things.
    """
    return document.model_dump_json(by_alias=True).encode()


def digest_of(content: bytes) -> str:
    """Give what tells one content from another: SHA-256, in hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def folder_of(directory: Path, number: int) -> Path:
    """Give where the files of revision `number` stand, whether it exists or not."""
    return directory / REVISIONS / f"{number:06d}"


def numbers_in(directory: Path) -> Iterator[int]:
    """Yield the numbers of all revisions, in no order."""
    with suppress(OSError):
        for entry in os.scandir(directory / REVISIONS):
            if entry.name.isdecimal():
                yield int(entry.name)


def read_revision(directory: Path, number: int) -> Published | None:
    """Give revision `number`, or None when it does not exist or cannot be read."""
    folder = folder_of(directory, number)
    content = bytes_or_none(folder / STATUS) or b""
    try:
        document = StatusDocument.model_validate_json(content)
    except ValidationError:
        return None
    return Published(number, document, digest_of(content), folder)
