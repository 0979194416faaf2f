"""The addresses that Twilio calls: texts of residents, and what became of the county's own.

A text is on disk before it is acknowledged; what it is answered with goes out later.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import structlog
from sanic import Blueprint, Request
from sanic.response import HTTPResponse, empty, raw

from countyline.channels.refusals import Refused, not_saved
from countyline.channels.twilio_requests import TwilioRequests, id_in, malformed
from countyline.desk.desk import DatabaseUnavailable, Desk
from countyline.desk.model import Accepted
from countyline.desk.threads import DatabaseThreads
from countyline.texting.book import Taken, TextBook
from countyline.texting.model import CHANNEL, InboundText
from countyline.texting.queue import TextQueue

_PREFIX = "/webhooks/sms"
_NOTHING_TO_SAY = b'<?xml version="1.0" encoding="UTF-8"?><Response></Response>'
_KEY = re.compile(r"[A-Za-z0-9]{8,32}")
_LONGEST_NUMBER = 20

logger = structlog.get_logger(__name__)


@dataclass(frozen=True)
class SmsChannel:
    """What the channel is made of."""

    requests: TwilioRequests
    desk: Desk
    threads: DatabaseThreads
    book: TextBook
    queue: TextQueue

    async def take(self, text: InboundText) -> None:
        """Take a text; when this returns it is on disk. Raises Refused."""

        def keep() -> tuple[str, Accepted] | None:
            taken = self.book.take(text)
            _log(taken)
            if taken is None or taken.conversation is None or taken.accepted is None:
                return None
            return taken.conversation, taken.accepted

        try:
            await self.desk.take(CHANNEL, keep)
        except DatabaseUnavailable:
            raise not_saved() from None

    async def note(self, key: str | None, fields: Mapping[str, str]) -> None:
        """Note what became of a text. Raises Refused."""
        sid = id_in(fields, "MessageSid", "SmsSid")
        status = fields.get("MessageStatus") or fields.get("SmsStatus") or ""
        if not re.fullmatch(r"[a-z_]{1,20}", status):
            raise malformed("MessageStatus")
        code = fields.get("ErrorCode", "")
        number = int(code) if re.fullmatch(r"[0-9]{1,6}", code, re.ASCII) else None
        known = key if key and _KEY.fullmatch(key) else None
        try:
            await self.threads.write(self.queue.note_status, known, sid, status, number)
        except DatabaseUnavailable:
            raise not_saved() from None


def sms_blueprint(sms: SmsChannel | None) -> Blueprint:
    """Give the addresses below `/webhooks/sms`; without an account they refuse everybody."""
    blueprint = Blueprint("sms", url_prefix=_PREFIX)
    told: list[bool] = []

    def channel() -> SmsChannel:
        if sms is None:
            if not told:
                logger.warning("texts_refused", why="TWILIO_AUTH_TOKEN is not set")
                told.append(True)
            raise Refused(403, "not_configured", "This county takes no texts here.")
        return sms

    @blueprint.post("/webhook")
    async def receive(request: Request) -> HTTPResponse:
        here = channel()
        fields = here.requests.fields(request)
        await here.take(_text_of(fields))
        return raw(_NOTHING_TO_SAY, content_type="text/xml; charset=utf-8")

    @blueprint.post("/status")
    async def note(request: Request) -> HTTPResponse:
        here = channel()
        fields = here.requests.fields(request)
        await here.note(request.get_args().get("text"), fields)
        return empty(204)

    return blueprint


def _text_of(fields: Mapping[str, str]) -> InboundText:
    media = fields.get("NumMedia", "")
    return InboundText(
        sid=id_in(fields, "MessageSid", "SmsSid"),
        ours=_number_of(fields, "To"),
        theirs=_number_of(fields, "From"),
        body=fields.get("Body", ""),
        media=int(media) if re.fullmatch(r"[0-9]{1,2}", media, re.ASCII) else 0,
        opt_out_type=fields.get("OptOutType") or None,
    )


def _number_of(fields: Mapping[str, str], name: str) -> str:
    number = fields.get(name, "").strip()
    if not number or not number.isprintable():
        raise malformed(name)
    # An address of another network is longer than any number, and is never answered.
    return number[:_LONGEST_NUMBER]


def _log(taken: Taken | None) -> None:
    if taken is None:
        logger.info("text_repeated")
    else:
        logger.info("text_taken", kind=taken.kind.value, conversation=taken.conversation)
