"""What a request to the inner channel holds, checked and cleaned before Rasa sees or logs it."""

import hmac
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from countyline.redaction import clean

LARGEST_BODY = 16 * 1024
_LONGEST_SENDER = 200
_LARGEST_CONTEXT = 8 * 1024
_DEEPEST = 5
_NO_WORDS = "?"
"""Stands for a message without a single visible character: it too is answered."""


class Refused(Exception):
    """A request that is not taken. The message is plain words for whoever called."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.body = {"error": {"code": code, "message": message}}


@dataclass(frozen=True)
class Turn:
    """One inbound message: redacted text, and the metadata that is known and small."""

    sender: str
    text: str
    metadata: dict[str, Any] = field(default_factory=dict)

    @property
    def message_id(self) -> str | None:
        """The caller's id of this message."""
        return self.metadata.get("message_id")

    @property
    def language(self) -> str | None:
        """The language of the conversation so far, or the channel's hint."""
        context = self.metadata.get("context") or {}
        return context.get("language") or self.metadata.get("language")


def admit(authorization: str | None, secret: str | None) -> None:
    """Let a caller in.

    Args:
        authorization: the request's `Authorization` header.
        secret: what callers must know, None: nothing.

    Raises:
        Refused: 401, the secret is missing or wrong.
    """
    expected = f"Bearer {secret}".encode()
    if secret and not hmac.compare_digest((authorization or "").encode(), expected):
        raise Refused(401, "unauthorized", "This address needs the secret of the desk.")


def read_turn(body: bytes) -> Turn:
    """Read the body of a request.

    Raises:
        Refused: 413 when it is too large, 400 when it is malformed.
    """
    if len(body) > LARGEST_BODY:
        raise Refused(413, "too_large", "The request is too large: at most 16 kilobytes.")
    try:
        given = json.loads(body)
    except (ValueError, RecursionError):
        raise Refused(400, "invalid_json", "The request is not valid JSON.") from None
    if not isinstance(given, dict):
        raise Refused(400, "invalid_request", "The request must be a JSON object.")
    message = given.get("message")
    if not isinstance(message, str):
        raise Refused(400, "invalid_message", 'The request needs a "message": a text.')
    cleaned = clean(message)
    metadata = _metadata(given.get("metadata"))
    if cleaned.was_capped:
        metadata["capped"] = True
    return Turn(_sender(given.get("sender")), cleaned.text or _NO_WORDS, metadata)


def _sender(given: object) -> str:
    sender = given.strip() if isinstance(given, str) else ""
    if not sender or len(sender) > _LONGEST_SENDER or not sender.isprintable():
        raise Refused(
            400, "invalid_sender", 'The request needs a "sender": a text of 1 to 200 characters.'
        )
    return sender


def _metadata(given: object) -> dict[str, Any]:
    if given is None:
        return {}
    if not isinstance(given, dict):
        raise Refused(400, "invalid_metadata", 'The "metadata" must be a JSON object.')
    kept: dict[str, Any] = {}
    for key, pattern in _SMALL_TEXTS.items():
        value = given.get(key)
        if isinstance(value, str) and pattern.fullmatch(value):
            kept[key] = value
    context = given.get("context")
    if isinstance(context, Mapping):
        tidy = _tidied(context)
        if len(json.dumps(tidy)) <= _LARGEST_CONTEXT:
            kept["context"] = tidy
    return kept


_SMALL_TEXTS: Mapping[str, re.Pattern[str]] = {
    "message_id": re.compile(r"[\x21-\x7e]{1,200}"),
    "channel": re.compile(r"[a-z][a-z_-]{0,31}"),
    "language": re.compile(r"en|es"),
}
"""Metadata that is kept, and what it may look like."""


_KEY = re.compile(r"[a-z][a-z_]{0,31}")


def _tidied(value: object, depth: int = 0) -> Any:
    """Redact every text of a JSON value, and cut what is nested too deep."""
    if isinstance(value, str):
        return clean(value).text
    if depth >= _DEEPEST:
        return None
    if isinstance(value, Mapping):
        # A key that is no plain name is none of ours, and could carry a number past redaction.
        return {
            key: _tidied(part, depth + 1)
            for key, part in value.items()
            if isinstance(key, str) and _KEY.fullmatch(key)
        }
    if isinstance(value, list):
        return [_tidied(part, depth + 1) for part in value]
    return value
