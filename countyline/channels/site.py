"""The public site: one Sanic application that holds every channel.

It refuses in plain words, says nothing of what was sent, and logs no text of a resident.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from http import HTTPStatus
from typing import Any, TypeAlias

import structlog
from sanic import Blueprint, Request, Sanic
from sanic.constants import HTTP_METHODS
from sanic.exceptions import SanicException, ServiceUnavailable
from sanic.http import Http
from sanic.response import BaseHTTPResponse, HTTPResponse
from sanic.response import json as json_response

from countyline.channels.refusals import Refused, not_found
from countyline.desk.metrics import Metrics

App: TypeAlias = Sanic[Any, Any]
RefusalPage = Callable[[Request, Refused], HTTPResponse]
"""Gives a refusal as a page for people."""

LARGEST_REQUEST = 64 * 1024
_NOTHING = "default-src 'none'; frame-ancestors 'none'"
"""The policy of what is no page: a browser that shows it loads nothing and frames it nowhere."""
_PATHS_FOR_PROGRAMS = ("/webhooks", "/health", "/metrics", "/openapi.json")

logger = structlog.get_logger(__name__)


def build_site(
    name: str,
    blueprints: Iterable[Blueprint],
    metrics: Metrics,
    refusal_page: RefusalPage,
    *,
    proxies: int,
) -> App:
    """Give the application.

    Args:
        name: Sanic's name for it; one a process.
        blueprints: the channels, the page, health.
        metrics: where refusals are counted.
        refusal_page: what people see who ask for a page that is not there.
        proxies: how many trusted proxies stand before it and add to `X-Forwarded-For`.
    """
    app: App = Sanic(name, configure_logging=False)
    app.config.update(
        REQUEST_MAX_SIZE=LARGEST_REQUEST,
        REQUEST_MAX_HEADER_SIZE=16 * 1024,
        REQUEST_TIMEOUT=15,
        RESPONSE_TIMEOUT=60,
        KEEP_ALIVE_TIMEOUT=75,
        GRACEFUL_SHUTDOWN_TIMEOUT=4.0,
        PROXIES_COUNT=proxies or None,
        FALLBACK_ERROR_FORMAT="json",
        ACCESS_LOG=False,
        OAS=False,
    )
    for blueprint in blueprints:
        app.blueprint(blueprint)
    app.register_middleware(_harden, "response")
    _refuse_in_plain_words(app, metrics, refusal_page)
    return app


async def _harden(_: Request, response: BaseHTTPResponse) -> None:
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "strict-origin-when-cross-origin")
    response.headers.setdefault("Content-Security-Policy", _NOTHING)


def _refuse_in_plain_words(app: App, metrics: Metrics, refusal_page: RefusalPage) -> None:
    async def refuse(request: Request, error: Exception) -> HTTPResponse:
        refused = error if isinstance(error, Refused) else _refusal_of(error)
        if refused.status >= 500 and not isinstance(error, Refused):
            _log_where(error)
        if refused.status == HTTPStatus.METHOD_NOT_ALLOWED:
            refused.headers["Allow"] = ", ".join(_methods_at(app, request))
        if isinstance(error, ServiceUnavailable) and isinstance(request.stream, Http):
            # Who was too slow with a body is not waited for: Sanic would, and for ever.
            request.stream.request_body = None
        metrics.refused.labels(refused.code).inc()
        if _wants_page(request):
            return refusal_page(request, refused)
        return json_response(refused.body(), refused.status, refused.headers)

    app.error_handler.add(Exception, refuse)


def _methods_at(app: App, request: Request) -> list[str]:
    """Give the methods that an address takes; Sanic knows them for fixed addresses only."""
    methods = []
    for method in HTTP_METHODS:
        with suppress(SanicException):
            app.router.get(request.path, method, request.headers.get("host"))
            methods.append(str(method.value))
    return methods


def _wants_page(request: Request) -> bool:
    if request.path.startswith(_PATHS_FOR_PROGRAMS):
        return False
    return "text/html" in (request.headers.get("accept") or "")


_SENTENCES = {
    400: ("invalid_request", "The request could not be understood."),
    405: ("method_not_allowed", "This address does not do that."),
    408: ("too_slow", "The request came too slowly."),
    413: ("too_large", "The request is too large."),
    415: ("unsupported_media_type", "This kind of content is not taken here."),
    417: ("expectation_failed", "The request expects what is not done here."),
    431: ("too_large", "The request's headers are too large."),
    503: ("unavailable", "This is not available right now. Please try again in a moment."),
}


def _refusal_of(error: Exception) -> Refused:
    status = error.status_code if isinstance(error, SanicException) else 500
    if status == HTTPStatus.NOT_FOUND:
        return not_found()
    code, sentence = _SENTENCES.get(
        status, ("failed", "Something went wrong on our side. Please try again.")
    )
    headers = error.headers if isinstance(error, SanicException) else {}
    return Refused(status if status in _SENTENCES else 500, code, sentence, headers)


def _log_where(error: Exception) -> None:
    """Log where it failed. The error's own words may quote the resident: they stay out."""
    place = error.__traceback__
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    code = place.tb_frame.f_code if place else None
    where = f"{code.co_filename}:{place.tb_lineno}" if code and place else "unknown place"
    logger.error("request_failed", error=type(error).__name__, where=where)
