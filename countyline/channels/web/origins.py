"""Which websites may talk to the desk from a resident's browser, and what their browsers are told.

A request without `Origin` comes from no other website: from a program, or from the desk's own
page. A browser always says the truth about it.
"""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from countyline.channels.refusals import Refused

_PREFLIGHT_SECONDS = 600


class Origins:
    """The websites that may carry the widget: the desk's own, and those that are allowed."""

    def __init__(self, public_url: str, allowed: Iterable[str]) -> None:
        self._own = origin_of(public_url)
        self.allowed = frozenset(allowed)

    def admit(self, origin: str | None, host: str) -> None:
        """Let a request in by its `Origin` and `Host`. Raises Refused."""
        if not self._is_allowed(origin, host):
            raise Refused(
                403,
                "origin_not_allowed",
                "This website may not use the chat. Its county can allow it "
                "(COUNTYLINE_WEB_ORIGINS).",
            )

    def headers(self, origin: str | None, host: str) -> dict[str, str]:
        """Give what lets a browser hand the answer to an allowed website's scripts."""
        if origin is None or not self._is_allowed(origin, host):
            return {"Vary": "Origin"}
        return {
            "Vary": "Origin",
            "Access-Control-Allow-Origin": origin,
            "Access-Control-Expose-Headers": "Retry-After",
        }

    def preflight(self) -> dict[str, str]:
        """Give what an allowed website's browser is told when it asks before it sends."""
        return {
            "Access-Control-Allow-Methods": "GET, POST",
            "Access-Control-Allow-Headers": "Authorization, Content-Type, Last-Event-ID",
            "Access-Control-Max-Age": str(_PREFLIGHT_SECONDS),
        }

    def _is_allowed(self, origin: str | None, host: str) -> bool:
        if origin is None or origin in self.allowed or origin == self._own:
            return True
        # The own page, under whichever name of this computer it was opened.
        return bool(host) and origin in (f"http://{host}", f"https://{host}")

    def frame_ancestors(self) -> str:
        """Give the websites that may show the resident's page in a frame, for its CSP."""
        return " ".join(["'self'", *sorted(self.allowed)])


def origin_of(address: str) -> str:
    """Give scheme, host and port of an address, as a browser writes an origin."""
    parts = urlsplit(address)
    usual = {"http": 80, "https": 443}.get(parts.scheme)
    port = f":{parts.port}" if parts.port and parts.port != usual else ""
    return f"{parts.scheme}://{parts.hostname}{port}"
