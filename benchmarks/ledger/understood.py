"""How the running system understands the questions of docs/questions.yml, kept in a file.

    python -m benchmarks.ledger --record

So the benchmark itself needs no Rasa, and replays what understanding really made of real words.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from countyline.settings import PROJECT_ROOT
from docs.running_system import running_system

FILE = Path(__file__).with_name("understood.jsonl")
_QUESTIONS = PROJECT_ROOT / "docs" / "questions.yml"


def record() -> int:
    """Ask a system that is started for it, and write down how it understood; give how many."""
    lines = []
    with running_system() as system:
        for number, question in enumerate(questions()):
            body = {
                "sender": f"record-{number}",
                "message": question,
                "metadata": {"basis": True, "channel": "rehearsal"},
            }
            _, answered = system.post(json.dumps(body).encode())
            [custom] = [one["custom"] for one in json.loads(answered) if "custom" in one]
            lines.append(json.dumps(custom["basis"]["question"], ensure_ascii=False))
    FILE.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return len(lines)


def understood() -> list[Mapping[str, Any]]:
    """Give each question as it was understood."""
    return [json.loads(line) for line in FILE.read_text(encoding="utf-8").splitlines()]


def questions() -> Iterator[str]:
    """Give every question of the list, once."""
    listed = yaml.safe_load(_QUESTIONS.read_text(encoding="utf-8"))
    asked = [text for one in listed["topics"].values() for text in one.values()]
    asked += [text for one in listed["over_time"] for text in one.values()]
    asked += [text for one in listed["conversations"] for text in one["turns"]]
    yield from dict.fromkeys(asked)
