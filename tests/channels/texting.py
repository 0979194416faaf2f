"""A site that takes texts, and a Twilio that signs what it posts."""

from __future__ import annotations

import base64
import hashlib
import hmac
import itertools
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlencode

from sqlalchemy import Engine, select

from countyline.channels.sms.webhook import SmsChannel, sms_blueprint
from countyline.channels.twilio_requests import TwilioRequests
from countyline.channels.twilio_signature import Signatures
from countyline.database.engine import reading
from countyline.settings import PROJECT_ROOT
from countyline.texting.book import TextBook
from countyline.texting.queue import TextQueue
from countyline.texting.schema import text_inbox
from countyline.texting.sentences import Sentences
from countyline.texting.words import load_words
from tests.channels.client import Answer, Client, client_of, told
from tests.channels.fake_brain import FakeBrain
from tests.channels.site import (
    PUBLIC_URL,
    TWILIO_ACCOUNT,
    TWILIO_TOKEN,
    Options,
    Site,
    build,
    serve,
)

ACCOUNT = TWILIO_ACCOUNT
TOKEN = TWILIO_TOKEN
FORM = "application/x-www-form-urlencoded"
WEBHOOK = "/webhooks/sms/webhook"
STATUS = "/webhooks/sms/status"
Fields = Sequence[tuple[str, str]]
_sids = itertools.count(1)


def fields(body: str = "is the recorder open friday", **changed: str) -> dict[str, str]:
    """What Twilio posts for a text, with the blank fields that it sends."""
    told.add(body)
    sid = f"SM{next(_sids):032x}"
    posted = {
        "ToCountry": "US",
        "ToState": "MO",
        "SmsMessageSid": sid,
        "NumMedia": "0",
        "ToCity": "",
        "FromZip": "",
        "SmsSid": sid,
        "FromState": "MO",
        "SmsStatus": "received",
        "FromCity": "",
        "Body": body,
        "FromCountry": "US",
        "To": "+18165550100",
        "ToZip": "",
        "NumSegments": "1",
        "MessageSid": sid,
        "AccountSid": ACCOUNT,
        "From": "+18165550123",
        "ApiVersion": "2010-04-01",
    }
    return {**posted, **changed}


def signature(address: str, posted: Mapping[str, str] | Fields = (), token: str = TOKEN) -> str:
    """Sign as Twilio's documentation says: the address, then sorted keys with unique values."""
    pairs = posted.items() if isinstance(posted, Mapping) else posted
    signed = address + "".join(f"{key}{value}" for key, value in sorted(set(pairs)))
    digest = hmac.new(token.encode(), signed.encode(), hashlib.sha1).digest()
    return base64.b64encode(digest).decode()


@dataclass(frozen=True)
class Post:
    """Posts as Twilio does."""

    site: Site
    client: Client

    async def text(self, posted: Mapping[str, str] | Fields, path: str = WEBHOOK) -> Answer:
        """Post signed fields."""
        return await self.raw(posted, signature(PUBLIC_URL + path, posted), path)

    async def raw(
        self, posted: Mapping[str, str] | Fields, signed: str | None, path: str = WEBHOOK
    ) -> Answer:
        """Post fields with whatever signature."""
        pairs = list(posted.items()) if isinstance(posted, Mapping) else list(posted)
        headers = {"Content-Type": FORM}
        if signed is not None:
            headers["X-Twilio-Signature"] = signed
        return await self.client.ask("POST", path, urlencode(pairs).encode(), headers)

    def kinds(self) -> list[str]:
        """Give what came of each text that is on disk."""
        return kinds_in(self.site.engine)


def kinds_in(engine: Engine) -> list[str]:
    with reading(engine) as connection:
        return list(connection.scalars(select(text_inbox.c.kind).order_by(text_inbox.c.sid)))


@asynccontextmanager
async def posting(
    options: Options, public_url: str = PUBLIC_URL, brain: FakeBrain | None = None
) -> AsyncIterator[Post]:
    """Serve a site that takes texts."""
    parts = build(options, brain or FakeBrain())
    words = load_words(PROJECT_ROOT / "data")
    sentences = Sentences(words, lambda: {"en": "Jackson County", "es": "Condado de Jackson"})

    def clock() -> datetime:
        return datetime.now(UTC)

    channel = SmsChannel(
        requests=TwilioRequests(ACCOUNT, Signatures(TOKEN, public_url)),
        desk=parts.desk,
        threads=parts.threads,
        book=TextBook(parts.book, words, sentences, ("+1",), clock),
        queue=TextQueue(parts.engine, clock),
    )
    parts.app.blueprint(sms_blueprint(channel))
    async with serve(parts) as site, client_of(site.url) as client:
        yield Post(site, client)
