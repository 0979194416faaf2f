"""Fits what tells that recognized speech was meant, and tells what comes of it.

    python -m benchmarks.calls.fit_heard

Prints the weights (`MEANT` in `countyline/understanding/hearing.py`), fitted on the transcripts
that may be looked at, and what callers of these get, each call weighed by weights that are fitted
on other questions, with the thresholds `heard` of `config.yml`. The model that understands them is
trained for that, and has learned nothing of their questions, as the one in service has
(`benchmarks/understanding/apart.py`). Run it when training material or understanding has changed;
then
`python -m benchmarks.calls.noisy --tuning` plays the same to the running system.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.calls.corpus import HEARD, LANGUAGES, TUNING, Noisy, read_noisy
from benchmarks.calls.noisy import figures, shown
from benchmarks.calls.offline import OfflineLine
from benchmarks.calls.playing import GOT, Played, play
from benchmarks.turn.environments import python_of_rasa
from benchmarks.understanding.answering import Desk
from benchmarks.understanding.apart import model_without
from benchmarks.understanding.lines import Line
from benchmarks.understanding.reading_lines import completed, published
from countyline.settings import PROJECT_ROOT, Settings


def main(arguments: Sequence[str]) -> None:
    """Fit, play and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.calls.fit_heard")
    parser.add_argument("--model", type=Path, help="a model; it must not have learned the calls")
    parser.add_argument("--show", nargs="*", choices=GOT, default=(), help="print such calls")
    asked = parser.parse_args(arguments)
    noisy = [one for language in LANGUAGES for one in read_noisy(language, TUNING)]
    with TemporaryDirectory(prefix="countyline-heard-") as folder:
        if asked.model:
            played = list(_played(asked.model, Path(folder), noisy))
        else:
            settings = Settings.from_environment()
            with model_without([one.line for one in noisy], settings, os.environ) as model:
                played = list(_played(model, Path(folder), noisy))
    print("\n".join(figures(played)))
    for one in played:
        if one.got in asked.show:
            print(shown(one))


def _played(model: Path, folder: Path, noisy: Sequence[Noisy]) -> Iterator[Played]:
    desk = Desk(published(folder))
    labels = [completed(one.line, desk) for one in noisy]
    for one, line, understood in zip(
        noisy, labels, _understood(model, folder, noisy, labels), strict=True
    ):
        yield play(one, line, OfflineLine(desk, understood), desk.offices)


def _understood(
    model: Path, folder: Path, noisy: Sequence[Noisy], labels: Sequence[Line]
) -> Iterator[Mapping[str, Any] | None]:
    messages, out = folder / "messages.jsonl", folder / "understood.jsonl"
    pairs = zip(noisy, labels, strict=True)
    messages.write_text("".join(_message(*pair) for pair in pairs), encoding="utf-8")
    command = [str(python_of_rasa()), "-m", "benchmarks.calls.hear"]
    subprocess.run([*command, str(model), str(messages), str(out)], cwd=PROJECT_ROOT, check=True)
    yield from map(json.loads, out.read_text(encoding="utf-8").splitlines())


def _message(noisy: Noisy, labels: Line) -> str:
    entry = {
        "id": labels.id,
        "ok_topics": labels.ok_topics,
        "ok_subjects": labels.ok_subjects,
        "language": noisy.listened_for,
        "is_to_be_understood": noisy.part == HEARD,
        "ways": [{"text": way.transcript, "confidence": way.confidence} for way in noisy.ways],
    }
    return json.dumps(entry, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    main(sys.argv[1:])
