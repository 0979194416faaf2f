"""The programs of a running system: how they are, to kill one, to hold one up."""

from __future__ import annotations

import json
import os
import signal
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

import psutil

from docs.running_system import RunningSystem

BACK_SECONDS = 120.0
# A proxy of the surroundings has no business between two processes of one computer.
_OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))

PROGRAMS = {
    "desk": "countyline.running.desk_server",
    "actions": "countyline.running.action_server",
    "rasa": "countyline.running.attended",
}


def states(system: RunningSystem) -> dict[str, str]:
    """Give how each part of the system is; empty while the desk itself is away."""
    try:
        with _OPENER.open(f"{system.site}/health/ready", timeout=30) as response:
            found = json.load(response)
    except urllib.error.HTTPError as not_ready:
        with not_ready:
            found = json.load(not_ready)
    except (OSError, ValueError):
        return {}
    return {name: part["state"] for name, part in found["parts"].items()}


def program(system: RunningSystem, name: str) -> psutil.Process:
    """Give the process that the supervisor runs for a program, once there is one."""
    given_up = time.monotonic() + BACK_SECONDS
    while time.monotonic() < given_up:
        for child in psutil.Process(system.supervisor).children():
            try:
                if PROGRAMS[name] in child.cmdline():
                    return child
            except psutil.NoSuchProcess:
                continue
        time.sleep(0.1)
    raise AssertionError(f"{name} does not run")


def kill(system: RunningSystem, name: str) -> None:
    """Kill a program with -9."""
    os.kill(program(system, name).pid, signal.SIGKILL)


def until_ready(system: RunningSystem) -> None:
    """Wait until every program works."""
    given_up = time.monotonic() + BACK_SECONDS
    parts: dict[str, str] = {}
    while time.monotonic() < given_up:
        parts = states(system)
        if [parts.get(name) for name in ("database", "rasa", "actions")] == ["ok"] * 3:
            return
        time.sleep(0.2)
    raise AssertionError(f"the system did not come back: {parts}")


@contextmanager
def held_up(system: RunningSystem, name: str) -> Iterator[psutil.Process]:
    """Stop a program in its tracks, so that whatever is asked of it stays outstanding."""
    process = program(system, name)
    process.suspend()
    try:
        yield process
    finally:
        if process.is_running():
            process.resume()
