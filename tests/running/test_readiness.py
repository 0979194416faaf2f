"""Ready means that a resident's message is truly answered, not that something comes back."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from countyline.running.readiness import greet


@contextmanager
def rest(body: bytes, asked: list[dict[str, Any]]) -> Iterator[str]:
    """Serve `body` to every message; `asked` takes the messages and their authorization."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            sent = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            asked.append({**sent, "authorization": self.headers.get("Authorization")})
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            """Keep the test's output quiet."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/webhooks/rest/webhook"
        finally:
            server.shutdown()
            thread.join()


def said(**answer: Any) -> list[dict[str, Any]]:
    return [{"text": "Hello."}, {"custom": {"answer": answer}}]


@pytest.mark.parametrize(
    ("messages", "ready"),
    [
        (said(kind="smalltalk", degraded=False), True),
        (said(kind="answer", degraded=True), False),
        (said(kind="smalltalk"), False),
        ([{"text": "Hello."}], False),
        ([{"custom": {"answer": {"degraded": False}}}], False),
        ([{"text": ""}, {"custom": {"answer": {"degraded": False}}}], False),
        ([{"text": "Hello.", "custom": None}], False),
        ([], False),
        ({"error": "busy"}, False),
    ],
)
def test_only_a_whole_answer_is_ready(messages: object, ready: bool) -> None:
    with rest(json.dumps(messages).encode(), []) as address:
        assert greet(address, None) is ready


def test_it_asks_as_a_resident_does_and_shows_the_secret() -> None:
    asked: list[dict[str, Any]] = []
    with rest(json.dumps(said(degraded=False)).encode(), asked) as address:
        assert greet(address, "quiet")
    (message,) = asked
    assert message["message"] == "hello"
    assert message["authorization"] == "Bearer quiet"


def test_nonsense_and_silence_are_not_ready() -> None:
    with rest(b"<html>", []) as address:
        assert not greet(address, None)
    assert not greet(address, None)
