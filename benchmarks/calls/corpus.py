"""What callers said, and what recognizers heard of it over the telephone.

`said/` has the questions, labeled as the frozen set of `benchmarks/understanding` is. They were
written for this, in the words of people on the phone. `transcripts/` has what `make_corpus.py` made
of them, one JSON line for each question and recognizer:

    id, recognizer, transcript, confidence, alternatives (further ways in which it was heard),
    word_error_rate, voice, speed, signal_to_noise (decibels), lost (share of packets)

What is `HEARD` is meant to be understood, what is `HOPELESS` to be refused.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from benchmarks.understanding.lines import Line, line_of
from countyline.calling.model import Alternative
from countyline.settings import PROJECT_ROOT

LANGUAGES = ("en", "es")
_FOLDER = PROJECT_ROOT / "benchmarks" / "calls"
SAID = {language: _FOLDER / "said" / f"{language}.jsonl" for language in LANGUAGES}
NOISY = {language: _FOLDER / "transcripts" / f"{language}.jsonl" for language in LANGUAGES}

Part = Literal["heard", "hopeless"]
HEARD: Part = "heard"
HOPELESS: Part = "hopeless"

RECOGNIZERS: Mapping[str, Mapping[str, Part]] = {
    "en": {"whisper-tiny-en": HEARD, "pocketsphinx-en": HOPELESS},
    "es": {"whisper-base": HEARD, "pocketsphinx-en": HOPELESS},
}
"""Who listens in which language. PocketSphinx knows English alone, and no telephones: Spanish goes
to it as it does when somebody speaks Spanish to a line that listens for English."""

EVERY: Mapping[Part, int] = {HEARD: 1, HOPELESS: 3}
"""Every so-manieth question is heard by a recognizer of a part: PocketSphinx is slow."""


@dataclass(frozen=True)
class Noisy:
    """One question as one recognizer heard it.

    `ways` are the ways in which it was heard, the likeliest first; none: nothing was heard.
    """

    line: Line
    recognizer: str
    ways: tuple[Alternative, ...]
    word_error_rate: float

    @property
    def part(self) -> Part:
        """Whether it is meant to be understood or to be refused."""
        return RECOGNIZERS[self.line.language][self.recognizer]

    @property
    def listened_for(self) -> str:
        """The language that the recognizer was set to."""
        return "en" if self.recognizer.endswith("-en") else self.line.language


def read_said(language: str) -> list[Line]:
    """Read the labeled questions of a language."""
    return [line_of(entry, "calls") for entry in _entries(SAID[language])]


def read_noisy(language: str) -> list[Noisy]:
    """Read what recognizers heard in a language."""
    said = {line.id: line for line in read_said(language)}
    return [_noisy(said[entry["id"]], entry) for entry in _entries(NOISY[language])]


def _noisy(line: Line, entry: Mapping[str, Any]) -> Noisy:
    first = {"transcript": entry["transcript"], "confidence": entry["confidence"]}
    ways = [first, *entry["alternatives"]] if entry["transcript"] else []
    heard = tuple(Alternative(way["transcript"], way["confidence"]) for way in ways)
    return Noisy(line, entry["recognizer"], heard, entry["word_error_rate"])


def _entries(path: Path) -> Iterator[Mapping[str, Any]]:
    with path.open(encoding="utf-8") as file:
        yield from (json.loads(line) for line in file)
