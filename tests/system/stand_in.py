"""Something at the action server's port that is no action server."""

from __future__ import annotations

import contextlib
import json
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Misbehavior = Callable[[BaseHTTPRequestHandler], None]


def says(status: int, body: bytes, kind: str = "application/json") -> Misbehavior:
    """Answer with this, at once."""

    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        request.send_header("Content-Type", kind)
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        request.wfile.write(body)

    return answer


def says_json(value: object) -> Misbehavior:
    """Answer 200 with this value."""
    return says(200, json.dumps(value).encode())


def sleeps(seconds: float) -> Misbehavior:
    """Take its time, then answer with nothing to say."""

    def answer(request: BaseHTTPRequestHandler) -> None:
        time.sleep(seconds)
        with contextlib.suppress(OSError):
            says_json({"events": [], "responses": []})(request)

    return answer


def hangs_up(request: BaseHTTPRequestHandler) -> None:
    """Close the connection in the middle of the headers."""
    request.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Le")
    request.close_connection = True


def drips(request: BaseHTTPRequestHandler) -> None:
    """Promise an answer and send it a byte at a time."""
    request.send_response(200)
    request.send_header("Content-Type", "application/json")
    request.send_header("Content-Length", "1000")
    request.end_headers()
    with contextlib.suppress(OSError):
        for _ in range(100):
            request.wfile.write(b" ")
            request.wfile.flush()
            time.sleep(0.1)
    request.close_connection = True


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Rasa hangs up on what is too slow; that is no error of the test."""


@contextlib.contextmanager
def standing_in(port: int, misbehave: Misbehavior) -> Iterator[None]:
    """Answer every call at the port of loopback in this way."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            misbehave(self)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Keep quiet."""

    server = _Server(("127.0.0.1", port), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
