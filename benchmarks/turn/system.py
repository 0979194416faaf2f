"""Starts a contestant on an empty folder, waits for its first true answer, stops it again."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.turn.asking import FAULTS, converse
from benchmarks.turn.contestants import Command, Contestant
from countyline.problem import Problem
from countyline.running.ports import refuse_busy_port

_FIRST_QUESTION = "is the recorder of deeds open on friday"
_ASK_EVERY_SECONDS = 0.05
_START_SECONDS = 240.0
_STOP_SECONDS = 20.0
_LINES_SHOWN = 15


@dataclass(frozen=True)
class Running:
    """A contestant that runs: its process ids, and how long its first answer took to come."""

    rasa: int
    actions: int
    port: int
    first_answer_seconds: float


@contextmanager
def running(contestant: Contestant) -> Iterator[Running]:
    """Run a contestant: both programs start at once, on a folder where nothing was published.

    Raises:
        Problem: it gave no true answer in time.
    """
    settings = contestant.settings
    refuse_busy_port(settings.rasa_port, "--ports", "Rasa")
    refuse_busy_port(settings.actions_port, "--ports", "the action server")
    shutil.rmtree(settings.var, ignore_errors=True)
    settings.var.mkdir(parents=True)
    begun = time.perf_counter()
    started: list[subprocess.Popen[bytes]] = []
    try:
        for command in (contestant.actions, contestant.rasa):
            started.append(_start(command))
        _until_it_answers(contestant, started)
        first = time.perf_counter() - begun
        yield Running(started[1].pid, started[0].pid, settings.rasa_port, first)
    finally:
        for process in started:
            _stop(process)


def _start(command: Command) -> subprocess.Popen[bytes]:
    command.log.parent.mkdir(parents=True, exist_ok=True)
    with command.log.open("wb") as output:
        return subprocess.Popen(
            command.line,
            cwd=command.folder,
            env=dict(command.environment),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def _until_it_answers(contestant: Contestant, started: list[subprocess.Popen[bytes]]) -> None:
    given_up = time.monotonic() + _START_SECONDS
    while all(process.poll() is None for process in started) and time.monotonic() < given_up:
        (turn,) = converse(contestant.settings.rasa_port, [_FIRST_QUESTION])
        if turn.outcome not in FAULTS:
            return
        time.sleep(_ASK_EVERY_SECONDS)
    logs = "\n".join(_end_of(command.log) for command in (contestant.actions, contestant.rasa))
    raise Problem(f"{contestant.name} gave no answer: it ended, or took too long.\n{logs}")


def _end_of(log: Path) -> str:
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    return "\n".join([f"The end of {log.name}:", *lines[-_LINES_SHOWN:]])


def _stop(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
