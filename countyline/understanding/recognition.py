"""What speech recognition says of a message: how sure it is, and how else it may have heard it.

It comes as `recognition` in the metadata of a message that was spoken. A message without it was
written, and is understood as ever.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from countyline.redaction import clean

RECOGNITION = "recognition"
"""The key in a message's metadata."""

MOST_ALTERNATIVES = 3


@dataclass(frozen=True)
class Alternative:
    """One way in which a message was heard.

    Attributes:
        text: the transcript, redacted.
        confidence: of recognition, above 0 and at most 1; None when nothing is known of it.
        mended: the transcript with the names that recognition had wrong; empty: it had none.
    """

    text: str
    confidence: float | None = None
    mended: str = ""

    @property
    def meant(self) -> str:
        """What is understood."""
        return self.mended or self.text


def alternatives(given: object, message: str) -> tuple[Alternative, ...] | None:
    """The ways in which a message was heard, the message itself first.

    Args:
        given: `{"confidence", "alternatives": [{"text", "confidence"}, …]}`, from outside. What is
            malformed counts as left out. A confidence of 0 says nothing: some phone systems give
            it for one that they do not have.
        message: the message as it is understood, redacted.

    Returns:
        At most `MOST_ALTERNATIVES`, no text twice; None when the message was not spoken.
    """
    if not isinstance(given, Mapping):
        return None
    heard = {message: _confidence(given.get("confidence"))}
    for text, confidence in _listed(given.get("alternatives")):
        if heard.get(text) is None:
            heard[text] = confidence
    kept = list(heard.items())[:MOST_ALTERNATIVES]
    return tuple(Alternative(text, confidence) for text, confidence in kept)


def as_metadata(heard: tuple[Alternative, ...]) -> dict[str, Any]:
    """The same as it stands in the metadata of a message."""
    return {
        "confidence": heard[0].confidence,
        "alternatives": [{"text": one.text, "confidence": one.confidence} for one in heard],
    }


def _listed(given: object) -> Iterator[tuple[str, float | None]]:
    for one in given[:MOST_ALTERNATIVES] if isinstance(given, list) else ():
        text = clean(one.get("text")).text if isinstance(one, Mapping) else ""
        if text:
            yield text, _confidence(one.get("confidence"))


def _confidence(given: object) -> float | None:
    if isinstance(given, bool) or not isinstance(given, (int, float)):
        return None
    return float(given) if math.isfinite(given) and 0 < given <= 1 else None
