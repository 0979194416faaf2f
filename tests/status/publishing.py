"""A publisher in a process of its own, for the tests that kill it."""

import sys
from datetime import UTC, datetime
from pathlib import Path

from countyline.status.edition_publisher import EditionPublisher
from countyline.status.file_publisher import FilePublisher
from countyline.status.model import StatusDocument
from countyline.status.revisions import JSON


def real_now() -> datetime:
    return datetime.now(UTC)


def fallback(document: StatusDocument) -> JSON:
    return {"of": document.identifier}


def publisher(source: Path, directory: Path) -> FilePublisher:
    return FilePublisher(source, directory, real_now, {"fallback.json": fallback})


def editions(directory: Path) -> EditionPublisher:
    return EditionPublisher(directory, real_now, {"fallback.json": fallback})


def main(source: str, directory: str) -> None:
    """Refresh until killed; say each revision."""
    mine = publisher(Path(source), Path(directory))
    while True:
        print(mine.refresh().revision, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
