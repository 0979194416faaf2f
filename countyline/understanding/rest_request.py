"""What a request to the inner channel holds, checked and cleaned before Rasa sees or logs it."""

import hmac
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from countyline.redaction import clean
from countyline.understanding.recognition import RECOGNITION, alternatives, as_metadata

LARGEST_BODY = 64 * 1024
"""Bytes: a message and a context of the largest kind, however JSON escapes them."""
_LARGEST_WITHOUT_CONTEXT = 16 * 1024
_LONGEST_SENDER = 200
_LARGEST_CONTEXT = 32 * 1024
"""More than any context of ours has: one that is dropped would lose the conversation."""
_DEEPEST = 8
"""A day in a date of a question of a reading that a caller is asked to confirm."""
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
        raise _too_large()
    try:
        given = json.loads(body)
        size = _size(_without_context(given))
    except (ValueError, RecursionError):
        raise Refused(400, "invalid_json", "The request is not valid JSON.") from None
    if not isinstance(given, dict):
        raise Refused(400, "invalid_request", "The request must be a JSON object.")
    if size > _LARGEST_WITHOUT_CONTEXT:
        raise _too_large()
    message = given.get("message")
    if not isinstance(message, str):
        raise Refused(400, "invalid_message", 'The request needs a "message": a text.')
    cleaned = clean(message)
    text = cleaned.text or _NO_WORDS
    metadata = _metadata(given.get("metadata"), text)
    if cleaned.was_capped:
        metadata["capped"] = True
    return Turn(_sender(given.get("sender")), text, metadata)


def _too_large() -> Refused:
    return Refused(
        413, "too_large", "The request is too large: at most 16 kilobytes beside its context."
    )


def _without_context(given: object) -> object:
    metadata = given.get("metadata") if isinstance(given, dict) else None
    if not isinstance(given, dict) or not isinstance(metadata, dict):
        return given
    return {**given, "metadata": {k: v for k, v in metadata.items() if k != "context"}}


def _size(value: object) -> int:
    """Bytes of a JSON value in UTF-8; half a surrogate pair, which has none, counts as one byte."""
    return len(json.dumps(value, ensure_ascii=False).encode("utf-8", "replace"))


def _sender(given: object) -> str:
    sender = given.strip() if isinstance(given, str) else ""
    if not sender or len(sender) > _LONGEST_SENDER or not sender.isprintable():
        raise Refused(
            400, "invalid_sender", 'The request needs a "sender": a text of 1 to 200 characters.'
        )
    return sender


def _metadata(given: object, text: str) -> dict[str, Any]:
    if given is None:
        return {}
    if not isinstance(given, dict):
        raise Refused(400, "invalid_metadata", 'The "metadata" must be a JSON object.')
    kept: dict[str, Any] = {}
    for key, pattern in _SMALL_TEXTS.items():
        value = given.get(key)
        if isinstance(value, str) and pattern.fullmatch(value):
            kept[key] = value
    if given.get("capped") is True:
        # The desk cleans and caps before it stores: here nobody could see that the end is missing.
        kept["capped"] = True
    heard = alternatives(given.get(RECOGNITION), text)
    if heard is not None:
        kept[RECOGNITION] = as_metadata(heard)
    if given.get("basis") is True:
        # The desk keeps what an answer was made from, for its ledger.
        kept["basis"] = True
    context = given.get("context")
    if isinstance(context, Mapping):
        tidy = _tidied(context)
        if _size(tidy) <= _LARGEST_CONTEXT:
            kept["context"] = tidy
    return kept


_SMALL_TEXTS: Mapping[str, re.Pattern[str]] = {
    "message_id": re.compile(r"[\x21-\x7e]{1,200}"),
    "channel": re.compile(r"[a-z][a-z_-]{0,31}"),
    "language": re.compile(r"en|es"),
    "medium": re.compile(r"screen|text|speech"),
}
"""Metadata that is kept, and what it may look like."""


_KEY = re.compile(r"[a-z][a-z_]{0,31}")


@lru_cache(maxsize=4096)
def _cleaned(text: str) -> str:
    """Redact a text; a context comes again with every turn, mostly unchanged."""
    return clean(text).text


def _tidied(value: object, depth: int = 0) -> Any:
    """Redact every text of a JSON value, and cut what is nested too deep."""
    if isinstance(value, str):
        return _cleaned(value)
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
