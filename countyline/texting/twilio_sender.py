"""Sends texts through Twilio's REST API, with its own client, and asks what it has sent.

Everything here waits: it belongs on threads. Nothing of it is logged, since requests hold numbers,
words and the token.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import requests
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.http import HttpClient
from twilio.http.response import Response
from twilio.rest import Client
from twilio.rest.api.v2010.account.message import MessageInstance

from countyline.settings import DEFAULT_SMS_API, Sms
from countyline.texting.model import (
    Accepted,
    InDoubt,
    NotTaken,
    OutboundText,
    Outcome,
    Refused,
)

CONNECT_SECONDS = 4.0
READ_SECONDS = 10.0
STATUS_PATH = "/webhooks/sms/status"
LONGEST_WISH = timedelta(minutes=10)
_AROUND = timedelta(minutes=2)
"""How far our clock and Twilio's may be apart."""
_MOST_LISTED = 100

OPTED_OUT = 21610
PERMANENT: Mapping[int, str] = {
    OPTED_OUT: "the resident wants no texts",
    21211: "the number is not valid",
    21214: "the number cannot be reached",
    21217: "the number is not valid",
    21408: "the account may not send to this country",
    21602: "the text is empty",
    21604: "there is no number",
    21612: "the number cannot be reached from this sender",
    21614: "the number cannot get texts",
    21617: "the text is too long",
    21619: "the text is empty",
    30006: "the number is a landline",
}
"""Refusals that asking again does not change, by Twilio's code."""


class TwilioSender:
    """Sends texts for one account.

    Args:
        sms: the account.
        public_url: where status callbacks go.
        read_seconds: how long to wait for an answer.
    """

    def __init__(self, sms: Sms, public_url: str, read_seconds: float = READ_SECONDS) -> None:
        self._sms = sms
        self._status_url = f"{public_url}{STATUS_PATH}"
        http = _Http(sms.api, (min(CONNECT_SECONDS, read_seconds), read_seconds))
        self._client = Client(
            sms.account_sid,
            sms.auth_token,
            http_client=http,
            # The client would read the process's environment by itself.
            environment={"countyline": "reads its settings"},
        )

    @property
    def can_begin(self) -> bool:
        """Whether a text can be sent to whoever did not write first."""
        return bool(self._sms.messaging_service_sid or self._sms.phone_number)

    def send(self, text: OutboundText) -> Outcome:
        """Send a text. Raises nothing that comes from outside."""
        try:
            message = self._client.messages.create(
                to=text.theirs,
                body=text.body,
                status_callback=f"{self._status_url}?{urlencode({'text': text.key})}",
                **self._sender_of(text),
            )
        except (TwilioException, requests.RequestException, ValueError, TypeError) as error:
            return outcome_of(error)
        if not message.sid:
            return InDoubt("Twilio's answer has no id")
        return Accepted(message.sid, _count(message.num_segments))

    def sent_before(self, text: OutboundText) -> list[Accepted]:
        """Give what Twilio has of the same words to the same number since the text was begun.

        The oldest comes first. Raises TwilioUnreachable.
        """
        since = text.began_at - _AROUND if text.began_at else None
        # No date is asked for: a message that Twilio has not sent yet has none.
        asked: dict[str, Any] = {"to": text.theirs, "limit": _MOST_LISTED}
        if text.ours and not self._sms.messaging_service_sid:
            asked["from_"] = text.ours
        try:
            found = self._client.messages.list(**asked)
        except (TwilioException, requests.RequestException, ValueError, TypeError) as error:
            raise TwilioUnreachable(type(error).__name__) from None
        same = [
            one
            for one in found
            if one.sid
            and (one.body or "").strip().endswith(text.body.strip())
            and str(one.direction or "outbound").startswith("outbound")
            and _is_since(one, since)
        ]
        same.sort(key=lambda one: (one.date_created is None, one.date_created))
        return [Accepted(str(one.sid), _count(one.num_segments)) for one in same]

    def _sender_of(self, text: OutboundText) -> dict[str, Any]:
        sender: dict[str, Any] = {}
        if self._sms.messaging_service_sid:
            sender["messaging_service_sid"] = self._sms.messaging_service_sid
        number = text.ours or (None if sender else self._sms.phone_number)
        if number:
            sender["from_"] = number
        return sender


class TwilioUnreachable(Exception):
    """Twilio cannot be asked now."""


def outcome_of(error: Exception) -> Outcome:
    """Tell what an error of Twilio's, or on the way to it, means for the text.

    Its own words hold the number, so they go no further.
    """
    if isinstance(error, TwilioRestException):
        return _told(error.status, error.code)
    was_never_there = isinstance(error, requests.ConnectTimeout | requests.exceptions.ProxyError)
    if was_never_there or _was_never_open(error):
        return NotTaken("Twilio cannot be reached", was_reached=False)
    return InDoubt(type(error).__name__)


def _told(status: int, code: object) -> Outcome:
    known = code if isinstance(code, int) else None
    if known is not None and known in PERMANENT:
        return Refused(known, PERMANENT[known], has_opted_out=known == OPTED_OUT)
    why = f"Twilio answered {status}" + (f" with code {known}" if known else "")
    # After a failure of its own, Twilio may have the text all the same.
    return InDoubt(why, known) if status >= 500 else NotTaken(why, known)


class _Http(HttpClient):  # type: ignore[misc]  # Twilio has no types
    """How Twilio's client calls out.

    Its own `TwilioHttpClient` is not for threads: it hands back whichever response came last to
    any of them. Here each thread has a session, and a response goes to whoever asked.
    """

    def __init__(self, api: str, timeouts: tuple[float, float]) -> None:
        super().__init__(logging.getLogger(f"{__name__}.silent"), False, None)
        self._api = api
        self._timeouts = timeouts
        self._own = threading.local()

    def request(  # noqa: PLR0917  # The arguments are Twilio's.
        self,
        method: str,
        url: str,
        params: Any = None,
        data: Any = None,
        headers: Any = None,
        auth: Any = None,
        timeout: Any = None,
        allow_redirects: bool = False,
    ) -> Response:
        """Make one request; what fails is raised as `requests` raises it."""
        if not hasattr(self._own, "session"):
            self._own.session = requests.Session()
        response = self._own.session.request(
            method.upper(),
            url.replace(DEFAULT_SMS_API, self._api, 1),
            params=params,
            data=data,
            headers=headers,
            auth=auth,
            timeout=self._timeouts,
            allow_redirects=False,
        )
        return Response(response.status_code, response.text, response.headers)


def _was_never_open(error: Exception) -> bool:
    cause = error.args[0] if error.args else None
    reason = getattr(cause, "reason", cause)
    return type(reason).__name__ in {"NewConnectionError", "NameResolutionError"}


def _count(written: object) -> int | None:
    return int(written) if isinstance(written, str) and written.isdigit() else None


def _is_since(message: MessageInstance, since: Any) -> bool:
    return since is None or message.date_created is None or message.date_created >= since
