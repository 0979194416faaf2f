"""Published statements that say which questions they answer (`asks`).

A communications officer writes example questions beside a statement; they are understood as soon
as the revision is live, without training, by the nearest neighbor among sentence vectors.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from countyline.understanding.encoder import Vectors, encode
from countyline.understanding.publication import Revision

SECTIONS = ("statements", "payments", "deadlines", "elections", "data", "emergency", "incident")


@dataclass(frozen=True)
class Ask:
    """One example question of a published statement."""

    fact: str
    about: tuple[str, ...]
    text: str


def asks(revision: Revision) -> Iterator[Ask]:
    """Every example question that the statements of `revision` hold, in every language."""
    for section in SECTIONS:
        entries = revision.status.get(section)
        if not isinstance(entries, Mapping):
            continue
        for key, entry in entries.items():
            if isinstance(entry, Mapping):
                about = tuple(str(aspect) for aspect in entry.get("about") or ())
                for text in _texts(entry.get("asks")):
                    yield Ask(f"{section}.{key}", about, text)


def _texts(by_language: Any) -> Iterator[str]:
    if isinstance(by_language, Mapping):
        for texts in by_language.values():
            yield from (text for text in texts or () if isinstance(text, str) and text.strip())


class AskFinder:
    """Finds the statement that a sentence asks for. Encodes the questions of one revision once."""

    def __init__(self, revision: Revision, known: "AskFinder | None" = None) -> None:
        """Args: known: the finder of the last revision, whose vectors are used again."""
        self._asks = tuple(asks(revision))
        vectors = dict(known.vectors()) if known is not None else {}
        fresh = [ask.text for ask in self._asks if ask.text not in vectors]
        vectors.update(zip(fresh, encode(fresh), strict=True))
        self._rows: Vectors = (
            np.stack([vectors[ask.text] for ask in self._asks])
            if self._asks
            else np.zeros((0, 1), dtype=np.float32)
        )

    def vectors(self) -> Iterator[tuple[str, Vectors]]:
        """The questions with their vectors."""
        yield from ((ask.text, row) for ask, row in zip(self._asks, self._rows, strict=True))

    def nearest(self, vectors: Vectors) -> Sequence[tuple[Ask | None, float]]:
        """For each vector the nearest question and the cosine; None when none is published."""
        if not self._asks:
            return [(None, 0.0)] * len(vectors)
        cosines = vectors @ self._rows.T
        return [(self._asks[int(row.argmax())], float(row.max())) for row in cosines]
