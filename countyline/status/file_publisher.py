"""Publishing the file that people edit: a valid edit is in service, of another it is said why not.

An edition that was approved after the file's last change stays in service until the file changes.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from filelock import Timeout

from countyline.status.edited_file import LOOKS_AT_MOST, Content, EditedFile, Verdict
from countyline.status.model import StatusDocument
from countyline.status.publication import canonical, digest_of
from countyline.status.publication_reader import PublicationReader
from countyline.status.record import EDITION, Imprint, Record
from countyline.status.revisions import NO_RENDERINGS, Renderings, Revisions
from countyline.status.storing import in_plain_words

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Publication:
    """What is in service after a refresh, and why the latest edit is not, when it is not."""

    revision: int | None
    document: StatusDocument | None
    digest: str | None
    error: str | None


class FilePublisher:
    """Publishes `source` into `directory`. Any number of processes may do so at once.

    `clock` gives real time in UTC. `renderings` map file names to what is derived from a document
    and stored beside it.
    """

    def __init__(
        self,
        source: Path,
        directory: Path,
        clock: Callable[[], datetime],
        renderings: Renderings = NO_RENDERINGS,
    ) -> None:
        self._source = str(source)
        self._file = EditedFile(source)
        self._clock = clock
        self._revisions = Revisions(directory, renderings)
        self._reader = PublicationReader(directory)
        self._record: bytes | None = None

    def refresh(self) -> Publication:
        """Publish the source if it changed, and say what is in service. Raises no OSError.

        May wait some tenths of a second for an edit that is still being written.
        """
        if self._file.verdict is not None and self._nothing_new():
            return self._in_service(self._file.verdict.error)
        try:
            error = self._publish()
        except Timeout:
            self._record = None
            error = "Another process has been publishing for too long. This is tried again."
        except OSError as wrong:
            self._record = None
            refused = self._file.verdict.error if self._file.verdict else None
            error = refused or f"The publication could not be stored: {in_plain_words(wrong)}."
        return self._in_service(error)

    def publish_file(self) -> Publication:
        """Publish the file, also over an edition that came after its last change."""
        with suppress(OSError, Timeout), self._revisions.locked():
            record = self._revisions.record()
            if record is not None:
                self._revisions.put_in_service(replace(record, taken=None), record)
        return self.refresh()

    def _in_service(self, error: str | None) -> Publication:
        published = self._reader.current()
        if published is None:
            return Publication(None, None, None, error)
        return Publication(published.revision, published.document, published.digest, error)

    def _nothing_new(self) -> bool:
        """Tell that neither `current.json` nor the source changed."""
        if self._record is None or self._revisions.record_as_written() != self._record:
            return False
        return self._file.is_as_examined()

    def _publish(self) -> str | None:
        """Bring the publication in line with the source; give why an edit is refused, if it is."""
        self._revisions.make_folder()
        for _ in range(LOOKS_AT_MOST):
            content, verdict = self._file.examine()
            with self._revisions.locked():
                # Another process may have published a newer edit while this one waited.
                if not self._file.still_holds(content.digest):
                    continue
                if verdict.document is not None:
                    verdict = self._take_up(verdict.document, content)
                if verdict.error is not None:
                    self._put_error(verdict.error)
                self._file.verdict = verdict
                self._record = self._revisions.record_as_written()
                return verdict.error
        return "The status document keeps changing. This is tried again."

    def _take_up(self, document: StatusDocument, source: Content) -> Verdict:
        """Publish what the file says, unless an edition came after it. The lock is held."""
        record = self._revisions.record()
        if record is None or record.source != EDITION or record.taken != source.digest:
            return self._put_in_service(document, source)
        self._revisions.put_in_service(replace(record, error=None), record)
        return Verdict(document)

    def _put_in_service(self, document: StatusDocument, source: Content) -> Verdict:
        """Make `document` the current revision. The lock is held."""
        content = canonical(document)
        digest = digest_of(content)
        record = self._revisions.record()
        if record is not None and self._revisions.holds(record.revision, content):
            taken = replace(record, digest=digest, error=None, taken=source.digest)
            self._revisions.put_in_service(taken, record)
            return Verdict(document)
        number = self._revisions.newest()
        # A process that was killed between storing and swapping leaves a revision to take up.
        if not self._revisions.holds(number, content):
            try:
                rendered = self._revisions.rendered(document)
            except Exception:
                logger.exception("A rendering of the status document failed")
                return Verdict(None, "The edit is valid, but no answers could be made from it.")
            imprint = Imprint(published_at=self._clock())
            number = self._revisions.store(content, source.raw, rendered, imprint)
        self._revisions.put_in_service(
            Record(number, digest, self._clock(), self._source, taken=source.digest)
        )
        return Verdict(document)

    def _put_error(self, error: str) -> None:
        """Say in `current.json` why an edit was refused. The lock is held."""
        published = self._reader.current()
        if published is None:
            return
        record = earlier = self._revisions.record()
        if record is None or record.digest != published.digest:
            now = self._clock()
            record = Record(published.revision, published.digest, now, self._source)
        self._revisions.put_in_service(replace(record, error=error), earlier)
