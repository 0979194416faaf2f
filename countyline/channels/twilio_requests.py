"""Requests that prove to come from the county's account at Twilio, and what they hold."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

import structlog
from sanic import Request

from countyline.channels.refusals import Refused
from countyline.channels.twilio_signature import FORM, JSON, Signatures, fields_of

_ID = re.compile(r"[A-Za-z0-9]{8,60}")

logger = structlog.get_logger(__name__)


@dataclass(frozen=True)
class TwilioRequests:
    """Tells Twilio's requests from all others."""

    account_sid: str
    signatures: Signatures

    def fields(self, request: Request) -> Mapping[str, str]:
        """Give what Twilio posted. Raises Refused."""
        kind = (request.headers.get("content-type") or "").partition(";")[0].strip().lower()
        signature = request.headers.get("x-twilio-signature")
        if not self.signatures.holds(
            request.path, request.query_string, kind, request.body, signature
        ):
            raise _refused("unsigned" if not signature else "wrong_signature", request.path)
        if kind not in (FORM, JSON):
            raise Refused(415, "unsupported_media_type", "Send a form or JSON, as Twilio does.")
        fields = fields_of(request.body) if kind == FORM else _read_json(request.body)
        if fields.get("AccountSid") != self.account_sid:
            raise _refused("wrong_account", request.path)
        return fields


def id_in(fields: Mapping[str, str], *names: str) -> str:
    """Give the id that stands under the first of the names that is there. Raises Refused."""
    sid = next((fields[name] for name in names if fields.get(name)), "")
    if not _ID.fullmatch(sid):
        raise malformed(names[0])
    return sid


def malformed(field: str) -> Refused:
    """A field that Twilio would not send so."""
    return Refused(400, "invalid_request", f'The field "{field}" is missing or wrong.')


def _refused(why: str, path: str) -> Refused:
    # Whoever changed a setting at Twilio or here looks for this line.
    logger.warning("twilio_request_refused", why=why, path=path)
    return Refused(403, why, "This request does not prove that it comes from Twilio.")


def _read_json(body: bytes) -> dict[str, str]:
    try:
        read = json.loads(body)
    except (ValueError, RecursionError):
        raise Refused(400, "invalid_json", "The request is not valid JSON.") from None
    if not isinstance(read, dict):
        raise Refused(400, "invalid_request", "The request must be a JSON object.")
    return {name: str(value) for name, value in read.items() if value is not None}
