"""The publication: numbered revisions of the status document, one of which is current.

`Publisher` watches the document that people edit, takes editions that were approved elsewhere, and
writes what is valid into a folder:

    revisions/000002/status.json      the validated document, never changed afterwards
    revisions/000002/document.yml     the text that it was read from, with its comments
    revisions/000002/<rendering>      what the caller derives from it, such as fallback.json
    revisions/000002/published.json   when it was stored, in real time, by whom and why
    current.json                      which revision is current, and why a later edit was refused

An edit of the file publishes, an approved edition publishes, and the last one holds: `current.json`
remembers which content of the file was taken up, so that a file that nobody touched does not come
back over an edition, also after a restart.

A revision is complete before `current.json` names it, and `current.json` is replaced as a whole,
so a reader, or a process that is killed half way, never meets half a revision.

`PublicationReader` gives the current revision as a `StatusDocument`. A read that finds nothing new
costs one small file.
"""

from __future__ import annotations

import errno
import hashlib
import json
import logging
import os
import shutil
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import mkdtemp
from types import MappingProxyType
from typing import TypeAlias

from filelock import FileLock, Timeout
from pydantic import JsonValue, ValidationError

from countyline.status.difference import difference
from countyline.status.loading import StatusDocumentInvalid, load, read
from countyline.status.model import StatusDocument

JSON: TypeAlias = JsonValue
Rendering: TypeAlias = Callable[[StatusDocument], JSON]

logger = logging.getLogger(__name__)

CURRENT = "current.json"
REVISIONS = "revisions"
STATUS = "status.json"
PUBLISHED = "published.json"
DOCUMENT = "document.yml"
LOCK = "publishing.lock"

EDITION = "edition"
"""In `current.json`, what stands in place of a file when an approved edition is in service."""

_SETTLING_SECONDS = 0.1
"""An edit counts once the file has held still for so long: some editors write in pieces."""
_COMPLAINING_SECONDS = 0.2
"""An invalid edit is complained of once the file has held still for so much longer."""
_LOOKS_AT_MOST = 10
_DOUBTFUL_SECONDS = 3.0
"""A file changed so recently may change again without a new time stamp (FAT counts in 2 s)."""
_REREAD_SECONDS = 2.0
"""An unchanged time stamp is believed for so long, since network file systems may be late."""
_LOCK_SECONDS = 10.0
_REVISIONS_IN_MEMORY = 8


@dataclass(frozen=True)
class Record:
    """What `current.json` says. `published_at` is real time in UTC.

    `taken` is the digest of that content of the file which was taken up last; null when that was
    by an earlier program.
    """

    revision: int
    digest: str
    published_at: datetime
    source: str
    error: str | None = None
    taken: str | None = None

    def to_json(self) -> str:
        """Write the record in the shape that all readers share."""
        return json.dumps(
            {
                "revision": self.revision,
                "digest": self.digest,
                "published_at": self.published_at.isoformat(),
                "source": self.source,
                "error": self.error,
                "taken": self.taken,
            },
            ensure_ascii=False,
            indent=1,
        )

    @classmethod
    def from_json(cls, raw: bytes) -> Record:
        """Read a record; raise ValueError when it is not one."""
        try:
            fields = json.loads(raw)
            return cls(
                revision=int(fields["revision"]),
                digest=str(fields["digest"]),
                published_at=datetime.fromisoformat(fields["published_at"]),
                source=str(fields["source"]),
                error=fields["error"],
                taken=fields.get("taken"),
            )
        except (KeyError, TypeError, UnicodeDecodeError) as wrong:
            raise ValueError("not a record of a publication") from wrong


@dataclass(frozen=True)
class Published:
    """One revision as readers get it. `folder` holds its files."""

    revision: int
    document: StatusDocument
    digest: str
    folder: Path
    error: str | None = None


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Imprint:
    """When, by whom and why a revision was stored; `published_at` is real time.

    `by` and `reason` are null for what the file's edits published, and `key` is.
    """

    published_at: datetime
    by: str | None = None
    reason: str | None = None
    key: str | None = None


@dataclass(frozen=True)
class Publication:
    """What is in service after a refresh, and why the latest edit is not, when it is not."""

    revision: int | None
    document: StatusDocument | None
    digest: str | None
    error: str | None


class PublicationReader:
    """Reads a publication, keeping the last good revision whatever happens to the files."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._raw: bytes | None = None
        self._last: Published | None = None
        self._loaded: OrderedDict[int, Published] = OrderedDict()

    def current(self) -> Published | None:
        """Give the current revision, or None when none has ever been published."""
        raw = _bytes_or_none(self._directory / CURRENT)
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
        published = self._loaded.get(number) or _read_revision(self._directory, number)
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
        folder = _folder(self._directory, number)
        try:
            record = json.loads((folder / PUBLISHED).read_bytes())
            return Imprint(
                published_at=datetime.fromisoformat(record["published_at"]),
                by=record.get("by"),
                reason=record.get("reason"),
                key=record.get("key"),
            )
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            pass
        try:
            stored = datetime.fromtimestamp((folder / STATUS).stat().st_mtime, UTC)
        except OSError:
            return None
        return Imprint(published_at=stored)

    def text(self, number: int) -> str | None:
        """Give the text that revision `number` was read from, with its comments.

        Of a revision of an earlier program: its content. None when it does not exist.
        """
        folder = _folder(self._directory, number)
        raw = _bytes_or_none(folder / DOCUMENT) or _bytes_or_none(folder / STATUS)
        return raw.decode("utf-8-sig") if raw is not None else None

    def numbers(self) -> list[int]:
        """Give the numbers of all revisions, in order; numbers only grow."""
        return sorted(_numbers(self._directory))

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
        for number in sorted(_numbers(self._directory), reverse=True):
            published = self.revision(number)
            if published is not None:
                return published
        return None


@dataclass(frozen=True)
class _Content:
    """What the source holds at one moment; without `raw`, `problem` says why it cannot be read."""

    raw: bytes
    digest: str
    problem: str | None = None


@dataclass(frozen=True)
class _Look:
    """What the source looked like when it was last read."""

    signature: tuple[int, ...]
    digest: str
    doubtful: bool
    read_at: float


@dataclass(frozen=True)
class _Verdict:
    """What came of one content of the source: a document, or why there is none."""

    document: StatusDocument | None
    error: str | None = None


class Publisher:
    """Publishes `source` into `directory`. Any number of processes may do so at once.

    `clock` gives real time in UTC. `renderings` maps file names to what is derived from a document
    and stored beside it.
    """

    def __init__(
        self,
        source: Path,
        directory: Path,
        clock: Callable[[], datetime],
        renderings: Mapping[str, Rendering] = MappingProxyType({}),
    ) -> None:
        self._source = source
        self._directory = directory
        self._clock = clock
        self._renderings = dict(renderings)
        self._reader = PublicationReader(directory)
        self._look: _Look | None = None
        self._verdict: _Verdict | None = None
        self._record: bytes | None = None

    def refresh(self) -> Publication:
        """Publish the source if it changed, and say what is in service. Raises no OSError.

        May wait some tenths of a second for an edit that is still being written.
        """
        if self._verdict is not None and self._nothing_new():
            return self._in_service(self._verdict.error)
        try:
            error = self._publish()
        except Timeout:
            self._record = None
            error = "Another process has been publishing for too long. This is tried again."
        except OSError as wrong:
            self._record = None
            refused = self._verdict.error if self._verdict else None
            error = refused or f"The publication could not be stored: {_in_plain_words(wrong)}."
        return self._in_service(error)

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
        self._directory.mkdir(parents=True, exist_ok=True)
        with FileLock(self._directory / LOCK, timeout=_LOCK_SECONDS):
            record = _read_record(self._directory)
            current = record.revision if record else None
            number = self._stored_before(edition.key, current)
            if number is None or number != current:
                if current != edition.expected:
                    raise Superseded(current)
                number = number or self._store_edition(edition, document, record)
                self._swap_to_edition(number, record)
            return number

    def _stored_before(self, key: str, current: int | None) -> int | None:
        """Find the revision of a key among those that can be it: the current one and later ones."""
        for number in sorted(_numbers(self._directory), reverse=True):
            imprint = self._reader.imprint(number)
            if imprint is not None and imprint.key == key:
                return number
            if current is not None and number <= current:
                break
        return None

    def _store_edition(
        self, edition: Edition, document: StatusDocument, record: Record | None
    ) -> int:
        content = canonical(document)
        before = self._reader.revision(record.revision) if record else None
        if before is not None and not difference(before.document, document):
            raise NothingNew
        number = max(_numbers(self._directory), default=0) + 1
        files: dict[str, JSON] = {
            name: render(document) for name, render in self._renderings.items()
        }
        files[PUBLISHED] = {
            "published_at": self._clock().isoformat(),
            "by": edition.by,
            "reason": edition.reason,
            "key": edition.key,
        }
        texts = {STATUS: content, DOCUMENT: edition.text.encode()}
        _store(self._directory, number, texts | _encoded(files))
        return number

    def _swap_to_edition(self, number: int, record: Record | None) -> None:
        stored = _read_revision(self._directory, number)
        if stored is None:
            raise OSError(errno.EIO, "the revision cannot be read back")
        taken = record.taken if record else None
        self._swap(Record(number, stored.digest, self._clock(), EDITION, taken=taken))

    def publish_file(self) -> Publication:
        """Publish the file, also over an edition that came after its last change."""
        with suppress(OSError, Timeout), FileLock(self._directory / LOCK, timeout=_LOCK_SECONDS):
            record = _read_record(self._directory)
            if record is not None:
                self._swap(replace(record, taken=None), record)
        return self.refresh()

    def _in_service(self, error: str | None) -> Publication:
        published = self._reader.current()
        if published is None:
            return Publication(None, None, None, error)
        return Publication(published.revision, published.document, published.digest, error)

    def _nothing_new(self) -> bool:
        """Tell, mostly by time stamps, that neither the source nor `current.json` changed."""
        look = self._look
        if look is None or self._record is None:
            return False
        if _bytes_or_none(self._directory / CURRENT) != self._record:
            return False
        if _signature(self._source) != look.signature:
            return False
        if look.doubtful or time.monotonic() - look.read_at > _REREAD_SECONDS:
            if self._read().digest != look.digest:
                return False
            self._look = self._looked(look.digest)
        return True

    def _publish(self) -> str | None:
        """Bring the publication in line with the source; give why an edit is refused, if it is."""
        self._directory.mkdir(parents=True, exist_ok=True)
        for _ in range(_LOOKS_AT_MOST):
            content, verdict = self._examine()
            with FileLock(self._directory / LOCK, timeout=_LOCK_SECONDS):
                # Another process may have published a newer edit while this one waited.
                if self._read().digest != content.digest:
                    continue
                if verdict.document is not None:
                    verdict = self._take_up(verdict.document, content)
                if verdict.error is not None:
                    self._put_error(verdict.error)
                self._verdict = verdict
                self._record = _bytes_or_none(self._directory / CURRENT)
                return verdict.error
        return "The status document keeps changing. This is tried again."

    def _examine(self) -> tuple[_Content, _Verdict]:
        """Read the source once it holds still, and judge it."""
        for _ in range(_LOOKS_AT_MOST):
            content = self._settled()
            if self._verdict and self._look and self._look.digest == content.digest:
                verdict = self._verdict
                break
            verdict = self._judge(content)
            if verdict.error is None or not self._just_changed():
                break
            time.sleep(_COMPLAINING_SECONDS)
            if self._read().digest == content.digest:
                break
        self._look = self._looked(content.digest)
        self._verdict = verdict
        return content, verdict

    def _looked(self, digest: str) -> _Look:
        return _Look(_signature(self._source), digest, self._just_changed(), time.monotonic())

    def _settled(self) -> _Content:
        content = self._read()
        for _ in range(_LOOKS_AT_MOST):
            if not self._just_changed():
                break
            time.sleep(_SETTLING_SECONDS)
            earlier, content = content, self._read()
            if content.digest == earlier.digest:
                break
        return content

    def _read(self) -> _Content:
        try:
            raw = read(self._source)
        except StatusDocumentInvalid as wrong:
            return _Content(b"", str(wrong), problem=str(wrong))
        return _Content(raw, hashlib.sha256(raw).hexdigest())

    def _judge(self, content: _Content) -> _Verdict:
        if content.problem:
            return _Verdict(None, content.problem)
        try:
            return _Verdict(load(content.raw, name=self._source.name))
        except StatusDocumentInvalid as wrong:
            return _Verdict(None, str(wrong))

    def _just_changed(self) -> bool:
        # Compared with the file system's clock, so this is real time, never a pretended one.
        try:
            return abs(time.time() - self._source.stat().st_mtime) < _DOUBTFUL_SECONDS
        except OSError:
            return True

    def _take_up(self, document: StatusDocument, source: _Content) -> _Verdict:
        """Publish what the file says, unless an edition came after it. The lock is held."""
        record = _read_record(self._directory)
        if record is None or record.source != EDITION or record.taken != source.digest:
            return self._put_in_service(document, source)
        self._swap(replace(record, error=None), record)
        return _Verdict(document)

    def _put_in_service(self, document: StatusDocument, source: _Content) -> _Verdict:
        """Make `document` the current revision. The caller holds the lock."""
        content = canonical(document)
        digest = hashlib.sha256(content).hexdigest()
        record = _read_record(self._directory)
        if record is not None and self._holds(record.revision, content):
            taken = replace(record, digest=digest, error=None, taken=source.digest)
            self._swap(taken, record)
            return _Verdict(document)
        numbers = sorted(_numbers(self._directory))
        number = numbers[-1] if numbers else 0
        # A process that was killed between storing and swapping leaves a revision to take up.
        if not numbers or not self._holds(number, content):
            number += 1
            try:
                files = {name: render(document) for name, render in self._renderings.items()}
            except Exception:
                logger.exception("A rendering of the status document failed")
                return _Verdict(None, "The edit is valid, but no answers could be made from it.")
            files[PUBLISHED] = {"published_at": self._clock().isoformat()}
            texts = {STATUS: content, DOCUMENT: source.raw}
            _store(self._directory, number, texts | _encoded(files))
        self._swap(
            Record(number, digest, self._clock(), str(self._source), taken=source.digest)
        )
        return _Verdict(document)

    def _holds(self, number: int, content: bytes) -> bool:
        folder = _folder(self._directory, number)
        return _bytes_or_none(folder / STATUS) == content and all(
            (folder / name).is_file() for name in self._renderings
        )

    def _put_error(self, error: str) -> None:
        """Say in `current.json` why an edit was refused. The caller holds the lock."""
        published = self._reader.current()
        if published is None:
            return
        record = _read_record(self._directory)
        if record is None or record.digest != published.digest:
            now = self._clock()
            record = Record(published.revision, published.digest, now, str(self._source))
            self._swap(replace(record, error=error))
        else:
            self._swap(replace(record, error=error), record)

    def _swap(self, record: Record, earlier: Record | None = None) -> None:
        if record != earlier:
            _replace(self._directory, CURRENT, record.to_json().encode())


def canonical(document: StatusDocument) -> bytes:
    """Write `document` in one fixed way, so that equal documents give equal bytes.

    The order of entries is kept: it is the order in which residents are told things.
    """
    return document.model_dump_json(by_alias=True).encode()


def _folder(directory: Path, number: int) -> Path:
    return directory / REVISIONS / f"{number:06d}"


def _numbers(directory: Path) -> Iterator[int]:
    with suppress(OSError):
        for entry in os.scandir(directory / REVISIONS):
            if entry.name.isdecimal():
                yield int(entry.name)


def _signature(path: Path) -> tuple[int, ...]:
    try:
        facts = path.stat()
    except OSError:
        return ()
    return (facts.st_dev, facts.st_ino, facts.st_size, facts.st_mtime_ns, facts.st_ctime_ns)


def _bytes_or_none(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None


def _encoded(files: Mapping[str, JSON]) -> dict[str, bytes]:
    return {name: json.dumps(value, ensure_ascii=False).encode() for name, value in files.items()}


def _read_record(directory: Path) -> Record | None:
    try:
        return Record.from_json(_bytes_or_none(directory / CURRENT) or b"")
    except ValueError:
        return None


def _read_revision(directory: Path, number: int) -> Published | None:
    folder = _folder(directory, number)
    content = _bytes_or_none(folder / STATUS) or b""
    try:
        document = StatusDocument.model_validate_json(content)
    except ValidationError:
        return None
    return Published(number, document, hashlib.sha256(content).hexdigest(), folder)


def _store(directory: Path, number: int, files: Mapping[str, bytes]) -> None:
    """Write a whole revision beside the others, then give it its number."""
    revisions = directory / REVISIONS
    revisions.mkdir(exist_ok=True)
    for left_over in revisions.glob(".new-*"):
        shutil.rmtree(left_over, ignore_errors=True)
    building = Path(mkdtemp(prefix=".new-", dir=revisions))
    try:
        building.chmod(0o755)
        for name, content in files.items():
            _write(building / name, content)
        _sync(building)
        building.rename(_folder(directory, number))
    except BaseException:
        shutil.rmtree(building, ignore_errors=True)
        raise
    _sync(revisions)


def _replace(directory: Path, name: str, content: bytes) -> None:
    """Put a file in place as a whole. The caller holds the lock."""
    building = directory / f".new-{name}"
    try:
        _write(building, content)
        building.replace(directory / name)
    except BaseException:
        with suppress(OSError):
            building.unlink()
        raise
    _sync(directory)


def _write(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync(directory: Path) -> None:
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _in_plain_words(wrong: OSError) -> str:
    words = {
        errno.ENOSPC: "the disk is full",
        errno.EDQUOT: "the disk quota is used up",
        errno.EFBIG: "the disk takes no more data",
        errno.EROFS: "the disk is read-only",
        errno.EACCES: "this user may not write there",
        errno.EPERM: "this user may not write there",
    }
    reason = words.get(wrong.errno or 0, (wrong.strerror or "the disk failed").lower())
    return f"{reason} ({wrong.filename})" if wrong.filename else reason
