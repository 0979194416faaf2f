"""The files that the desk serves as they are: the widget's."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sanic import Blueprint, Request
from sanic.response import HTTPResponse, empty, raw

from countyline.problem import Problem

_FILES = {"widget.js": 300, "panel.js": 31_536_000}
"""Each file and for how many seconds it may be kept: the loader asks for its very panel."""


@dataclass(frozen=True)
class ServedFile:
    """A file in memory, as it goes over the wire."""

    content: bytes
    packed: bytes
    tag: str
    keep_seconds: int


def widget_blueprint(folder: Path) -> Blueprint:
    """Give `/widget.js` and what it loads, from the folder of the built widget. Raises Problem."""
    files = {name: _read(folder / name, keep) for name, keep in _FILES.items()}
    blueprint = Blueprint("widget_files")
    for name, file in files.items():
        blueprint.add_route(_serving(file), f"/{name}", name=name.partition(".")[0])
    return blueprint


def _read(path: Path, keep_seconds: int) -> ServedFile:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise Problem(f"The widget's file {path} cannot be read: {error.strerror}.") from error
    tag = f'"{hashlib.sha256(content).hexdigest()[:16]}"'
    return ServedFile(content, gzip.compress(content, 9, mtime=0), tag, keep_seconds)


def _serving(file: ServedFile) -> Callable[[Request], Coroutine[Any, Any, HTTPResponse]]:
    async def serve(request: Request) -> HTTPResponse:
        headers = {
            "ETag": file.tag,
            "Cache-Control": f"public, max-age={file.keep_seconds}",
            "Vary": "Accept-Encoding",
            # Scripts of a public site: any website may show them to its visitors.
            "Access-Control-Allow-Origin": "*",
            "Cross-Origin-Resource-Policy": "cross-origin",
        }
        if request.headers.get("if-none-match") == file.tag:
            return empty(304, headers)
        packed = "gzip" in (request.headers.get("accept-encoding") or "")
        if packed:
            headers["Content-Encoding"] = "gzip"
        body = file.packed if packed else file.content
        return raw(body, headers=headers, content_type="text/javascript; charset=utf-8")

    return serve
