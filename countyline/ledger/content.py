"""What an entry of the ledger holds: something that was said, or that it reached the resident.

A content is plain JSON and written in one fixed way. Moments are ISO 8601 in UTC.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from sqlalchemy import Row

SAID: Final = "said"
DELIVERED: Final = "delivered"

_OF_ANSWER = (
    "kind",
    "topics",
    "subjects",
    "facts",
    "certainty",
    "as_of",
    "revision",
    "degraded",
    "replay",
    "case",
)
"""What of an answer's record is kept; sources can be read in the revision."""


def content_of(row: Row[Any], offset: timedelta, sealed_at: datetime) -> dict[str, Any]:
    """Give the content for an entry of the outbox.

    Args:
        row: the entry, with the channel of its conversation and the question that it answers.
        offset: what to add to real time for the time that residents are told about.
        sealed_at: the real time, aware.
    """
    return {
        "what": SAID,
        "conversation": row.conversation,
        "seq": row.seq,
        "channel": row.channel,
        "author": row.author,
        "language": row.language,
        "written_at": moment(row.written_at),
        "told_at": _told_at(row, offset),
        "delivered_at": None if row.delivered_at is None else moment(row.delivered_at),
        "sealed_at": moment(sealed_at),
        "question": row.question,
        "text": row.text,
        "answer": record_of(row.answer),
        "basis": row.basis,
    }


def delivery_of(row: Row[Any], sealed_at: datetime) -> dict[str, Any]:
    """Give the content that tells when an earlier entry, number `row.number`, was delivered."""
    return {
        "what": DELIVERED,
        "conversation": row.conversation,
        "seq": row.seq,
        "of": row.number,
        "delivered_at": moment(row.delivered_at),
        "sealed_at": moment(sealed_at),
    }


def columns_of(content: Mapping[str, Any]) -> dict[str, Any]:
    """Give the columns by which a content is found. Raises KeyError, TypeError or ValueError."""
    if content["what"] == DELIVERED:
        at = read_moment(content["delivered_at"])
        said: Mapping[str, Any] = {"channel": "", "language": "", "author": "bot"}
        answer: Mapping[str, Any] = {}
        told_at, written_at = at, at
    else:
        said, answer = content, content["answer"] or {}
        told_at, written_at = read_moment(content["told_at"]), read_moment(content["written_at"])
    return {
        "what": content["what"],
        "conversation": content["conversation"],
        "seq": content["seq"],
        "told_at": told_at,
        "written_at": written_at,
        "channel": said["channel"],
        "language": said["language"],
        "author": said["author"],
        "kind": answer.get("kind"),
        "revision": answer.get("revision"),
        "topics": _spaced(answer.get("topics")),
        "about": _spaced([*(answer.get("subjects") or ()), *(answer.get("facts") or ())]),
    }


def record_of(answer: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """Give what is kept of an answer's record; null for what is no answer."""
    return None if answer is None else {name: answer.get(name) for name in _OF_ANSWER}


def moment(at: datetime) -> str:
    """Write a moment."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def read_moment(written: str) -> datetime:
    """Read a moment as it is written. Raises ValueError."""
    at = datetime.fromisoformat(written)
    if at.tzinfo is None:
        raise ValueError("a moment without a time zone")
    return at.astimezone(UTC)


def _told_at(row: Row[Any], offset: timedelta) -> str:
    basis = row.basis
    if isinstance(basis, Mapping) and isinstance(basis.get("now"), str):
        try:
            return moment(read_moment(basis["now"]))
        except ValueError:
            pass
    return moment(row.written_at + offset)


def _spaced(names: Iterable[str] | None) -> str:
    return "".join(f" {name}" for name in dict.fromkeys(map(str, names or ()))) + " "
