"""The file that people edit: what it holds once it holds still, and whether it changed."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

from countyline.status.loading import StatusDocumentInvalid, load, read
from countyline.status.model import StatusDocument
from countyline.status.publication import digest_of

LOOKS_AT_MOST = 10
"""How often a file that keeps changing is looked at before it is left for later."""

_SETTLING_SECONDS = 0.1
"""An edit counts once the file has held still for so long: some editors write in pieces."""
_COMPLAINING_SECONDS = 0.2
"""An invalid edit is complained of once the file has held still for so much longer."""
_DOUBTFUL_SECONDS = 3.0
"""A file changed so recently may change again without a new time stamp (FAT counts in 2 s)."""
_REREAD_SECONDS = 2.0
"""An unchanged time stamp is believed for so long, since network file systems may be late."""


@dataclass(frozen=True)
class Content:
    """What the file holds at one moment; without `raw`, `problem` says why it cannot be read."""

    raw: bytes
    digest: str
    problem: str | None = None


@dataclass(frozen=True)
class Verdict:
    """What came of one content of the file: a document, or why there is none."""

    document: StatusDocument | None
    error: str | None = None


@dataclass(frozen=True)
class _Look:
    """What the file looked like when it was last read."""

    signature: tuple[int, ...]
    digest: str
    doubtful: bool
    read_at: float


class EditedFile:
    """Looks at a status document's file. The same content is judged once.

    `verdict` is what came of the content that was examined last; null before the first time.
    Whoever publishes it may set what became of it in the end.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._look: _Look | None = None
        self.verdict: Verdict | None = None

    def examine(self) -> tuple[Content, Verdict]:
        """Read the file once it holds still, and judge it. May wait some tenths of a second."""
        for _ in range(LOOKS_AT_MOST):
            content = self._settled()
            if self.verdict and self._look and self._look.digest == content.digest:
                verdict = self.verdict
                break
            verdict = self._judge(content)
            if verdict.error is None or not self._just_changed():
                break
            time.sleep(_COMPLAINING_SECONDS)
            if self.still_holds(content.digest):
                break
        self._look = self._looked(content.digest)
        self.verdict = verdict
        return content, verdict

    def is_as_examined(self) -> bool:
        """Tell, mostly by time stamps, that the file did not change since it was examined."""
        look = self._look
        if look is None or _signature(self._path) != look.signature:
            return False
        if look.doubtful or time.monotonic() - look.read_at > _REREAD_SECONDS:
            if not self.still_holds(look.digest):
                return False
            self._look = self._looked(look.digest)
        return True

    def still_holds(self, digest: str) -> bool:
        """Tell, by reading it, whether the file holds this content."""
        return self._read().digest == digest

    def _looked(self, digest: str) -> _Look:
        return _Look(_signature(self._path), digest, self._just_changed(), time.monotonic())

    def _settled(self) -> Content:
        content = self._read()
        for _ in range(LOOKS_AT_MOST):
            if not self._just_changed():
                break
            time.sleep(_SETTLING_SECONDS)
            earlier, content = content, self._read()
            if content.digest == earlier.digest:
                break
        return content

    def _read(self) -> Content:
        try:
            raw = read(self._path)
        except StatusDocumentInvalid as wrong:
            return Content(b"", str(wrong), problem=str(wrong))
        return Content(raw, digest_of(raw))

    def _judge(self, content: Content) -> Verdict:
        if content.problem:
            return Verdict(None, content.problem)
        try:
            return Verdict(load(content.raw, name=self._path.name))
        except StatusDocumentInvalid as wrong:
            return Verdict(None, str(wrong))

    def _just_changed(self) -> bool:
        # Compared with the file system's clock, so this is real time, never a pretended one.
        try:
            return abs(time.time() - self._path.stat().st_mtime) < _DOUBTFUL_SECONDS
        except OSError:
            return True


def _signature(path: Path) -> tuple[int, ...]:
    try:
        facts = path.stat()
    except OSError:
        return ()
    return (facts.st_dev, facts.st_ino, facts.st_size, facts.st_mtime_ns, facts.st_ctime_ns)
