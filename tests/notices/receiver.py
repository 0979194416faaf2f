"""A receiver of posts that fails in whatever way a test wants."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

PATIENCE = 20.0


@dataclass
class Post:
    """What came: headers in lower case."""

    path: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]


@dataclass
class Answers:
    """Statuses to answer with, one after the other; then always 204.

    `hangs` never answers, `drops` closes the connection, `garbles` answers what is no HTTP.
    """

    statuses: list[int] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    hangs: bool = False
    drops: bool = False
    garbles: bool = False


class Receiver:
    """Listens on a port of its own until the end of the test."""

    def __init__(self) -> None:
        self.posts: list[Post] = []
        self.answers = Answers()
        self.got_post = threading.Event()
        self.goes_on = threading.Event()
        self._server = _Server(("127.0.0.1", 0), _handler_of(self))
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        )

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/hook?key=s3cret"

    def __enter__(self) -> Receiver:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.goes_on.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(PATIENCE)


class _Server(ThreadingHTTPServer):
    # A client that was killed is no reason to complain.
    def handle_error(self, *_: object) -> None:
        pass


def _handler_of(receiver: Receiver) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            receiver.posts.append(Post(self.path, headers, body))
            receiver.got_post.set()
            answers = receiver.answers
            if answers.hangs:
                receiver.goes_on.wait(PATIENCE)
            if answers.hangs or answers.drops:
                self.close_connection = True
                return
            if answers.garbles:
                self.wfile.write(b"\x00\xff what\r\n\r\n")
                self.close_connection = True
                return
            self._reply(answers)

        def do_GET(self) -> None:
            # Where a redirect that is followed would lead.
            receiver.posts.append(Post(self.path, {}, b""))
            self._reply(receiver.answers)

        def _reply(self, answers: Answers) -> None:
            self.send_response(answers.statuses.pop(0) if answers.statuses else 204)
            for name, value in answers.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(answers.body)))
            self.end_headers()
            self.wfile.write(answers.body)

        def log_message(self, *_: object) -> None:
            pass

    return Handler
