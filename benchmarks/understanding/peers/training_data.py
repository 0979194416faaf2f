"""What every peer learns from: examples and labeled messages, negatives among them, by topic."""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from countyline.understanding.examples import examples
from countyline.understanding.labeled import labeled


@dataclass(frozen=True)
class Row:
    """One example. Out of scope and small talk are topics like any other."""

    text: str
    topic: str
    language: str


def rows() -> list[Row]:
    """Read the examples and the lessons of labeled messages, as Countyline learns from them."""
    taught = [(one.text, one.label, one.language) for one in examples()]
    taught += [(one.text, one.lesson, one.language) for one in labeled() if one.lesson]
    return [Row(text, label.partition("/")[0], language) for text, label, language in taught]


def write_rows(path: Path, given: Sequence[Row]) -> None:
    """Write them as JSON lines, in an order of chance that is always the same.

    NLP.js learns one example after another; sorted by topic, it would half forget all but the last.
    """
    shuffled = random.Random(0).sample(given, len(given))
    lines = [json.dumps(asdict(row), ensure_ascii=False) for row in shuffled]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def digest(given: Sequence[Row], *more: str) -> str:
    """Give the digest of the examples, in whatever order, and of all else that counts."""
    hashed = hashlib.sha256()
    for row in sorted(f"{row.topic}\0{row.language}\0{row.text}\0" for row in given):
        hashed.update(row.encode())
    for word in more:
        hashed.update(f"{word}\0".encode())
    return hashed.hexdigest()[:16]
