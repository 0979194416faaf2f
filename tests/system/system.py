"""A whole Countyline for tests: the real Rasa and the real action server, side by side.

Each program can be ended and started by itself, so that a test can take one away.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from countyline.running.processes import environment_of_processes
from countyline.settings import PROJECT_ROOT, Settings
from countyline.status.loading import load
from countyline.status.publication import canonical
from tests.rasa_server import brain_python, trained_model

EXAMPLES = PROJECT_ROOT / "examples" / "jackson-county-2024"
SNAPSHOTS = tuple(EXAMPLES / f"2024-04-{day:02}.yml" for day in (3, 16, 22))

USUAL = ("--endpoints", "endpoints.yml", "--credentials", "credentials.yml")

_START_SECONDS = 300
_LONGEST_TURN = 10
"""Seconds after which a resident must have an answer, whatever fails behind."""
# A proxy of the surroundings has no business between two processes of one computer.
_OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@cache
def model() -> Path:
    """The model that is served, trained when there is none."""
    return trained_model(Path(mkdtemp(prefix="countyline-model-")))


@dataclass(frozen=True)
class Reply:
    """What one message brought back."""

    messages: list[dict[str, Any]]

    @property
    def text(self) -> str:
        """What the resident reads."""
        return "\n".join(message["text"] for message in self.messages if message.get("text"))

    @property
    def custom(self) -> dict[str, Any]:
        """All that goes with the text; there must be exactly one."""
        (custom,) = (message["custom"] for message in self.messages if "custom" in message)
        return dict(custom)

    @property
    def answer(self) -> dict[str, Any]:
        """The record of what the text says."""
        answer: dict[str, Any] = self.custom["answer"]
        return answer

    def __getitem__(self, name: str) -> Any:
        return self.answer[name]


@dataclass
class Program:
    """A process with its log; it can be ended and started again at the same port."""

    command: tuple[str, ...]
    environment: Mapping[str, str]
    log: Path
    health: str
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    def start(self) -> None:
        """Start it, and wait until it serves."""
        self.launch()
        self.wait_until_serving()

    def launch(self) -> None:
        """Start it without waiting."""
        assert self.process is None
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                self.command,
                cwd=PROJECT_ROOT,
                env=dict(self.environment),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    def wait_until_serving(self) -> None:
        assert self.process is not None
        deadline = time.monotonic() + _START_SECONDS
        while not self.is_serving():
            assert self.process.poll() is None, self.log.read_text(errors="replace")
            assert time.monotonic() < deadline, self.log.read_text(errors="replace")
            time.sleep(0.05)

    def is_serving(self) -> bool:
        try:
            _OPENER.open(self.health, timeout=5).close()
        except OSError:
            return False
        return True

    def kill(self) -> None:
        """End it as a crash would; ending what is not running is no mistake."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    @property
    def pid(self) -> int:
        assert self.process is not None
        return self.process.pid


class System:
    """Rasa and the action server with ports, a folder and a status document of their own."""

    def __init__(
        self, var: Path, status: Path, now: str = "", rasa_options: Sequence[str] = USUAL
    ) -> None:
        rasa_port, actions_port = free_ports(2)
        self.var = var
        self.rest = f"http://127.0.0.1:{rasa_port}/webhooks/rest/webhook"
        self.actions_port = actions_port
        self._given = {
            "COUNTYLINE_VAR": str(var),
            "COUNTYLINE_RASA_PORT": str(rasa_port),
            "COUNTYLINE_ACTIONS_PORT": str(actions_port),
        }
        environment = self._environment(status, now)
        self.rasa = Program(
            (
                *(brain_python(), "-m", "rasa", "run", "-m", str(model()), "-i", "127.0.0.1"),
                *("-p", str(rasa_port)),
                *rasa_options,
            ),
            environment,
            var / "log" / "rasa.log",
            f"http://127.0.0.1:{rasa_port}/webhooks/rest/",
        )
        self.actions = Program(
            (sys.executable, "-m", "countyline.running.action_server"),
            environment,
            var / "log" / "actions.log",
            f"http://127.0.0.1:{actions_port}/health",
        )

    def _environment(self, status: Path, now: str) -> dict[str, str]:
        outside = {k: v for k, v in os.environ.items() if not k.startswith("COUNTYLINE_")}
        given = {**self._given, "COUNTYLINE_STATUS": str(status), "COUNTYLINE_NOW": now}
        environment = environment_of_processes(Settings.from_environment(given), outside)
        # Not resolved by `countyline run`: each process then follows the setting or the example.
        del environment["COUNTYLINE_NOW_OFFSET"]
        return environment

    def serve(self, status: Path, now: str = "") -> None:
        """Let the action server start anew with another document and another time."""
        self.actions.kill()
        self.actions.environment = self._environment(status, now)
        self.actions.start()
        digest = hashlib.sha256(canonical(load(status.read_bytes(), name=status.name))).hexdigest()
        self.wait_until(lambda record: record.get("digest") == digest and not record["error"])

    @property
    def publication(self) -> Path:
        """The folder of published revisions."""
        return self.var / "publication"

    def current(self) -> dict[str, Any]:
        """What `current.json` says; empty before the first publication."""
        with contextlib.suppress(OSError):
            record: dict[str, Any] = json.loads((self.publication / "current.json").read_bytes())
            return record
        return {}

    def wait_until(self, holds: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
        """Wait until what `current.json` says satisfies `holds`; give it."""
        deadline = time.monotonic() + 20
        while not holds(record := self.current()):
            assert time.monotonic() < deadline, f"{record}\n{self.logs()}"
            time.sleep(0.02)
        return record

    def logs(self) -> str:
        """Everything that the programs printed."""
        return "".join(
            path.read_text(encoding="utf-8", errors="replace")
            for path in sorted((self.var / "log").iterdir())
        )

    def ask(self, sender: str, message: str, **metadata: Any) -> Reply:
        """Send one message as the desk does."""
        body: dict[str, Any] = {"sender": sender, "message": message}
        if metadata:
            body["metadata"] = metadata
        status, raw = self.post(body)
        assert status == 200, raw
        return Reply(json.loads(raw))

    def post(self, body: object) -> tuple[int, bytes]:
        """Post a body, JSON unless it is bytes; give the status and the raw answer."""
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        headers = {"Content-Type": "application/json"}
        request = urllib.request.Request(self.rest, data, headers)
        try:
            with _OPENER.open(request, timeout=_LONGEST_TURN) as response:
                return response.status, response.read()
        except urllib.error.HTTPError as refused:
            with refused:
                return refused.code, refused.read()

    def stored(self) -> bytes:
        """Everything in the database's files."""
        return b"".join(path.read_bytes() for path in sorted(self.var.glob("countyline.db*")))

    def end(self) -> None:
        """End both programs."""
        self.rasa.kill()
        self.actions.kill()


@contextlib.contextmanager
def running(
    var: Path, status: Path, now: str = "", rasa_options: Sequence[str] = USUAL
) -> Iterator[System]:
    """Start both programs at once and end them again."""
    system = System(var, status, now, rasa_options)
    try:
        system.rasa.launch()
        system.actions.start()
        system.wait_until(lambda record: record.get("revision"))
        system.rasa.wait_until_serving()
        yield system
    finally:
        system.end()


def free_ports(count: int) -> list[int]:
    """Give ports on loopback that nobody listens on."""
    with contextlib.ExitStack() as held:
        probes = [held.enter_context(socket.socket()) for _ in range(count)]
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [int(probe.getsockname()[1]) for probe in probes]
