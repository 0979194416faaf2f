"""One question to a process of its own, which ends with its answer: JSON in, JSON out."""

from __future__ import annotations

import asyncio
import json
import os
import signal
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any


class TookTooLong(Exception):
    """The process did not answer in time, and was ended."""


class GaveNoAnswer(Exception):
    """The process failed.

    Attributes:
        code: its exit status; negative: the signal that ended it.
        errors: what it wrote to its standard error; it may hold a resident's words.
    """

    def __init__(self, code: int | None, errors: bytes) -> None:
        super().__init__(f"exit status {code}")
        self.code = code
        self.errors = errors.decode(errors="replace").strip()


async def answer_of(
    command: tuple[str, ...],
    request: Mapping[str, Any],
    seconds: float,
    *,
    folder: Path | None = None,
    environment: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Start a command, hand it a request and give its answer.

    Args:
        command: its first word is a program's path.
        request: what it reads from its standard input.
        seconds: how long it may take.
        folder: where it runs; None: here.
        environment: all of its environment variables; None: those of this process.

    Raises:
        FileNotFoundError: there is no such program.
        TookTooLong, GaveNoAnswer: as they say.
    """
    process = await asyncio.create_subprocess_exec(
        *command,
        cwd=folder,
        env=environment,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        start_new_session=True,
    )
    try:
        given = json.dumps(request).encode()
        written, errors = await asyncio.wait_for(process.communicate(given), seconds)
    except TimeoutError:
        raise TookTooLong from None
    finally:
        await _end(process)
    if process.returncode != 0:
        raise GaveNoAnswer(process.returncode, errors)
    try:
        found = json.loads(written)
    except ValueError:
        raise GaveNoAnswer(process.returncode, b"not JSON") from None
    if not isinstance(found, dict):
        raise GaveNoAnswer(process.returncode, b"no JSON object")
    return found


async def _end(process: asyncio.subprocess.Process) -> None:
    """End the process, and those that it started; also when whoever asked has gone away."""
    if process.returncode is None:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        await process.communicate()
