"""Reading a publication: the current revision, earlier ones, and how each came about.

A read that finds nothing new costs one small file.
"""

from __future__ import annotations

from collections import OrderedDict
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from countyline.status.publication import (
    CURRENT,
    DOCUMENT,
    PUBLISHED,
    STATUS,
    Published,
    folder_of,
    numbers_in,
    read_revision,
)
from countyline.status.record import Imprint, Record
from countyline.status.storing import bytes_or_none

_REVISIONS_IN_MEMORY = 8


class PublicationReader:
    """Reads a publication, keeping the last good revision whatever happens to the files."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._raw: bytes | None = None
        self._last: Published | None = None
        self._loaded: OrderedDict[int, Published] = OrderedDict()

    def current(self) -> Published | None:
        """Give the current revision, or None when none has ever been published."""
        raw = bytes_or_none(self._directory / CURRENT)
        if self._last is not None and raw in (None, self._raw):
            return self._last
        named = self._named_by(raw)
        if named is not None:
            self._raw, self._last = raw, named
        elif self._last is None:
            self._last = self._newest()
        return self._last

    def revision(self, number: int) -> Published | None:
        """Give revision `number`, or None when it does not exist or cannot be read."""
        published = self._loaded.get(number) or read_revision(self._directory, number)
        if published is not None:
            self._loaded[number] = published
            while len(self._loaded) > _REVISIONS_IN_MEMORY:
                self._loaded.popitem(last=False)
        return published

    def published_at(self, number: int) -> datetime | None:
        """Give when revision `number` was stored, in real time, or None when it does not exist."""
        imprint = self.imprint(number)
        return imprint.published_at if imprint else None

    def imprint(self, number: int) -> Imprint | None:
        """Tell of revision `number` when, by whom and why it was stored; None: it does not exist.

        Of a revision of an earlier program, its files tell when.
        """
        folder = folder_of(self._directory, number)
        with suppress(OSError, ValueError):
            return Imprint.from_json((folder / PUBLISHED).read_bytes())
        try:
            stored = datetime.fromtimestamp((folder / STATUS).stat().st_mtime, UTC)
        except OSError:
            return None
        return Imprint(published_at=stored)

    def text(self, number: int) -> str | None:
        """Give the text that revision `number` was read from, with its comments.

        Of a revision of an earlier program: its content. None when it does not exist.
        """
        folder = folder_of(self._directory, number)
        raw = bytes_or_none(folder / DOCUMENT) or bytes_or_none(folder / STATUS)
        return raw.decode("utf-8-sig") if raw is not None else None

    def numbers(self) -> list[int]:
        """Give the numbers of all revisions, in order; numbers only grow."""
        return sorted(numbers_in(self._directory))

    def _named_by(self, raw: bytes | None) -> Published | None:
        try:
            record = Record.from_json(raw or b"")
        except ValueError:
            return None
        published = self.revision(record.revision)
        if published is not None and published.digest != record.digest:
            # A folder that was deleted begins again at 1 with other content.
            self._loaded.pop(record.revision, None)
            published = self.revision(record.revision)
        if published is None or published.digest != record.digest:
            return None
        return replace(published, error=record.error)

    def _newest(self) -> Published | None:
        for number in reversed(self.numbers()):
            published = self.revision(number)
            if published is not None:
                return published
        return None
