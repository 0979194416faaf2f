"""Makes the two environments, each from its lock files, and reuses what is already right.

Part of the set-up: only the standard library, and nothing newer than Python 3.8.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import platform
import re
import shutil
import subprocess
import threading
from pathlib import Path
from typing import IO, Any, Mapping, NamedTuple, Sequence

from countyline.problem import Problem
from countyline.running.pythons import FOR_COUNTYLINE, FOR_RASA, Python, Wanted

_STAMP = "countyline-installed.json"
_PIP = ("-m", "pip", "--no-input", "--disable-pip-version-check", "install")
# Packages that are published as source only are built with what is locked, not with downloads.
# Python compiles what is used at its first use: of TensorFlow and its kin, that is a small part.
_LOCKED = (
    "--no-warn-script-location", "--no-compile", "--no-build-isolation", "--require-hashes"
)  # fmt: skip
# They would lead pip out of the environment, or other code into it.
_FOREIGN_VARIABLES = ("PYTHONPATH", "PYTHONHOME", "PIP_USER", "PIP_TARGET", "PIP_PREFIX")


class Environment(NamedTuple):
    """One environment: where it is, and what goes into it.

    `locks` are installed in their order; `megabytes` is the room that the set-up takes at its
    height; `has_command` says that the `countyline` command is installed there.
    """

    title: str
    folder: str
    wanted: Wanted
    locks: tuple[str, ...]
    megabytes: int
    duration: str
    has_command: bool


def rasa_environment(root: Path, with_tests: bool) -> Environment:
    """Describe `.brain`, where Rasa and `countyline/understanding` run."""
    # Rasa asks for another TensorFlow on each kind of computer.
    special = f"brain-{platform.system()}-{platform.machine()}".lower()
    lock = special if lock_file(root, special).exists() else "brain"
    locks = ("build", lock, *(["brain-dev"] if with_tests else []))
    return Environment("Rasa's environment", ".brain", FOR_RASA, locks, 4500, "2 minutes", False)


def own_environment(with_tests: bool) -> Environment:
    """Describe `.venv`, where everything else runs."""
    locks = ("app", *(["dev"] if with_tests else []))
    title = "Countyline's environment"
    return Environment(title, ".venv", FOR_COUNTYLINE, locks, 900, "1 minute", True)


def lock_file(root: Path, lock: str) -> Path:
    """Give the path of a lock file."""
    return root / "requirements" / f"{lock}.txt"


def python_of(root: Path, environment: Environment) -> Path:
    """Give the path of the environment's Python."""
    return root / environment.folder / "bin" / "python"


class Installation:
    """The making of one environment, with its progress in words."""

    def __init__(self, root: Path, environment: Environment, log: Path) -> None:
        self.environment = environment
        self.progress = "starting"
        self._root = root
        self._folder = root / environment.folder
        self._log = log
        self._running: subprocess.Popen[str] | None = None
        self._stopped = threading.Event()

    def is_done(self) -> bool:
        """Tell whether the environment is there, whole, and made from today's lock files."""
        return self._is_whole() and not self._missing_locks()

    def is_new(self) -> bool:
        """Tell whether the environment has to be made from nothing."""
        return not self._is_whole()

    def make(self, python: Python | None, environ: Mapping[str, str]) -> None:
        """Make the environment, or bring it up to date. Blocks until `stop` at the latest.

        Args:
            python: what to make a new environment with; None when it `is_new` is false.
            environ: the environment variables to work with, pip's own among them.

        Raises:
            Problem: in one sentence, why it could not be made.
        """
        missing = self._missing_locks() if self._is_whole() else self.environment.locks
        # Without its stamp an environment counts as interrupted, and is made anew.
        stamp = self._folder / _STAMP
        if stamp.exists():
            stamp.unlink()
        self._log.parent.mkdir(parents=True, exist_ok=True)
        with self._log.open("w", encoding="utf-8") as log:
            if python is not None:
                self._create(python, environ, log)
            temporary = self._folder / "tmp"
            temporary.mkdir(exist_ok=True)
            inside = {k: v for k, v in environ.items() if k not in _FOREIGN_VARIABLES}
            inside["TMPDIR"] = str(temporary)  # on the disk whose room was checked
            for lock in missing:
                file = str(lock_file(self._root, lock))
                self._pip([*_LOCKED, "-r", file], inside, log, _packages(file))
            if self.environment.has_command:
                project = ["--no-deps", "--no-index", "--no-build-isolation", "-e", "."]
                self._pip(project, inside, log, 1)
            shutil.rmtree(temporary, ignore_errors=True)
        self._write_stamp(stamp)

    def stop(self) -> None:
        """End the work from another thread; the next start does it again."""
        self._stopped.set()
        if self._running is not None:
            self._running.terminate()

    def _is_whole(self) -> bool:
        stamp = self._read_stamp()
        # The scripts inside name the folder, so a moved environment does not work.
        if stamp.get("folder") != str(self._folder):
            return False
        try:
            subprocess.run(
                [str(python_of(self._root, self.environment)), "-I", "-S", "-c", ""],
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                check=True,
            )
        except (OSError, subprocess.SubprocessError):
            return False
        return True

    def _missing_locks(self) -> tuple[str, ...]:
        installed = self._read_stamp().get("locks", {})
        return tuple(
            lock
            for lock in self.environment.locks
            if installed.get(lock) != _digest(lock_file(self._root, lock))
        )

    def _read_stamp(self) -> dict[str, Any]:
        try:
            stamp = json.loads((self._folder / _STAMP).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return stamp if isinstance(stamp, dict) else {}

    def _write_stamp(self, stamp: Path) -> None:
        locks = {lock: _digest(lock_file(self._root, lock)) for lock in self.environment.locks}
        building = stamp.with_suffix(".new")
        content = {"folder": str(self._folder), "locks": locks}
        building.write_text(json.dumps(content, indent=1), encoding="utf-8")
        building.replace(stamp)

    def _create(self, python: Python, environ: Mapping[str, str], log: IO[str]) -> None:
        self.progress = "creating it"
        if self._folder.is_symlink():
            # Clearing would empty the folder that the link points to.
            self._folder.unlink()
        command = [python.executable, "-m", "venv", "--clear", str(self._folder)]
        self._run(command, environ, log, lambda line: None)

    def _pip(
        self, arguments: Sequence[str], environ: Mapping[str, str], log: IO[str], packages: int
    ) -> None:
        found = 0

        def follow(line: str) -> None:
            nonlocal found
            if line.startswith("Collecting "):
                found += 1
                self.progress = f"fetching package {min(found, packages)} of {packages}"
            elif line.startswith("Installing collected packages"):
                self.progress = f"unpacking {packages} packages"

        python = str(python_of(self._root, self.environment))
        self._run([python, *_PIP, *arguments], environ, log, follow)

    def _run(
        self, command: Sequence[str], environ: Mapping[str, str], log: IO[str], follow: Any
    ) -> None:
        if self._stopped.is_set():
            raise Problem("The set-up was stopped; the next start goes on with it.")
        with subprocess.Popen(
            command,
            cwd=str(self._root),
            env=dict(environ),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
        ) as process:
            self._running = process
            assert process.stdout is not None
            for line in process.stdout:
                log.write(line)
                follow(line)
        self._running = None
        if process.returncode != 0:
            log.flush()
            output = self._log.read_text(encoding="utf-8", errors="replace")
            raise why_it_failed(self.environment.title, output, self._log)


def refuse_full_disk(folder: Path, megabytes: int, free_bytes: int) -> None:
    """Check the room before anything is written.

    Raises:
        Problem: there is too little of it.
    """
    free = free_bytes // 1_000_000
    if free < megabytes:
        raise Problem(
            f"The disk of {folder} is too full: the set-up needs {megabytes / 1000:.1f} GB and "
            f"{free / 1000:.1f} GB are free; free some space, then run the command again."
        )


def disk_is_full(folder: Path) -> Problem:
    """Give the sentence for a disk that ran full in the middle of something."""
    return Problem(
        f"The disk of {folder} is full: free some space, then run the command again; "
        "it goes on where it stopped."
    )


def why_it_failed(title: str, output: str, log: Path) -> Problem:
    """Turn the output of `venv` or pip into one sentence."""
    if os.strerror(errno.ENOSPC) in output or "Errno 28" in output:
        return disk_is_full(log.parent)
    if "DO NOT MATCH THE HASHES" in output:
        return Problem(
            f"{title} was not made: a downloaded package is not the one that the lock file in "
            f"requirements/ names, so it was refused; which one stands in {log}."
        )
    if re.search(r"No matching distribution|Could not fetch|NewConnectionError|Timeout", output):
        return Problem(
            f"{title} was not made: a package could not be downloaded; check this computer's "
            f"network and pip's settings (`pip config list`), then run the command again; "
            f"details stand in {log}."
        )
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    errors = [line for line in lines if line.lower().startswith("error")]
    last = (errors or lines or ["it gave no reason"])[-1]
    return Problem(f"{title} was not made: {last} (details stand in {log}).")


def _packages(lock: str) -> int:
    return len(re.findall(r"^[A-Za-z0-9]\S*==", Path(lock).read_text(encoding="utf-8"), re.M))


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
