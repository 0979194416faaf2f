"""Exports that the console starts: each in a process of its own, with its progress in a folder.

A long export must not hold the desk. What becomes of it is in files, so any desk process, also one
that is started later, can tell; nothing of it is in memory but whether a process has ended.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
import subprocess
import sys
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

ORDER = "order.json"
PROGRESS = "progress.json"
ERROR = "error.txt"
ARCHIVE = "records.zip"
_NAME = re.compile(r"[0-9a-f]{12}")


class State(StrEnum):
    """Where an export stands."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class StillRunning(Exception):
    """One export at a time: another one runs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """An export that was started. `stage` is what is being written; times are aware."""

    id: str
    first: str
    last: str
    format: str
    by: str
    started_at: datetime
    state: State
    stage: str
    records: int
    size: int
    error: str | None

    @property
    def file_name(self) -> str:
        """The name that the archive is downloaded under."""
        return f"records-{self.first}-to-{self.last}.zip"


class ExportJobs:
    """The exports of one system.

    Args:
        folder: where they are kept; only its owner can read it.
        settings: variables for the process, beside those of this one.
    """

    def __init__(self, folder: Path, settings: Mapping[str, str]) -> None:
        self._folder = folder
        self._settings = dict(settings)
        self._processes: dict[str, subprocess.Popen[bytes]] = {}
        self._one_at_a_time = threading.Lock()

    def start(self, first: date, last: date, format_: str, by: str) -> str:
        """Start an export; give its id. Raises StillRunning, or OSError when it cannot be kept."""
        with self._one_at_a_time:
            if any(one.state is State.RUNNING for one in self.all()):
                raise StillRunning
            name = secrets.token_hex(6)
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            folder = self._folder / name
            folder.mkdir(mode=0o700)
            order: dict[str, Any] = {
                "first": first.isoformat(),
                "last": last.isoformat(),
                "format": format_,
                "by": by,
                "started_at": datetime.now(UTC).isoformat(),
            }
            process = subprocess.Popen(
                [sys.executable, "-m", "countyline.running.records_job", str(folder)],
                env={**os.environ, **self._settings},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            self._processes[name] = process
            order["process"] = process.pid
            (folder / ORDER).write_text(json.dumps(order), encoding="utf-8")
            return name

    def all(self) -> list[Job]:
        """Give the exports, the newest first."""
        if not self._folder.is_dir():
            return []
        found = [self.get(path.name) for path in self._folder.iterdir()]
        jobs = [one for one in found if one is not None]
        return sorted(jobs, key=lambda one: one.started_at, reverse=True)

    def get(self, name: str) -> Job | None:
        """Give an export, or None when there is none of this id."""
        if not _NAME.fullmatch(name):
            return None
        folder = self._folder / name
        try:
            order = json.loads((folder / ORDER).read_bytes())
            archive = folder / ARCHIVE
            size = archive.stat().st_size if archive.exists() else 0
            error = self._error(folder, order, is_done=bool(size))
            progress = _progress(folder)
            return Job(
                id=name,
                first=order["first"],
                last=order["last"],
                format=order["format"],
                by=order["by"],
                started_at=datetime.fromisoformat(order["started_at"]),
                state=State.DONE if size else State.FAILED if error else State.RUNNING,
                stage=str(progress.get("stage", "")),
                records=int(progress.get("records", 0)),
                size=size,
                error=error,
            )
        except (OSError, KeyError, TypeError, ValueError):
            return None

    def archive(self, name: str) -> Path | None:
        """Give the file of an export that is done."""
        job = self.get(name)
        is_done = job is not None and job.state is State.DONE
        return self._folder / name / ARCHIVE if is_done else None

    def remove(self, name: str) -> bool:
        """Delete an export that does not run; tell whether there was one."""
        job = self.get(name)
        if job is None or job.state is State.RUNNING:
            return False
        shutil.rmtree(self._folder / name, ignore_errors=True)
        return True

    def _error(self, folder: Path, order: Mapping[str, Any], *, is_done: bool) -> str | None:
        if is_done:
            return None
        with suppress(OSError):
            return (folder / ERROR).read_text(encoding="utf-8")
        if self._is_alive(folder.name, int(order["process"])):
            return None
        # It may have ended between the two looks.
        return None if (folder / ARCHIVE).exists() else "The program that wrote it was ended."

    def _is_alive(self, name: str, number: int) -> bool:
        process = self._processes.get(name)
        if process is not None:
            return process.poll() is None
        try:
            os.kill(number, 0)
        except OSError:
            return False
        return True


def _progress(folder: Path) -> dict[str, Any]:
    try:
        found = json.loads((folder / PROGRESS).read_bytes())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
