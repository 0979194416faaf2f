"""Processes of tests that die at a seam: before a call did anything, or once it did it all."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Mapping
from typing import Any

from tests.nursery import Child, nursery

Seams = Mapping[str, tuple[type, str]]
"""Names of seams, and the method that each is."""


def start(module: str, *arguments: str) -> Child:
    """Start a module of tests, such as `tests.calling.dying`, as a process: its `main`."""
    return nursery().start(module, *arguments)


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
