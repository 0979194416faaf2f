"""Rasa projects for the two peers with DIET: our examples, by topic, and a stock pipeline."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

from benchmarks.understanding.peers.training_data import Row

_FEATURES = {"name": "benchmarks.understanding.peers.encoder_features.EncoderFeatures"}
_CLASSIFIER = "DIETClassifier"


def write_project(
    folder: Path, rows: Sequence[Row], stock: Path, epochs: int, *, encoded: bool
) -> None:
    """Write what `rasa train nlu` needs into the empty `folder`.

    Args:
        folder: where to.
        rows: the examples.
        stock: the configuration that the installed Rasa fills in for `rasa init`.
        epochs: of its classifier and response selector.
        encoded: whether the sentence encoder's features join the stock ones.
    """
    pipeline = yaml.safe_load(stock.read_text(encoding="utf-8"))["pipeline"]
    for component in pipeline:
        if "epochs" in component:
            component["epochs"] = epochs
    if encoded:
        place = next(i for i, entry in enumerate(pipeline) if entry["name"] == _CLASSIFIER)
        pipeline.insert(place, dict(_FEATURES))
    _write(
        folder / "config.yml",
        {
            "recipe": "default.v1",
            "assistant_id": "countyline_peer",
            "language": "en",
            "pipeline": pipeline,
            "policies": [],
        },
    )
    _write(folder / "nlu.yml", {"version": "3.1", "nlu": _blocks(rows)})


def _blocks(rows: Sequence[Row]) -> list[dict[str, Any]]:
    by_topic: dict[str, list[str]] = {}
    for row in rows:
        by_topic.setdefault(row.topic, []).append(f"- {row.text}")
    return [
        {"intent": topic, "examples": "\n".join(lines) + "\n"} for topic, lines in by_topic.items()
    ]


def _write(path: Path, content: object) -> None:
    path.write_text(
        yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=10_000),
        encoding="utf-8",
    )
