"""What residents ask once the fifty statements of `statements/fifty.yml` are published.

Two files hold such questions. Whoever changes understanding may look at those for `development`,
and the weights of the evidence for a statement are fitted on them (`fit_statements.py`). The
held-out ones were written when those weights stood; nothing is changed for their sake.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from countyline.settings import PROJECT_ROOT

_FOLDER = PROJECT_ROOT / "benchmarks" / "understanding" / "statements"
STATEMENTS = _FOLDER / "fifty.yml"
DEVELOPMENT = _FOLDER / "fifty-development.jsonl"
HELD_OUT = _FOLDER / "fifty-held-out.jsonl"

Wording = Literal["plain", "far", "fresh", "near neighbor"]
WORDINGS: tuple[Wording, ...] = ("plain", "far", "fresh", "near neighbor")
"""In words as most would use, in words far from the `asks`, in those of somebody who has not read
the statement; and what only sounds like a statement."""


@dataclass(frozen=True)
class Asked:
    """One question; `about` is the statement that answers it, or that it sounds like."""

    id: str
    about: str
    wording: Wording
    language: str
    text: str


def read_asked(path: Path) -> list[Asked]:
    """Read the questions of one file."""
    written = path.read_text(encoding="utf-8").splitlines()
    return [
        _asked(f"{path.stem} {number}", json.loads(line))
        for number, line in enumerate(written, start=1)
    ]


def _asked(name: str, entry: Mapping[str, Any]) -> Asked:
    if entry["statement"] is None:
        return Asked(name, entry["near"], "near neighbor", entry["lang"], entry["text"])
    return Asked(name, entry["statement"], entry["wording"], entry["lang"], entry["text"])
