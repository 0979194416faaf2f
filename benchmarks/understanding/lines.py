"""The labeled messages that are measured: our frozen set, and the questions shared beside it.

Format: the README beside the shared files; the frozen lines add `slice`, `dates`, `why_harmful`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from countyline.settings import PROJECT_ROOT

FROZEN = "frozen"
QUESTIONS = "eval questions"
OUT_OF_SCOPE = "eval out of scope"

SHARED = PROJECT_ROOT.parent / "shared" / "eval"
CALIBRATION = "calibration"
SEEN = "seen"

MEASURED = (
    (FROZEN, PROJECT_ROOT / "benchmarks/understanding/frozen/en.jsonl"),
    (FROZEN, PROJECT_ROOT / "benchmarks/understanding/frozen/es.jsonl"),
    (QUESTIONS, SHARED / "questions.jsonl"),
    (OUT_OF_SCOPE, SHARED / "out_of_scope.jsonl"),
)
"""What figures are told of. Nobody looks at these lines to change understanding."""

LEARNED = (
    (CALIBRATION, PROJECT_ROOT / "data/en/calibration.jsonl"),
    (CALIBRATION, PROJECT_ROOT / "data/es/calibration.jsonl"),
)
"""What training learns from."""

LOOKED_AT = (
    *LEARNED,
    (SEEN, PROJECT_ROOT / "benchmarks/understanding/seen/en.jsonl"),
    (SEEN, PROJECT_ROOT / "benchmarks/understanding/seen/es.jsonl"),
)
"""What is learned, and what was frozen once and is learned next: whoever changes understanding may
look at it."""


@dataclass(frozen=True)
class Days:
    """A day, or several in a row: `first` to `last`, both included."""

    first: date
    last: date

    def meets(self, other: Days) -> bool:
        """Tell whether both have a day in common."""
        return self.first <= other.last and other.first <= self.last

    def still_ahead(self, today: date) -> Days:
        """The same without the days gone by, when it has begun and is not over."""
        return Days(today, self.last) if self.first < today <= self.last else self


@dataclass(frozen=True)
class Line:
    """One message and what a good reply to it is.

    Attributes:
        source: which of the sets it comes from.
        slice: what makes it hard; of shared out-of-scope lines, who wrote them.
        language: `en`, `es`, or `und` for any other.
        ok_topics: topics that fit.
        ok_subjects: subjects that fit; None: nobody labeled them.
        expect: `answer`, `unknown_or_handoff`, `decline` or `clarify`.
        also_ok: further values that are as good, `smalltalk` among them.
        dates: days that the message names; None: nobody labeled them.
        why_harmful: what a wrong answer would do; empty for most lines.
    """

    id: str
    source: str
    slice: str
    language: str
    text: str
    ok_topics: tuple[str, ...]
    ok_subjects: tuple[str, ...] | None
    expect: str
    also_ok: tuple[str, ...] = ()
    dates: tuple[Days, ...] | None = None
    why_harmful: str = ""

    @property
    def in_scope(self) -> bool:
        """Whether this is county business in a language that Countyline speaks."""
        return self.expect in ("answer", "unknown_or_handoff")

    @property
    def accepted(self) -> frozenset[str]:
        """Every kind of reply that is right."""
        return frozenset({self.expect, *self.also_ok})


def read_lines(files: Iterable[tuple[str, Path]] = MEASURED) -> tuple[list[Line], list[Path]]:
    """Read all that is there; give also the files that are not."""
    lines: list[Line] = []
    missing = []
    for source, path in files:
        if path.is_file():
            lines.extend(_in_file(source, path))
        else:
            missing.append(path)
    return lines, missing


def _in_file(source: str, path: Path) -> Iterator[Line]:
    with path.open(encoding="utf-8") as file:
        for written in file:
            if written.strip():
                yield line_of(json.loads(written), source)


def line_of(entry: Mapping[str, Any], source: str) -> Line:
    """Read one line of a file."""
    origin = "CLINC150" if str(entry.get("source", "")).startswith("CLINC150") else "written"
    subjects, dates = entry.get("ok_subjects"), entry.get("dates")
    return Line(
        id=entry["id"],
        source=source,
        slice=entry.get("slice") or (origin if source == OUT_OF_SCOPE else "all"),
        language=entry["lang"],
        text=entry["text"],
        ok_topics=tuple(entry["ok_topics"]),
        ok_subjects=None if subjects is None else tuple(subjects),
        expect=entry["expect"],
        also_ok=tuple(entry.get("also_ok", ())),
        dates=None if dates is None else tuple(_days(written) for written in dates),
        why_harmful=entry.get("why_harmful", ""),
    )


def _days(written: str) -> Days:
    """Read `2024-04-03` or `2024-04-01/2024-04-07`."""
    first, _, last = written.partition("/")
    return Days(date.fromisoformat(first), date.fromisoformat(last or first))
