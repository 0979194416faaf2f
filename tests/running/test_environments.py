"""Environments: made once, made again when interrupted, and failures told in one sentence."""

import os
import re
import sys
import threading
import time
from pathlib import Path

import pytest

from countyline.problem import Problem
from countyline.running.environments import (
    Environment,
    Installation,
    own_environment,
    rasa_environment,
    refuse_full_disk,
    why_it_failed,
)
from countyline.running.pythons import FOR_COUNTYLINE, Python
from countyline.settings import PROJECT_ROOT

THIS_PYTHON = Python(sys.executable, tuple(sys.version_info[:3]), ())
EMPTY = Environment("The environment", ".own", FOR_COUNTYLINE, ("empty",), 1, "1 second", False)


def installation(root: Path) -> Installation:
    lock = root / "requirements" / "empty.txt"
    lock.parent.mkdir(exist_ok=True)
    if not lock.exists():
        lock.write_text("# nothing\n", encoding="utf-8")
    return Installation(root, EMPTY, root / "var" / "log" / "setup.log")


def test_what_is_there_is_reused_and_what_was_interrupted_is_not(tmp_path: Path) -> None:
    assert installation(tmp_path).is_new()
    installation(tmp_path).make(THIS_PYTHON, os.environ)
    assert installation(tmp_path).is_done()
    assert not (tmp_path / ".own" / "tmp").exists()

    lock = tmp_path / "requirements" / "empty.txt"
    lock.write_text("# still nothing\n", encoding="utf-8")
    assert not installation(tmp_path).is_done()
    assert not installation(tmp_path).is_new()
    installation(tmp_path).make(None, os.environ)
    assert installation(tmp_path).is_done()

    (tmp_path / ".own" / "countyline-installed.json").write_text("{", encoding="utf-8")
    assert installation(tmp_path).is_new()


def test_a_link_to_an_environment_is_replaced_not_emptied(tmp_path: Path) -> None:
    precious = tmp_path / "somebody-elses" / "file"
    precious.parent.mkdir()
    precious.write_text("keep", encoding="utf-8")
    (tmp_path / ".own").symlink_to(precious.parent)
    installation(tmp_path).make(THIS_PYTHON, os.environ)
    assert precious.read_text(encoding="utf-8") == "keep"
    assert installation(tmp_path).is_done()


def python_that(tmp_path: Path, script: str) -> Python:
    path = tmp_path / "python-that"
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)
    return Python(str(path), (3, 11, 0), ())


def test_a_disk_that_runs_full_on_the_way_is_one_sentence(tmp_path: Path) -> None:
    full = python_that(tmp_path, "echo 'OSError: [Errno 28] No space left on device'; exit 1")
    with pytest.raises(Problem, match=r"^The disk of .* is full: free some space"):
        installation(tmp_path).make(full, os.environ)
    assert installation(tmp_path).is_new()


def test_stopping_ends_the_work_at_once(tmp_path: Path) -> None:
    work = installation(tmp_path)
    failures: list[Problem] = []

    def make() -> None:
        try:
            work.make(python_that(tmp_path, "exec sleep 60"), os.environ)
        except Problem as problem:
            failures.append(problem)

    thread = threading.Thread(target=make)
    thread.start()
    while work.progress == "starting":
        time.sleep(0.01)
    time.sleep(0.1)
    work.stop()
    thread.join(30)
    assert failures
    assert installation(tmp_path).is_new()


@pytest.mark.parametrize(
    ("output", "sentence"),
    [
        ("ERROR: Could not install packages due to an OSError: [Errno 28] No space", "is full"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS", "was refused"),
        ("ERROR: No matching distribution found for rasa==3.6.21", "network"),
        ("a\nERROR: the reason\nb\n", "the reason"),
        ("", "it gave no reason"),
    ],
)
def test_pip_s_failures_are_told_in_one_sentence(
    tmp_path: Path, output: str, sentence: str
) -> None:
    message = str(why_it_failed("The environment", output, tmp_path / "log"))
    assert sentence in message
    assert "\n" not in message


def test_room_on_the_disk_is_asked_before_anything_is_written(tmp_path: Path) -> None:
    refuse_full_disk(tmp_path, 5400, 5_400_000_000)
    with pytest.raises(Problem, match=r"needs 5\.4 GB and 1\.2 GB are free; free some space"):
        refuse_full_disk(tmp_path, 5400, 1_200_000_000)


def locks() -> set[str]:
    environments = [rasa_environment(PROJECT_ROOT, True), own_environment(True)]
    named = {lock for environment in environments for lock in environment.locks}
    files = {path.stem for path in (PROJECT_ROOT / "requirements").glob("*.txt")}
    return named | files


@pytest.mark.parametrize("lock", sorted(locks()))
def test_lock_files_pin_with_hashes_and_name_no_registry(lock: str) -> None:
    text = (PROJECT_ROOT / "requirements" / f"{lock}.txt").read_text(encoding="utf-8")
    entries = re.split(r"\n(?=\S)", re.sub(r"^\s*#.*\n?", "", text, flags=re.M))
    pinned = [entry for entry in entries if entry.strip()]
    assert pinned
    for entry in pinned:
        assert re.match(r"[A-Za-z0-9._\[\],-]+==\S+", entry), entry
        assert "--hash=sha256:" in entry, entry
    assert "://" not in text
    assert "--index" not in text
    assert "--find-links" not in text
