"""Revisions of the status document that residents were told from in a period, with their files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from countyline.records.model import Wanted, moment
from countyline.status.publication import Published
from countyline.status.publication_reader import PublicationReader
from countyline.status.record import Imprint

COLUMNS = (
    "revision", "published_at", "published_by", "reason", "digest", "mode", "headline_en",
    "headline_es", "files",
)  # fmt: skip


@dataclass(frozen=True)
class Told:
    """A revision with its files: names within the export, and what they hold."""

    row: dict[str, Any]
    files: tuple[tuple[str, bytes], ...]


def revisions_in(reader: PublicationReader, wanted: Wanted) -> Iterator[Told]:
    """Give the revisions that were published in the period, and the one in service before it."""
    earlier: tuple[int, datetime] | None = None
    numbers = []
    for number in reader.numbers():
        at = reader.published_at(number)
        if at is None or at >= wanted.until:
            continue
        if at >= wanted.since:
            numbers.append((number, at))
        else:
            earlier = (number, at)
    for number, at in [*([earlier] if earlier else []), *numbers]:
        published = reader.revision(number)
        if published is not None:
            yield _told(published, at, reader.imprint(number))


def _told(published: Published, at: datetime, imprint: Imprint | None) -> Told:
    document = published.document
    files = tuple(
        (f"revisions/{published.revision:06}/{path.name}", path.read_bytes())
        for path in sorted(published.folder.iterdir())
        if path.is_file()
    )
    headline = document.incident["headline"].text
    row = {
        "revision": published.revision,
        "published_at": moment(at),
        # Null for what an edit of the file published.
        "published_by": imprint.by if imprint else None,
        "reason": imprint.reason if imprint else None,
        "digest": published.digest,
        "mode": document.mode,
        "headline_en": headline.said_in("en"),
        "headline_es": headline.said_in("es"),
        "files": [name for name, _ in files],
    }
    return Told(row, files)
