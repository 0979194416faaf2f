"""Reads the wording files. The one place in `answers` that touches a disk, at start only."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from countyline.answers.wording import AspectWords, TopicWords, Wording
from countyline.status.model import LANGUAGES


def load_wording(data: Path) -> Wording:
    """Read `<data>/<language>/wording/*.yml` of every language.

    Raises OSError when a folder cannot be read, and ValueError naming a malformed file.
    """
    return Wording(
        {
            language: {file.stem: _read(file) for file in _files(data / language / "wording")}
            for language in LANGUAGES
        }
    )


def _files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.yml"))


def _read(file: Path) -> TopicWords:
    content: Any = yaml.safe_load(file.read_text(encoding="utf-8")) or {}
    try:
        return TopicWords(
            sentences={str(key): str(text) for key, text in content.get("sentences", {}).items()},
            aspects={
                str(key): AspectWords(str(words["title"]), str(words["unsaid"]))
                for key, words in content.get("aspects", {}).items()
            },
        )
    except (AttributeError, KeyError, TypeError) as error:
        raise ValueError(f"{file}: not a wording file ({error})") from error
