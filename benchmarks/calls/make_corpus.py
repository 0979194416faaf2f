"""Makes the noisy transcripts of a corpus anew (see `corpus.py`).

    nice -n 15 python -m benchmarks.calls.make_corpus PYTHON frozen

It needs the programs espeak-ng and sox, and PYTHON, a Python 3.11 of an environment with the
packages of `benchmarks/calls/recognizers.txt`. It takes a second or two for each question on one
processor. The same versions give the same files.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from rich.progress import track

from benchmarks.calls.corpus import CORPORA, LANGUAGES, Corpus
from benchmarks.calls.phone_line import PhoneLine, Voice, speak, telephone
from benchmarks.calls.word_errors import word_error_rate
from benchmarks.understanding.lines import Line
from countyline.settings import PROJECT_ROOT

_VOICES = {
    "en": ("en-us+klatt", "en-us+klatt2", "en-us+klatt4", "en-us+f2"),
    "es": ("es-419+klatt", "es-419+klatt2", "es-419+klatt4", "es-419+klatt6"),
}
"""Voices that a recognizer hears about as well as people on the phone. It has three words of four
wrong that espeak-ng's other Spanish voices say, which is so of nobody who lives."""
_SPEEDS = (125, 140, 155)
_NOISE = (34.0, 30.0, 26.0, 20.0)
_LOST = (0.0, 0.0, 0.01, 0.02)


@dataclass(frozen=True)
class Call:
    """One question, who speaks it, and over what line."""

    line: Line
    voice: Voice
    phone_line: PhoneLine

    @property
    def recording(self) -> str:
        """The name of what is heard."""
        return f"{self.line.id}.wav"


def call_of(line: Line) -> Call:
    """Draw a voice and a line for a question; always the same ones."""
    chance = random.Random(line.id)
    voice = Voice(chance.choice(_VOICES[line.language]), chance.choice(_SPEEDS))
    return Call(line, voice, PhoneLine(chance.choice(_NOISE), chance.choice(_LOST)))


def main(arguments: Sequence[str]) -> None:
    """Make the transcripts of a corpus."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.calls.make_corpus")
    parser.add_argument("python", type=Path, help="the Python that has the recognizers")
    parser.add_argument("corpus", choices=CORPORA)
    parser.add_argument("--only", type=int, help="how many questions of each language; all")
    parser.add_argument("--languages", nargs="*", choices=LANGUAGES, default=LANGUAGES)
    asked = parser.parse_args(arguments)
    for language in asked.languages:
        _make(CORPORA[asked.corpus], language, asked.only, asked.python)


def _make(corpus: Corpus, language: str, only: int | None, python: Path) -> None:
    calls = [call_of(line) for line in corpus.said(language)[:only]]
    path = corpus.transcripts(language)
    path.parent.mkdir(exist_ok=True)
    with TemporaryDirectory(prefix="countyline-calls-") as folder, path.open("w") as file:
        _record(calls, Path(folder))
        for recognizer, every in corpus.every[language].items():
            for entry in _transcripts(python, recognizer, calls[::every], Path(folder)):
                file.write(json.dumps(entry, ensure_ascii=False) + "\n")


def _record(calls: Sequence[Call], folder: Path) -> None:
    spoken = folder / "spoken.wav"
    for call in track(calls, "recorded"):
        speak(call.line.text, call.voice, spoken)
        chance = random.Random(f"{call.line.id} on the line")
        telephone(spoken, call.phone_line, chance, folder / call.recording)


def _transcripts(
    python: Path, recognizer: str, calls: Sequence[Call], folder: Path
) -> Iterator[Mapping[str, Any]]:
    script = PROJECT_ROOT / "benchmarks" / "calls" / "transcribe.py"
    language = calls[0].line.language
    command = [str(python), str(script), recognizer, language, str(folder)]
    names = "\n".join(call.recording for call in calls)
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin and process.stdout
        process.stdin.write(names)
        process.stdin.close()
        for call in track(calls, recognizer):
            heard = json.loads(process.stdout.readline())["heard"]
            yield _entry(call, recognizer, heard)
    if process.returncode:
        sys.exit(f"{recognizer} ended with {process.returncode}.")


def _entry(call: Call, recognizer: str, heard: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    first: Mapping[str, Any] = heard[0] if heard else {"transcript": "", "confidence": None}
    return {
        "id": call.line.id,
        "recognizer": recognizer,
        "transcript": first["transcript"],
        "confidence": first["confidence"],
        "alternatives": list(heard[1:]),
        "word_error_rate": round(word_error_rate(call.line.text, first["transcript"]), 3),
        "voice": call.voice.name,
        "speed": call.voice.speed,
        "signal_to_noise": call.phone_line.signal_to_noise,
        "lost": call.phone_line.lost,
    }


if __name__ == "__main__":
    main(sys.argv[1:])
