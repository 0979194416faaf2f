"""Other people's websites: a small server whose pages a test writes."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(frozen=True)
class WrittenPage:
    """A page and the headers that it comes with."""

    html: str
    headers: Mapping[str, str] = field(default_factory=dict)


class Websites:
    """One server under two names, so that it is two websites for a browser."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.pages: dict[str, WrittenPage] = {}

    @property
    def allowed(self) -> str:
        """The origin that the desk is told of."""
        return f"http://localhost:{self.port}"

    @property
    def stranger(self) -> str:
        """The origin that the desk is not told of."""
        return f"http://127.0.0.1:{self.port}"

    def write(self, path: str, html: str, headers: Mapping[str, str] | None = None) -> str:
        """Put a page at a path, and give its address on the allowed website."""
        self.pages[path] = WrittenPage(html, headers or {})
        return self.allowed + path


def host_page(site: str, style: str = "", attributes: str = "lang=en", body: str = "") -> str:
    """Write a page that carries the widget with the one line of the documents."""
    return f"""<!doctype html>
<html {attributes}><head><meta charset="utf-8"><title>A county website</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,"><style>{style}</style></head>
<body><h1>A county website</h1><p>Words of the county.</p>{body}
<script src="{site}/widget.js" defer></script></body></html>"""


@contextmanager
def serving() -> Iterator[Websites]:
    """Serve until the end of the block."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            page = websites.pages.get(self.path)
            body = (page.html if page else "").encode()
            self.send_response(200 if page else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            for name, value in (page.headers if page else {}).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    websites = Websites(server.server_port)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield websites
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
