"""A Rasa that answers at once, so that what is measured is texting."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class FakeRasa:
    """Listens on a port of its own, and plays the action server's health too."""

    def __init__(self) -> None:
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
        )

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self._server.server_address[1])

    def __enter__(self) -> FakeRasa:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def handle_error(self, request: object, client_address: object) -> None:
        """Whoever called was killed: that is part of it."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        """Answer a message with its own words."""
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        answer = {"kind": "answer", "topic": "status", "language": "en", "degraded": False}
        context = {"language": "en"}
        custom: dict[str, Any] = {"answer": answer, "context": context, "rest": []}
        self._send([{"text": f"to {asked['message']}"}, {"custom": custom}])

    def do_GET(self) -> None:
        """Be well."""
        self._send({"status": "ok"})

    def _send(self, value: object) -> None:
        body = json.dumps(value).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Keep quiet."""
