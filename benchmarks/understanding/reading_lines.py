"""Has labeled lines read by the trained model, and answered and judged as residents would be."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from benchmarks.turn.environments import python_of_rasa
from benchmarks.understanding.answering import Desk, Understood, understood_of
from benchmarks.understanding.contestants import Arena
from benchmarks.understanding.lines import Line
from countyline.problem import Problem
from countyline.running.publishing import publisher_of
from countyline.settings import DEFAULT_STATUS, PROJECT_ROOT, Settings


def published(folder: Path) -> Settings:
    """Publish the default example into a folder of its own, and give the settings that serve it."""
    settings = Settings.from_environment({"COUNTYLINE_VAR": str(folder / "var")})
    settings = replace(settings, status=PROJECT_ROOT / DEFAULT_STATUS)
    publication = publisher_of(settings).refresh()
    if publication.document is None:
        raise Problem(f"The status document cannot be served: {publication.error}")
    return settings


def write_messages(path: Path, lines: Sequence[Line]) -> None:
    """Write what `understand.py` and the peers read."""
    with path.open("w", encoding="utf-8") as file:
        for line in lines:
            entry = {"id": line.id, "text": line.text, "language": line.language}
            file.write(json.dumps(entry, ensure_ascii=False) + "\n")


def completed(line: Line, desk: Desk) -> Line:
    """The labels as answers are held against them: days ahead, subjects that belong together."""
    if line.dates is not None:
        line = replace(line, dates=tuple(desk.still_ahead(days) for days in line.dates))
    if line.ok_subjects is not None:
        line = replace(line, ok_subjects=desk.with_related(line.ok_subjects))
    return line


def understood(arena: Arena, model: Path) -> Mapping[str, Understood]:
    """Have the messages of the arena read, by id.

    Raises:
        Problem: there is no such model, or it cannot be loaded.
    """
    if not model.is_file():
        raise Problem(f"There is no trained model {model.name}: run `make train`.")
    out = arena.messages.with_name("understood.jsonl")
    module = "benchmarks.understanding.understand"
    command = [str(python_of_rasa()), "-m", module, str(model), str(arena.messages), str(out)]
    arena.run(command, arena.kept / "countyline.log")
    entries = (json.loads(line) for line in out.read_text(encoding="utf-8").splitlines())
    return {entry["id"]: understood_of(entry) for entry in entries}
