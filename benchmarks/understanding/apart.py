"""A model that has not learned some of the labeled messages, to look at what becomes of them.

The model in service has learned all of `data/<language>/calibration.jsonl`, so what it makes of
them flatters it. This trains another one, in a copy of the project without some of them.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.understanding.lines import LEARNED, Line
from countyline.running.training import train
from countyline.settings import Settings

_COPIED = (
    "config.yml", "domain.yml", "credentials.yml", "endpoints.yml",
    "countyline", "data", "requirements",
)  # fmt: skip
_ENVIRONMENT = ".brain"


def part_of(lines: Sequence[Line], part: int, parts: int) -> list[Line]:
    """Every so manieth line: part 0 to `parts` - 1. The files go by slices, so all are in it."""
    return [line for place, line in enumerate(lines) if place % parts == part]


@contextmanager
def model_without(
    lines: Iterable[Line], settings: Settings, environ: Mapping[str, str]
) -> Iterator[Path]:
    """Train a model that knows nothing of `lines`, and give the path to it.

    Raises:
        Problem: training failed.
    """
    left_out = {line.id for line in lines}
    with TemporaryDirectory(prefix="countyline-apart-") as folder:
        root = Path(folder).resolve()
        for name in _COPIED:
            _copy(settings.root / name, root / name)
        (root / _ENVIRONMENT).symlink_to(settings.root / _ENVIRONMENT)
        for _, path in LEARNED:
            _leave_out(root / path.relative_to(settings.root), left_out)
        there = replace(settings, root=root, var=root / "var")
        train(there, environ, print)
        yield there.model


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
    else:
        shutil.copy(source, target)


def _leave_out(path: Path, ids: Iterable[str]) -> None:
    written = path.read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in written if json.loads(line)["id"] not in set(ids)]
    path.write_text("".join(kept), encoding="utf-8")
