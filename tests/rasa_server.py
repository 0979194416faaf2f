"""A real `rasa run` for tests, with a stand-in for the action server behind it.

The stand-in is the other end of the wire: it records what Rasa sends and answers as a test wants.
Rasa's Python is the one that runs the tests when it has Rasa, else `.brain`, else what
`COUNTYLINE_BRAIN_PYTHON` names. The model is `models/countyline.tar.gz`, or one trained for these
tests when that is missing.
"""

import contextlib
import importlib.util
import json
import os
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
_OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))
_START_SECONDS = 300.0


def brain_python() -> str:
    """The Python that has Rasa."""
    if importlib.util.find_spec("rasa") is not None:
        return sys.executable
    named = os.environ.get("COUNTYLINE_BRAIN_PYTHON")
    return named or str(ROOT / ".brain" / "bin" / "python")


def trained_model(folder: Path) -> Path:
    """The model that is served, trained into `folder` when there is none."""
    served = Path(os.environ.get("COUNTYLINE_TEST_MODEL") or ROOT / "models/countyline.tar.gz")
    if served.exists():
        return served
    command = [brain_python(), "-m", "rasa", "train", "--fixed-model-name", "tests"]
    with (folder / "train.log").open("w") as log:
        subprocess.run(
            [*command, "--out", str(folder)], cwd=ROOT, check=True, stdout=log, stderr=log
        )
    return folder / "tests.tar.gz"


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


Reply = tuple[int, Any]
"""HTTP status and the JSON body of the stand-in's reply."""


@dataclass
class ActionStandIn:
    """The action server's end of the wire. `reply` may be changed at any time."""

    port: int
    calls: list[dict[str, Any]] = field(default_factory=list)
    reply: Callable[[dict[str, Any]], Reply] = lambda call: (200, {"events": [], "responses": []})
    _server: ThreadingHTTPServer | None = None

    def start(self) -> None:
        """Listen."""
        stand_in = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                size = int(self.headers.get("Content-Length") or 0)
                call = json.loads(self.rfile.read(size))
                stand_in.calls.append(call)
                status, body = stand_in.reply(call)
                content = json.dumps(body).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                with contextlib.suppress(OSError):  # Rasa waits no longer.
                    self.wfile.write(content)

            def log_message(self, *args: Any) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", self.port), Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def stop(self) -> None:
        """Listen no longer: the next call is refused."""
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    @property
    def latest(self) -> dict[str, Any]:
        """The last message as Rasa sent it, with `understanding` in it."""
        message: dict[str, Any] = self.calls[-1]["tracker"]["latest_message"]
        return message


@dataclass
class Answered:
    """What came back over HTTP."""

    status: int
    body: Any

    @property
    def texts(self) -> list[str]:
        """The texts for the resident."""
        return [message["text"] for message in self.body if "text" in message]

    @property
    def answers(self) -> list[dict[str, Any]]:
        """Every `custom.answer`."""
        return [message["custom"]["answer"] for message in self.body if "custom" in message]


class RasaServer:
    """One running Rasa. Use it as a context manager."""

    def __init__(
        self, model: Path, var: Path, actions_port: int, settings: Mapping[str, str] | None = None
    ) -> None:
        self.port = free_port()
        self.log = var / "rasa.log"
        self._model = model
        self._environment = {
            **os.environ,
            "COUNTYLINE_VAR": str(var),
            "COUNTYLINE_ACTIONS_PORT": str(actions_port),
            "COUNTYLINE_NOW_OFFSET": "0",
            "SANIC_HOST": "127.0.0.1",
            **(settings or {}),
        }
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "RasaServer":
        command = [brain_python(), "-m", "rasa", "run", "-i", "127.0.0.1", "-p", str(self.port)]
        with self.log.open("wb") as log:
            self._process = subprocess.Popen(
                [*command, "-m", str(self._model), "--debug"],
                cwd=ROOT,
                env=self._environment,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        self._wait()
        return self

    def __exit__(self, *_: object) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait(30)

    def _wait(self) -> None:
        until = time.monotonic() + _START_SECONDS
        while time.monotonic() < until:
            assert self._process is not None
            if self._process.poll() is not None:
                break
            try:
                with _OPENER.open(f"{self._address}/", timeout=2):
                    return
            except OSError:
                time.sleep(0.2)
        raise AssertionError(f"Rasa did not start:\n{self.log.read_text()[-3000:]}")

    @property
    def _address(self) -> str:
        return f"http://127.0.0.1:{self.port}/webhooks/rest"

    def say(self, message: str, sender: str, **metadata: Any) -> Answered:
        """One turn of a resident."""
        body = {"sender": sender, "message": message, "metadata": metadata}
        return self.post(json.dumps(body).encode())

    def post(self, body: bytes, **headers: str) -> Answered:
        """Any request to the channel's address."""
        request = urllib.request.Request(f"{self._address}/webhook", body, headers)
        try:
            with _OPENER.open(request, timeout=30) as answer:
                return Answered(answer.status, json.load(answer))
        except urllib.error.HTTPError as refused:
            return Answered(refused.code, json.load(refused))
