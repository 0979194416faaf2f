"""Tells another program by signed posts, as the Standard Webhooks specification has it."""

from __future__ import annotations

import asyncio
import base64
import email.utils
import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp

from countyline.notices.model import Notice, NotSent, Outcome, Sent, Unwanted
from countyline.notices.wording import as_json
from countyline.settings import StaffWebhook

CONNECT_SECONDS = 5.0
WHOLE_SECONDS = 15.0
LONGEST_WISH = timedelta(hours=1)
"""The longest pause that a receiver may ask for."""


class WebhookSender:
    """Posts each notice by itself."""

    most = 1
    pause = timedelta(0)

    def __init__(
        self, webhook: StaffWebhook, public_url: str, whole_seconds: float = WHOLE_SECONDS
    ) -> None:
        self._webhook = webhook
        self._public_url = public_url
        self._timeout = aiohttp.ClientTimeout(
            total=whole_seconds, connect=min(CONNECT_SECONDS, whole_seconds)
        )
        self.address = webhook.url

    async def send(self, notices: Sequence[Notice], now: datetime, /) -> Outcome:
        """Post one notice; its id is the same however often it is posted."""
        (notice,) = notices
        return await self.post(notice.id, as_json(notice, self._public_url, now), now)

    async def post(self, key: str, message: Mapping[str, Any], now: datetime) -> Outcome:
        """Post a message under an id."""
        body = json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode()
        headers = {"Content-Type": "application/json", "User-Agent": "Countyline"}
        headers |= signature_headers(self._webhook.key, key, now, body)
        try:
            async with (
                aiohttp.ClientSession(timeout=self._timeout, trust_env=False) as session,
                session.post(
                    self._webhook.url, data=body, headers=headers, allow_redirects=False
                ) as response,
            ):
                # The status is the answer; whatever follows it is not read.
                return _outcome(response.status, response.headers.get("Retry-After"), now)
        except TimeoutError:
            return NotSent("the receiver did not answer in time")
        except (aiohttp.ClientError, OSError, ValueError, asyncio.IncompleteReadError) as error:
            # Its own words hold the address.
            return NotSent(f"the post failed ({type(error).__name__})")


def signature_headers(key: bytes, message_id: str, now: datetime, body: bytes) -> dict[str, str]:
    """Give the headers that prove who sent the body, and when."""
    seconds = str(int(now.timestamp()))
    signed = b".".join((message_id.encode(), seconds.encode(), body))
    digest = hmac.new(key, signed, hashlib.sha256).digest()
    return {
        "webhook-id": message_id,
        "webhook-timestamp": seconds,
        "webhook-signature": f"v1,{base64.b64encode(digest).decode()}",
    }


def _outcome(status: int, wish: str | None, now: datetime) -> Outcome:
    if 200 <= status < 300:
        return Sent()
    if status == 410:
        return Unwanted()
    if 300 <= status < 400:
        return NotSent(f"the receiver answered {status}: redirects are not followed")
    return NotSent(f"the receiver answered {status}", _wished_pause(wish, now))


def _wished_pause(wish: str | None, now: datetime) -> timedelta | None:
    """Read `Retry-After`: seconds, or a date."""
    if wish is None:
        return None
    wish = wish.strip()
    if wish.isascii() and wish.isdigit() and len(wish) < 9:
        pause = timedelta(seconds=int(wish))
    else:
        try:
            moment = email.utils.parsedate_to_datetime(wish)
        except ValueError:
            return None
        pause = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - now
    return min(max(pause, timedelta(0)), LONGEST_WISH)
