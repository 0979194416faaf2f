"""The action server as it is started, in a project of its own: one process, loopback, no leak."""

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from countyline.settings import PROJECT_ROOT, Settings

ACTIONS = """
from rasa_sdk import Action

class Answer(Action):
    def name(self):
        return "action_answer"

    def run(self, dispatcher, tracker, domain):
        text = tracker.latest_message["text"]
        if "fail" in text:
            raise ValueError(f"I cannot answer {text}")
        dispatcher.utter_message(text=f"you said {text}")
        return []
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    def __init__(self, address: str, status: Path, publication: Path, log: Path) -> None:
        self.address, self.status, self.publication, self.log = address, status, publication, log

    def call(self, text: str) -> tuple[int, str]:
        body = {
            "version": "3.6.21",
            "next_action": "action_answer",
            "sender_id": "me",
            "domain": {},
            "tracker": {
                "sender_id": "me",
                "slots": {},
                "latest_message": {"text": text},
                "events": [],
                "paused": False,
                "active_loop": {},
                "latest_action_name": None,
            },
        }
        request = urllib.request.Request(
            f"{self.address}/webhook",
            json.dumps(body).encode(),
            {"Content-Type": "application/json"},
        )
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode()

    def current(self) -> dict[str, Any]:
        with contextlib.suppress(OSError):
            record: dict[str, Any] = json.loads(
                (self.publication / "current.json").read_text(encoding="utf-8")
            )
            return record
        return {}

    def wait_for_revision(self, number: int) -> None:
        deadline = time.monotonic() + 30
        while self.current().get("revision") != number:
            assert time.monotonic() < deadline, self.log.read_text(encoding="utf-8")
            time.sleep(0.05)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("actions")
    (folder / "actions").mkdir()
    (folder / "actions" / "__init__.py").write_text(ACTIONS, encoding="utf-8")
    status = folder / "status.yml"
    shutil.copy(Settings.from_environment({}).status, status)
    port, log = free_port(), folder / "log"
    environment = {
        **os.environ,
        "PYTHONPATH": str(PROJECT_ROOT),
        "COUNTYLINE_ACTIONS_PORT": str(port),
        "COUNTYLINE_STATUS": str(status),
        "COUNTYLINE_VAR": str(folder / "var"),
    }
    command = [sys.executable, "-m", "countyline.running.action_server"]
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=folder, env=environment, stdout=output, stderr=subprocess.STDOUT
        )
    address = f"http://127.0.0.1:{port}"
    try:
        deadline = time.monotonic() + 30
        while True:
            try:
                urllib.request.urlopen(f"{address}/health", timeout=5).close()
                break
            except OSError:
                assert process.poll() is None, log.read_text(encoding="utf-8")
                assert time.monotonic() < deadline, log.read_text(encoding="utf-8")
                time.sleep(0.05)
        yield Server(address, status, folder / "var" / "publication", log)
    finally:
        process.terminate()
        assert process.wait(30) == 0


def test_it_serves_rasa_s_calls(server: Server) -> None:
    status, body = server.call("hello")
    assert status == 200
    assert json.loads(body)["responses"][0]["text"] == "you said hello"


def test_a_failing_action_neither_echoes_nor_logs_the_conversation(server: Server) -> None:
    status, body = server.call("fail with my number 123-45-6789")
    assert status == 500
    assert "123-45" not in body
    log = server.log.read_text(encoding="utf-8")
    assert "An action failed: ValueError at " in log
    assert "123-45" not in log


def test_an_unknown_address_is_not_found(server: Server) -> None:
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(f"{server.address}/nowhere", timeout=20)
    with caught.value as error:
        assert error.code == 404


def test_an_edit_of_the_status_document_is_published_live(server: Server) -> None:
    server.wait_for_revision(1)
    text = server.status.read_text(encoding="utf-8")
    edited = text.replace("Historic Truman Courthouse", "Historic Harry Truman Courthouse")
    assert edited != text
    server.status.write_text(edited, encoding="utf-8")
    server.wait_for_revision(2)
    assert server.current()["error"] is None
    revision = server.publication / "revisions" / "000002"
    fallback = json.loads((revision / "fallback.json").read_text(encoding="utf-8"))
    assert fallback["en"]["fresh"]["text"]
    assert fallback["es"]["stale"]["answer"]["degraded"] is True
