"""A publisher in a process of its own, for the tests that kill it."""

import sys
from datetime import UTC, datetime
from pathlib import Path

from countyline.status.publication import Publisher


def real_now() -> datetime:
    return datetime.now(UTC)


def publisher(source: Path, directory: Path) -> Publisher:
    return Publisher(
        source, directory, real_now, {"fallback.json": lambda doc: {"of": doc.identifier}}
    )


def main(source: str, directory: str) -> None:
    """Refresh until killed; say each revision."""
    mine = publisher(Path(source), Path(directory))
    while True:
        print(mine.refresh().revision, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
