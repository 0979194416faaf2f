"""The set-up: makes what is missing of both environments, then hands over to what was asked.

Started by `start.sh`, as `python -m countyline.running.bootstrap COMMAND [ARGUMENT…]`, on whatever
Python there is: only the standard library, and nothing newer than Python 3.8. `COMMAND` is one of
the `countyline` command's, or `test`.
"""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
import signal
import sys
import threading
import time
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Iterator, Mapping, Sequence

from countyline.problem import Problem
from countyline.running.environments import (
    Installation,
    disk_is_full,
    own_environment,
    rasa_environment,
    refuse_full_disk,
)
from countyline.running.pythons import Python, find

_PROGRESS_SECONDS = 10
_FOLDER_OF_LOGS = Path("var") / "log"


class _Stopped(Exception):
    """Somebody asked the set-up to stop."""


def main(arguments: Sequence[str]) -> int:
    """Set up, then become what was asked; return an exit code only when that is impossible."""
    root = Path.cwd()
    signal.signal(signal.SIGTERM, _stop)
    signal.signal(signal.SIGINT, _stop)
    tests = arguments[:1] == ["test"]
    try:
        with _alone(root):
            set_up(root, os.environ, tests)
    except Problem as problem:
        print(problem, file=sys.stderr)
        return 1
    except _Stopped:
        print("The set-up was stopped; the next start goes on with it.", file=sys.stderr)
        return 130
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        print(disk_is_full(root), file=sys.stderr)
        return 1
    command = root / ".venv" / "bin" / "countyline"
    asked = [str(command), *arguments]
    if tests:
        python = root / ".venv" / "bin" / "python"
        asked = [str(python), "-m", "countyline.running.testing", *arguments[1:]]
    os.execv(asked[0], asked)
    return 1


def set_up(root: Path, environ: Mapping[str, str], with_tests: bool) -> None:
    """Bring both environments up to date, side by side.

    Raises:
        Problem: in one sentence, why that is impossible.
    """
    logs = root / _FOLDER_OF_LOGS
    every = [
        Installation(root, rasa_environment(root, with_tests), logs / "setup-rasa.log"),
        Installation(root, own_environment(with_tests), logs / "setup-countyline.log"),
    ]
    todo = [installation for installation in every if not installation.is_done()]
    if not todo:
        return
    new = [installation for installation in todo if installation.is_new()]
    megabytes = sum(installation.environment.megabytes for installation in new)
    refuse_full_disk(root, megabytes, shutil.disk_usage(str(root)).free)
    # Both Pythons are looked for before anything is downloaded.
    pythons = {i.environment.folder: find(i.environment.wanted, environ) for i in new}
    _make_side_by_side(todo, pythons, environ)


def _make_side_by_side(
    todo: Sequence[Installation], pythons: Mapping[str, Python], environ: Mapping[str, str]
) -> None:
    failures: list[BaseException] = []

    def make(installation: Installation) -> None:
        environment = installation.environment
        started = time.monotonic()
        try:
            installation.make(pythons.get(environment.folder), environ)
        except BaseException as error:  # handed to the main thread
            failures.append(error)
            return
        seconds = time.monotonic() - started
        print(f"{environment.title} is ready after {seconds:.0f} s.", flush=True)

    threads = []
    for installation in todo:
        environment = installation.environment
        python = pythons.get(environment.folder)
        if python is None:
            print(f"Updating {environment.title}.", flush=True)
        else:
            version = ".".join(map(str, python.version))
            print(
                f"Making {environment.title} with Python {version} (about {environment.duration}).",
                flush=True,
            )
        threads.append(threading.Thread(target=make, args=(installation,), daemon=True))
    try:
        for thread in threads:
            thread.start()
        _wait(threads, todo, failures)
    finally:
        for installation in todo:
            installation.stop()
        for thread in threads:
            thread.join(_PROGRESS_SECONDS)
    if failures:
        raise failures[0]


def _wait(
    threads: Sequence[threading.Thread],
    todo: Sequence[Installation],
    failures: Sequence[BaseException],
) -> None:
    """Wait for all, or for the first failure, and tell how it goes."""
    started = told = time.monotonic()
    while any(thread.is_alive() for thread in threads) and not failures:
        time.sleep(0.1)
        now = time.monotonic()
        if now - told < _PROGRESS_SECONDS:
            continue
        told = now
        for thread, installation in zip(threads, todo):
            if thread.is_alive():
                title = installation.environment.title
                print(f"  {now - started:.0f} s · {title}: {installation.progress}", flush=True)


@contextmanager
def _alone(root: Path) -> Iterator[None]:
    """Keep two set-ups in one folder from disturbing each other."""
    folder = root / "var"
    folder.mkdir(exist_ok=True)
    with (folder / "setup.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("Another set-up is at work in this folder; waiting for it.", flush=True)
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _stop(signum: int, frame: FrameType | None) -> None:
    raise _Stopped


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
