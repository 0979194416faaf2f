"""Processes of tests that die at a seam: before a call did anything, or once it did it all."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from typing import Any

from countyline.settings import PROJECT_ROOT as ROOT

Seams = Mapping[str, tuple[type, str]]
"""Names of seams, and the method that each is."""


def start(module: str, *arguments: str) -> subprocess.Popen[bytes]:
    """Start a module of tests, such as `tests.calling.dying`, as a process: its `main`."""
    # A package that the tests need installs a package `tests` of its own, which would win.
    code = f"""
import sys, types
sys.modules["tests"] = types.ModuleType("tests")
sys.modules["tests"].__path__ = [{str(ROOT / "tests")!r}]
from {module} import main
main(*sys.argv[1:])
"""
    return subprocess.Popen(
        [sys.executable, "-c", code, *arguments], env={**os.environ, "PYTHONPATH": str(ROOT)}
    )


def die_at(seam: str, seams: Seams) -> None:
    """Kill this process at a call, written `name:before:2` or `name:after:2` for the second."""
    name, when, which = seam.split(":")
    owner, method = seams[name]
    done: Callable[..., Any] = getattr(owner, method)
    calls: list[None] = []

    def dying(*args: Any, **kwargs: Any) -> Any:
        calls.append(None)
        is_last = len(calls) == int(which)
        if is_last and when == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        result = done(*args, **kwargs)
        if is_last:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    setattr(owner, method, dying)
