"""The frozen questions without an answer: what each asks, in which half it is, how it was taken.

    python -m benchmarks.asked --record

asks a running Countyline each of them and keeps what became of it, so that the benchmark groups
them as a real report does, without Rasa.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import yaml

from countyline.asked.model import Unanswered
from docs.running_system import running_system

Half = Literal["tuning", "held out"]

QUESTIONS = Path(__file__).with_name("questions.yml")
TAKEN = Path(__file__).with_name("taken.jsonl")


@dataclass(frozen=True, slots=True)
class Labeled:
    """A question, what it asks in truth, and what understanding made of it."""

    question: Unanswered
    asks: str
    family: str
    half: Half


def labeled() -> list[Labeled]:
    """Give every question, as a report would have it."""
    taken = {one["text"]: one for one in map(json.loads, TAKEN.read_text("utf-8").splitlines())}
    return [
        Labeled(_unanswered(taken[text], text, language), asks, family, half)
        for family, asks, half, language, text in _listed()
    ]


def _unanswered(taken: dict[str, Any], text: str, language: str) -> Unanswered:
    """Give a question as the report would have it: without a topic if it was not understood."""
    is_understood = taken["kind"] == "answer" and taken["certainty"] == "unknown"
    return Unanswered(
        text=text,
        language=language,
        topic=taken["topic"] if is_understood else None,
        subjects=tuple(taken["subjects"]) if is_understood else (),
    )


def record() -> int:
    """Ask a system that is started for it, and write down what became of each; give how many."""
    lines = []
    with running_system() as system:
        for number, (*_, language, text) in enumerate(_listed()):
            answer = system.ask(f"record-{number}", text).answer
            kept = {name: answer[name] for name in ("kind", "certainty", "topic", "subjects")}
            lines.append(json.dumps({"text": text, "language": language, **kept},
                                    ensure_ascii=False))  # fmt: skip
    TAKEN.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return len(lines)


def _listed() -> Iterator[tuple[str, str, Half, str, str]]:
    """Give of each question the family, what it asks, its half, its language and its text."""
    listed = yaml.safe_load(QUESTIONS.read_text(encoding="utf-8"))
    tuning = set(_first_half(list(listed["families"])))
    for family, groups in listed["families"].items():
        half: Half = "tuning" if family in tuning else "held out"
        for asks, languages in groups.items():
            for language, texts in languages.items():
                yield from ((family, asks, half, language, text) for text in texts)
    once = [(language, text) for language, texts in listed["asked_once"].items() for text in texts]
    tuning = set(_first_half([text for _, text in once]))
    for language, text in once:
        yield text, text, "tuning" if text in tuning else "held out", language, text


def _first_half(names: Sequence[str]) -> Sequence[str]:
    """Draw half of some names, the same half each time: whoever tunes does not choose it."""
    drawn = sorted(names, key=lambda name: hashlib.sha256(name.encode()).digest())
    return drawn[: len(drawn) // 2]
