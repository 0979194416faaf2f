"""A receiver of what Rasa's stock callback connector sends."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import Queue


@dataclass(frozen=True)
class Callbacks:
    """Its address, and what has come in so far."""

    address: str
    received: Queue[dict[str, object]] = field(default_factory=Queue)


@contextmanager
def receiving() -> Iterator[Callbacks]:
    """Listen on loopback until the end."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            size = int(self.headers.get("Content-Length") or 0)
            callbacks.received.put(json.loads(self.rfile.read(size)))
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Keep quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    callbacks = Callbacks(f"http://127.0.0.1:{server.server_address[1]}/bot")
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield callbacks
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
