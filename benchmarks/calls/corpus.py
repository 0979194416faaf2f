"""What callers said, and what recognizers heard of it over the telephone.

Three corpora, made by `make_corpus.py`:

- **frozen**: `said/` has questions labeled as the frozen set of `benchmarks/understanding` is,
  written for this in the words of people on the phone; `transcripts/` what was heard of them. It is
  for `make bench-calls` alone: nobody looks at it to change understanding.
- **drawn**: messages of `data/<language>/calibration.jsonl`, whose ids stand in `tuning/`, with
  `tuning/transcripts/`. Whoever changes understanding may look at them.
- **earlier**: the frozen questions up to 2026-11, which figures were told of too often; in
  `earlier/`. They may be looked at too.

`transcripts/` have one JSON line for each question and recognizer:

    id, recognizer, transcript, confidence, alternatives (further ways in which it was heard),
    word_error_rate, voice, speed, signal_to_noise (decibels), lost (share of packets)

What is `HEARD` is meant to be understood, what is `HOPELESS` to be refused.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from benchmarks.understanding.lines import CALIBRATION, Line, line_of
from countyline.calling.model import Alternative
from countyline.settings import PROJECT_ROOT

LANGUAGES = ("en", "es")
_FOLDER = PROJECT_ROOT / "benchmarks" / "calls"

Part = Literal["heard", "hopeless"]
HEARD: Part = "heard"
HOPELESS: Part = "hopeless"

PARTS: Mapping[str, Part] = {
    "whisper-base": HEARD, "whisper-tiny-en": HEARD, "pocketsphinx-en": HOPELESS,
}  # fmt: skip
"""The recognizers. PocketSphinx knows English alone, and no telephones: Spanish goes to it as it
does when somebody speaks Spanish to a line that listens for English."""


@dataclass(frozen=True)
class Corpus:
    """Questions, and what recognizers heard of them.

    Attributes:
        folder: has the folder `transcripts`.
        said: gives the labeled questions of a language.
        every: which recognizers hear a language, and every so-manieth question of it.
    """

    folder: Path
    said: Callable[[str], list[Line]]
    every: Mapping[str, Mapping[str, int]]

    def transcripts(self, language: str) -> Path:
        """The file of what was heard in a language."""
        return self.folder / "transcripts" / f"{language}.jsonl"


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
        return PARTS[self.recognizer]

    @property
    def listened_for(self) -> str:
        """The language that the recognizer was set to."""
        return "en" if self.recognizer.endswith("-en") else self.line.language


def said_file(language: str) -> Path:
    """The file of the frozen questions of a language."""
    return _FOLDER / "said" / f"{language}.jsonl"


def read_said(language: str) -> list[Line]:
    """Read the frozen questions of a language."""
    return [line_of(entry, "calls") for entry in _entries(said_file(language))]


def _read_drawn(language: str) -> list[Line]:
    path = PROJECT_ROOT / "data" / language / "calibration.jsonl"
    messages = {entry["id"]: line_of(entry, CALIBRATION) for entry in _entries(path)}
    drawn = (_FOLDER / "tuning" / f"{language}.txt").read_text(encoding="utf-8").split()
    return [messages[one] for one in drawn if one in messages]


def _read_earlier(language: str) -> list[Line]:
    path = _FOLDER / "earlier" / "said" / f"{language}.jsonl"
    return [line_of(entry, "earlier calls") for entry in _entries(path)]


FROZEN = Corpus(
    _FOLDER,
    read_said,
    {
        "en": {"whisper-base": 1, "pocketsphinx-en": 3},
        "es": {"whisper-base": 1, "pocketsphinx-en": 3},
    },
)
DRAWN = Corpus(
    _FOLDER / "tuning",
    _read_drawn,
    {
        "en": {"whisper-base": 1, "whisper-tiny-en": 3, "pocketsphinx-en": 6},
        "es": {"whisper-base": 1, "pocketsphinx-en": 6},
    },
)
EARLIER = Corpus(
    _FOLDER / "earlier",
    _read_earlier,
    {
        "en": {"whisper-base": 1, "whisper-tiny-en": 3, "pocketsphinx-en": 6},
        "es": {"whisper-base": 1, "pocketsphinx-en": 6},
    },
)
CORPORA = {"frozen": FROZEN, "drawn": DRAWN, "earlier": EARLIER}
TUNING = (DRAWN, EARLIER)
"""What may be looked at."""


def read_noisy(language: str, corpora: Iterable[Corpus] = (FROZEN,)) -> list[Noisy]:
    """Read what recognizers heard in a language."""
    return [one for corpus in corpora for one in _heard(corpus, language)]


def _heard(corpus: Corpus, language: str) -> Iterator[Noisy]:
    said = {line.id: line for line in corpus.said(language)}
    for entry in _entries(corpus.transcripts(language)):
        if line := said.get(entry["id"]):
            yield _noisy(line, entry)


def _noisy(line: Line, entry: Mapping[str, Any]) -> Noisy:
    first = {"transcript": entry["transcript"], "confidence": entry["confidence"]}
    ways = [first, *entry["alternatives"]] if entry["transcript"] else []
    heard = tuple(Alternative(way["transcript"], way["confidence"]) for way in ways)
    return Noisy(line, entry["recognizer"], heard, entry["word_error_rate"])


def _entries(path: Path) -> Iterator[Mapping[str, Any]]:
    with path.open(encoding="utf-8") as file:
        yield from (json.loads(line) for line in file)
