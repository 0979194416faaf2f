"""Publishing an approved edition: a text that goes into service whatever the file holds."""

from __future__ import annotations

import errno
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from countyline.status.difference import difference
from countyline.status.loading import load
from countyline.status.model import StatusDocument
from countyline.status.publication import canonical
from countyline.status.publication_reader import PublicationReader
from countyline.status.record import EDITION, Imprint, Record
from countyline.status.revisions import NO_RENDERINGS, Renderings, Revisions


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """A text that was approved for publication, whatever the file holds.

    `key` names the approval, so that repeating it publishes nothing twice; `expected` is the
    revision that the text was made from; `by` and `reason` are kept with the revision.
    """

    key: str
    text: str
    expected: int | None
    by: str
    reason: str | None = None


class Superseded(Exception):
    """Another revision came into service since the edition was made: nothing was published."""

    def __init__(self, current: int | None) -> None:
        super().__init__(f"revision {current} is in service")
        self.current = current


class NothingNew(Exception):
    """The edition says what is in service already."""


class EditionPublisher:
    """Publishes editions into `directory`. Any number of processes may do so at once.

    `clock` gives real time in UTC. `renderings` map file names to what is derived from a document
    and stored beside it.
    """

    def __init__(
        self,
        directory: Path,
        clock: Callable[[], datetime],
        renderings: Renderings = NO_RENDERINGS,
    ) -> None:
        self._clock = clock
        self._revisions = Revisions(directory, renderings)
        self._reader = PublicationReader(directory)

    def publish(self, edition: Edition) -> int:
        """Publish an approved edition and give its revision; the same one for the same key.

        Raises:
            StatusDocumentInvalid: the text is no good document.
            Superseded: another revision came into service meanwhile.
            NothingNew: the edition says what is in service.
            Timeout: another process publishes for too long.
            OSError: it could not be stored.
        Whatever is raised, the revision in service stays.
        """
        document = load(edition.text, name="the draft")
        self._revisions.make_folder()
        with self._revisions.locked():
            record = self._revisions.record()
            current = record.revision if record else None
            number = self._stored_before(edition.key, current)
            if number is None or number != current:
                if current != edition.expected:
                    raise Superseded(current)
                number = number or self._store(edition, document, record)
                self._put_in_service(number, record)
            return number

    def _stored_before(self, key: str, current: int | None) -> int | None:
        """Find the revision of a key among those that can be it: the current one and later ones."""
        for number in reversed(self._reader.numbers()):
            imprint = self._reader.imprint(number)
            if imprint is not None and imprint.key == key:
                return number
            if current is not None and number <= current:
                break
        return None

    def _store(self, edition: Edition, document: StatusDocument, record: Record | None) -> int:
        before = self._reader.revision(record.revision) if record else None
        if before is not None and not difference(before.document, document):
            raise NothingNew
        imprint = Imprint(
            published_at=self._clock(), by=edition.by, reason=edition.reason, key=edition.key
        )
        rendered = self._revisions.rendered(document)
        return self._revisions.store(canonical(document), edition.text.encode(), rendered, imprint)

    def _put_in_service(self, number: int, record: Record | None) -> None:
        stored = self._revisions.stored(number)
        if stored is None:
            raise OSError(errno.EIO, "the revision cannot be read back")
        taken = record.taken if record else None
        self._revisions.put_in_service(
            Record(number, stored.digest, self._clock(), EDITION, taken=taken)
        )
