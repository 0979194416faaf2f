"""Parts of a page that the script asks for again and again: cheap when nothing changed."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from sanic import Request
from sanic.response import HTTPResponse, empty

from countyline.console.markup import page


def live_part(request: Request, template: str, values: Mapping[str, Any]) -> HTTPResponse:
    """Give a part, or say that it is still the one that the script has."""
    response = page(template, values)
    tag = f'"{hashlib.sha256(response.body or b"").hexdigest()[:32]}"'
    if request.headers.get("if-none-match") == tag:
        return empty(304, {"ETag": tag, "Cache-Control": "no-store"})
    response.headers["ETag"] = tag
    return response
