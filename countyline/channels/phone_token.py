"""Lets phone systems in: by the one token that they share with the county."""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field

from sanic import Request

from countyline.channels.refusals import Refused


@dataclass(frozen=True)
class PhoneToken:
    """The bearer token of phone systems; null: all are refused."""

    token: str | None = field(repr=False)

    def admit(self, request: Request) -> None:
        """Let a phone system in. Raises Refused."""
        scheme, _, given = (request.headers.get("authorization") or "").partition(" ")
        known = (self.token or "").encode("utf-8", "replace")
        is_it = hmac.compare_digest(given.strip().encode("utf-8", "replace"), known)
        if scheme.lower() != "bearer" or not known or not is_it:
            raise Refused(
                401,
                "unauthorized",
                "This address needs the token of the phone system.",
                {"WWW-Authenticate": "Bearer"},
            )
