"""The project stays a plain Rasa project: its commands work by their usual names."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from queue import Queue

import pytest

from countyline.settings import PROJECT_ROOT
from tests.rasa_server import brain_python
from tests.system.callbacks import Callbacks
from tests.system.system import System, free_ports, model

NLU = """\
version: "3.1"
nlu:
- intent: status
  examples: |
    - is the recorder open on friday
    - ¿está abierta la recaudación?
- intent: how_to_pay
  examples: |
    - can i pay my property tax online
    - ¿puedo pagar por correo?
- intent: elections
  examples: |
    - was the election postponed
- intent: person
  examples: |
    - let me talk to a human
    - quiero hablar con una persona
"""


def rasa(*arguments: str, stdin: str = "", **environment: str) -> tuple[int, str]:
    """Run a command of Rasa in the project's folder; give its code and what it printed."""
    done = subprocess.run(
        [brain_python(), "-m", "rasa", *arguments],
        cwd=PROJECT_ROOT,
        env={**os.environ, "RASA_TELEMETRY_ENABLED": "false", **environment},
        input=stdin,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=300,
        check=False,
    )
    return done.returncode, done.stdout


def test_rasa_data_validate() -> None:
    code, printed = rasa("data", "validate", "--fail-on-warnings")
    assert code == 0, printed
    assert "Traceback" not in printed


def test_rasa_test(tmp_path: Path) -> None:
    nlu = tmp_path / "nlu.yml"
    nlu.write_text(NLU, encoding="utf-8")
    results = tmp_path / "results"
    code, printed = rasa(
        *("test", "-m", str(model()), "--stories", "tests/stories", "--nlu", str(nlu)),
        *("--out", str(results), "--no-plot", "--fail-on-prediction-errors"),
    )
    assert code == 0, printed
    report = json.loads((results / "story_report.json").read_text(encoding="utf-8"))
    assert report["conversation_accuracy"]["accuracy"] == 1.0
    intents = json.loads((results / "intent_report.json").read_text(encoding="utf-8"))
    assert intents["accuracy"] == 1.0


@pytest.mark.parametrize(
    ("message", "said"),
    [
        ("is the recorder open friday", "Friday, April 5"),
        ("¿está abierta la recaudación hoy?", "Recaudación"),
        ("/restart", ""),
        ("recorder", "What would you like to know"),
        ("i want a person", "case number"),
    ],
)
def test_a_stock_connector_gets_text_alone(
    talkative: System,
    callbacks: Callbacks,
    resident: str,
    message: str,
    said: str,
) -> None:
    received = answered(talkative, callbacks.received, resident, message)
    assert set(received) <= {"recipient_id", "text", "buttons"}
    text = str(received["text"])
    assert said in text
    assert "{" not in text


def test_a_stock_connector_is_not_left_silent(
    talkative: System, callbacks: Callbacks, resident: str
) -> None:
    talkative.actions.kill()
    try:
        received = answered(talkative, callbacks.received, resident, "is the recorder open")
    finally:
        talkative.actions.start()
    assert set(received) == {"recipient_id", "text"}
    assert "ransomware" in str(received["text"])


def answered(
    system: System, received: Queue[dict[str, object]], sender: str, message: str
) -> dict[str, object]:
    address = system.rest.replace("/rest/", "/callback/")
    body = json.dumps({"sender": sender, "message": message}).encode()
    request = urllib.request.Request(address, body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=20):
        answer = received.get(timeout=10)
    assert received.empty()
    return answer


def test_rasa_shell(talkative: System) -> None:
    (port,) = free_ports(1)
    code, printed = rasa(
        *("shell", "-m", str(model()), "--endpoints", "endpoints.yml", "-p", str(port)),
        stdin="is the recorder open friday\n¿puedo pagar por internet?\n/stop\n",
        **{
            name: value
            for name, value in talkative.rasa.environment.items()
            if name.startswith(("COUNTYLINE_", "SANIC_"))
        },
    )
    assert code == 0, printed
    assert "Friday, April 5" in printed
    assert "payments.jacksongov.org" in printed
    assert '"answer"' not in printed
    assert "Traceback" not in printed


def test_the_action_server_starts_by_its_usual_name(tmp_path: Path) -> None:
    (port,) = free_ports(1)
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "rasa_sdk", "--actions", "actions", "--port", str(port)],
            cwd=PROJECT_ROOT,
            env={**os.environ, "COUNTYLINE_VAR": str(tmp_path), "SANIC_HOST": "127.0.0.1"},
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    try:
        assert actions_at(port, tmp_path / "log") == [{"name": "action_answer"}]
    finally:
        # It starts workers, and its first process alone may leave them on the port.
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def actions_at(port: int, log: Path) -> object:
    deadline = time.monotonic() + 60
    while True:
        address = f"http://127.0.0.1:{port}/actions"
        with contextlib.suppress(OSError), urllib.request.urlopen(address, timeout=20) as listed:
            return json.load(listed)
        assert time.monotonic() < deadline, log.read_text(errors="replace")
        time.sleep(0.1)
