"""What those who run it ask: is it alive, is it ready, what does it count, what can be called."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sanic import Blueprint, Request
from sanic.response import HTTPResponse, raw
from sanic.response import json as json_response

from countyline.desk.health import Health
from countyline.desk.metrics import CONTENT_TYPE, Metrics

_FRESH = {"Cache-Control": "no-store"}


def operations_blueprint(
    health: Health, metrics: Metrics, description: Mapping[str, Any]
) -> Blueprint:
    """Give `/health/live`, `/health/ready`, `/metrics` and `/openapi.json`."""
    blueprint = Blueprint("operations")

    @blueprint.get("/health/live")
    async def live(_: Request) -> HTTPResponse:
        return json_response({"status": "live"}, headers=_FRESH)

    @blueprint.get("/health/ready")
    async def ready(_: Request) -> HTTPResponse:
        # A desk that can tell the headline is never taken away from residents: see the contract.
        status = 200 if health.was_ready else 503
        return json_response(health.report(), status, _FRESH)

    @blueprint.get("/metrics")
    async def metered(_: Request) -> HTTPResponse:
        return raw(metrics.exposition(), headers=_FRESH, content_type=CONTENT_TYPE)

    @blueprint.get("/openapi.json")
    async def described(_: Request) -> HTTPResponse:
        return json_response(description, headers={"Cache-Control": "public, max-age=300"})

    return blueprint
