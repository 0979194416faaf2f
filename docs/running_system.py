"""Runs a whole Countyline beside any other: own ports, own folder, thrown away at the end.

What stands in the documents as an answer comes from here, and so does what the tests of the
documents compare it with: the real programs, started by the `countyline run` that people use.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from countyline.settings import PROJECT_ROOT

_READY = "Countyline is ready"
_START_SECONDS = 240.0
_STOP_SECONDS = 20.0
# A proxy of the surroundings has no business between two processes of one computer.
_OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class DidNotStart(RuntimeError):
    """`countyline run` ended, or did not get ready; the text is what it printed."""


@dataclass(frozen=True)
class Reply:
    """What one message brought back: the whole list, and its two parts that matter.

    `text` joins the texts of all messages; `answer` is the one `custom.answer` (empty: none).
    """

    messages: list[dict[str, Any]]

    @property
    def text(self) -> str:
        """What the resident reads."""
        return "\n".join(message["text"] for message in self.messages if message.get("text"))

    @property
    def answer(self) -> dict[str, Any]:
        """The record that goes with the text."""
        for message in self.messages:
            custom = message.get("custom")
            if isinstance(custom, dict) and isinstance(custom.get("answer"), dict):
                return dict(custom["answer"])
        return {}


@dataclass(frozen=True)
class RunningSystem:
    """A Countyline that runs.

    Attributes:
        rest: the address of Rasa's REST channel.
        site: the address of the public site, without a slash at its end.
        var: the folder of what is written.
        environment: what it was started with.
        supervisor: the process that keeps the others.
    """

    rest: str
    site: str
    var: Path
    environment: Mapping[str, str]
    supervisor: int

    def ask(self, sender: str, message: str) -> Reply:
        """Send one message and give what came back. Raises OSError when nothing answers."""
        body = json.dumps({"sender": sender, "message": message}).encode()
        return Reply(json.loads(self.post(body)[1]))

    def post(self, body: bytes) -> tuple[int, bytes]:
        """Post a body; give the status and the raw answer."""
        headers = {"Content-Type": "application/json"}
        request = urllib.request.Request(self.rest, body, headers)
        try:
            with _OPENER.open(request, timeout=30) as response:
                return response.status, response.read()
        except urllib.error.HTTPError as refused:
            return refused.code, refused.read()


@contextmanager
def running_system(
    status: Path | None = None,
    now: str = "",
    root: Path = PROJECT_ROOT,
    extra: Mapping[str, str] | None = None,
) -> Iterator[RunningSystem]:
    """Start Countyline and stop it again.

    Args:
        status: the status document; None: the default example.
        now: the pretended time, ISO 8601; empty: the example's own.
        root: the project's folder, with its environments made.
        extra: further settings, by their variables.

    Raises:
        DidNotStart: it does not get ready.
    """
    with TemporaryDirectory(prefix="countyline-") as folder:
        var = Path(folder)
        site, rasa, actions = free_ports(3)
        environment = {
            **{k: v for k, v in os.environ.items() if not k.startswith("COUNTYLINE_")},
            "COUNTYLINE_VAR": str(var),
            "COUNTYLINE_STATUS": str(status or ""),
            "COUNTYLINE_NOW": now,
            "COUNTYLINE_DATABASE_URL": "",
            "COUNTYLINE_PUBLIC_URL": "",
            "COUNTYLINE_RASA_SECRET": "",
            "COUNTYLINE_PORT": str(site),
            "COUNTYLINE_RASA_PORT": str(rasa),
            "COUNTYLINE_ACTIONS_PORT": str(actions),
            **(extra or {}),
        }
        printed = var / "run.txt"
        with printed.open("wb") as output:
            process = subprocess.Popen(
                [sys.executable, "-m", "countyline.cli", "run"],
                cwd=root,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        try:
            _wait_until_ready(process, printed)
            yield RunningSystem(
                rest=f"http://localhost:{rasa}/webhooks/rest/webhook",
                site=f"http://localhost:{site}",
                var=var,
                environment=environment,
                supervisor=process.pid,
            )
        finally:
            _stop(process)


def free_ports(count: int) -> list[int]:
    """Give ports on loopback that nobody listens on."""
    probes = [socket.socket(socket.AF_INET, socket.SOCK_STREAM) for _ in range(count)]
    try:
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [int(probe.getsockname()[1]) for probe in probes]
    finally:
        for probe in probes:
            probe.close()


def _wait_until_ready(process: subprocess.Popen[bytes], printed: Path) -> None:
    given_up = time.monotonic() + _START_SECONDS
    while _READY not in (said := printed.read_text(encoding="utf-8", errors="replace")):
        if process.poll() is not None or time.monotonic() > given_up:
            raise DidNotStart(f"countyline run did not get ready. It printed:\n{said}")
        time.sleep(0.1)


def _stop(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
