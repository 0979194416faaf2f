"""Whether a request is Twilio's: its signature over the public address and what was posted."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from urllib.parse import parse_qs, parse_qsl, urlsplit

from multidict import MultiDict
from twilio.request_validator import RequestValidator, add_port, remove_port

JSON = "application/json"
FORM = "application/x-www-form-urlencoded"


class Signatures:
    """Checks what is signed with the account's auth token.

    Args:
        auth_token: the token.
        public_url: the address that Twilio calls, without a slash at its end. A proxy may have
            taken a prefix of the path away, so a request's own address says nothing.
    """

    def __init__(self, auth_token: str, public_url: str) -> None:
        self._validator = RequestValidator(auth_token)
        self._public_url = public_url

    def holds(self, path: str, query: str, kind: str, body: bytes, signature: str | None) -> bool:
        """Tell whether Twilio signed a request.

        Args:
            path: the path below the public address.
            query: the query as it came, without `?`.
            kind: the content type, without parameters.
            body: the body as it came.
            signature: the header `X-Twilio-Signature`.
        """
        if not signature:
            return False
        address = f"{self._public_url}{path}" + (f"?{query}" if query else "")
        try:
            if kind == JSON:
                return _is_hash_of(query, body) and self._signed(address, {}, signature)
            return self._signed(address, MultiDict(_pairs(body)), signature)
        except ValueError:  # More fields than anybody signs.
            return False

    def _signed(self, address: str, posted: Mapping[str, str], signature: str) -> bool:
        # Twilio signs the address with the port or without it; both are compared, always.
        parts = urlsplit(address)
        found = [
            hmac.compare_digest(
                self._validator.compute_signature(form, posted).encode(), signature.encode()
            )
            for form in (remove_port(parts), add_port(parts))
        ]
        return any(found)


def fields_of(body: bytes) -> dict[str, str]:
    """Give the posted fields, also blank ones; of a field that comes twice, the last."""
    return dict(_pairs(body))


def _pairs(body: bytes) -> Sequence[tuple[str, str]]:
    # Sanic drops blank fields, which Twilio sends and signs.
    written = body.decode("utf-8", "replace")
    return parse_qsl(written, keep_blank_values=True, max_num_fields=1000)


def _is_hash_of(query: str, body: bytes) -> bool:
    hashes = parse_qs(query).get("bodySHA256", [])
    found = hashlib.sha256(body).hexdigest()
    return len(hashes) == 1 and hmac.compare_digest(found.encode(), hashes[0].lower().encode())
