"""The revision in service, read as plain JSON.

For those who need no model of the status document: Rasa's side, which has no pydantic 2, and
whoever must tell the published headline while everything else is down.

The publisher writes immutable folders `revisions/000001/` and then swaps `current.json`. The
reader looks at that small file's stat at every turn (microseconds) and reads a revision once.
Whatever is missing, half written or broken leaves the last good revision in service.
"""

import hashlib
import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

logger = logging.getLogger(__name__)

CURRENT = "current.json"
SUBJECT_SECTIONS = ("offices", "places", "services", "authorities", "portals")


@dataclass(frozen=True)
class Revision:
    """One published revision.

    Attributes:
        number: its number, 1 or more.
        status: the whole document.
        fallback: the degraded headline answers by language, empty when they cannot be read.
        digest: that of the document, as `current.json` names it; empty when it is not known.
    """

    number: int
    status: Mapping[str, Any] = field(default_factory=dict)
    fallback: Mapping[str, Any] = field(default_factory=dict)
    digest: str = ""

    def subjects(self) -> dict[str, Mapping[str, Any]]:
        """Every subject of the document by its id: offices, places, services and so on."""
        found: dict[str, Mapping[str, Any]] = {}
        for section in SUBJECT_SECTIONS:
            entries = self.status.get(section)
            if isinstance(entries, Mapping):
                found.update(
                    (str(key), entry)
                    for key, entry in entries.items()
                    if isinstance(entry, Mapping)
                )
        return found


class PublicationReader:
    """Gives the revision in service. One a process and folder; it is not shared by threads."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._seen: tuple[int, int, int] | None = None
        self._good: Revision | None = None
        self._digest: object = None

    def current(self) -> Revision | None:
        """The revision in service, the last good one when it cannot be read, else None."""
        try:
            stat = (self._folder / CURRENT).stat()
        except OSError:
            return self._good
        stamp = (stat.st_mtime_ns, stat.st_size, stat.st_ino)
        if stamp == self._seen:
            return self._good
        try:
            self._good = self._read()
        except (OSError, ValueError, KeyError, TypeError) as error:
            # Not remembered as seen: a half-written file is looked at again at the next turn.
            logger.warning("The publication cannot be read (%s).", type(error).__name__)
        else:
            self._seen = stamp
        return self._good

    def _read(self) -> Revision:
        record = _json(self._folder / CURRENT)
        number, digest = int(record["revision"]), record.get("digest")
        # A folder that was deleted begins again at 1: the number alone does not tell a revision.
        if self._good is not None and (self._good.number, self._digest) == (number, digest):
            return self._good
        folder = self._folder / "revisions" / f"{number:06d}"
        status = _json(folder / "status.json")
        try:
            fallback: Mapping[str, Any] = _json(folder / "fallback.json")
        except (OSError, ValueError, TypeError):
            fallback = self._good.fallback if self._good is not None else {}
        self._digest = digest
        return Revision(number, status, fallback, digest if isinstance(digest, str) else "")


def revision_in(folder: Path, number: int) -> Revision | None:
    """Give one revision of a publication, in service or not; None when it cannot be read.

    Its digest is that of the document as it stands there.
    """
    place = folder / "revisions" / f"{number:06d}"
    try:
        document = (place / "status.json").read_bytes()
        status, fallback = json.loads(document), _json(place / "fallback.json")
    except (OSError, ValueError, TypeError):
        return None
    return Revision(number, status, fallback, hashlib.sha256(document).hexdigest())


def _json(path: Path) -> dict[str, Any]:
    loaded = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(loaded, dict):
        raise TypeError(f"{path.name} is no JSON object")
    return loaded
