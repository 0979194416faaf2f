"""What a publication writes down of itself: what is current, and how each revision came about."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

EDITION = "edition"
"""Stands in `current.json` in place of a file when an approved edition is in service."""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Imprint:
    """When, by whom and why a revision was stored; `published_at` is real time.

    `by` and `reason` are null for what the file's edits published, and `key` is.
    """

    published_at: datetime
    by: str | None = None
    reason: str | None = None
    key: str | None = None

    def to_json(self) -> str:
        """Write the imprint as it stands beside its revision; of an edit of the file, only when."""
        fields: dict[str, str | None] = {"published_at": self.published_at.isoformat()}
        if self.key is not None:
            fields |= {"by": self.by, "reason": self.reason, "key": self.key}
        return json.dumps(fields, ensure_ascii=False)

    @classmethod
    def from_json(cls, raw: bytes) -> Imprint:
        """Read an imprint; raise ValueError when it is not one."""
        try:
            fields = json.loads(raw)
            return cls(
                published_at=datetime.fromisoformat(fields["published_at"]),
                by=fields.get("by"),
                reason=fields.get("reason"),
                key=fields.get("key"),
            )
        except (KeyError, TypeError, AttributeError) as wrong:
            raise ValueError("not the imprint of a revision") from wrong
