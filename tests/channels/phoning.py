"""Phone systems that call a site: what they post is recorded in `voice_shapes`."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit
from xml.etree import ElementTree

from countyline.channels.voice import audiocodes, turn, twiml
from tests.channels.client import Answer, Client, told
from tests.channels.site import PHONE_TOKEN, PUBLIC_URL
from tests.channels.texting import FORM, signature
from tests.channels.twiml_rules import checked

SHAPES = Path(__file__).with_name("voice_shapes")
BEARER = {"Authorization": f"Bearer {PHONE_TOKEN}"}


def shapes(name: str) -> Any:
    return json.loads((SHAPES / f"{name}.json").read_text(encoding="utf-8"))


TWILIO = shapes("twilio")
CALL = TWILIO["call"]["CallSid"]


def fields(shape: str, **changed: str) -> dict[str, str]:
    """What Twilio posts."""
    posted = {**TWILIO["call"], **TWILIO[shape], **changed}
    for name in ("SpeechResult", "TranscriptionText"):
        told.add(posted.get(name, ""))
    return posted


@dataclass(frozen=True)
class Twilio:
    """Posts as Twilio does. `public_url` is the address that it knows."""

    client: Client
    public_url: str = PUBLIC_URL

    async def post(
        self, posted: Mapping[str, str], path: str = twiml.ADDRESS, signed: str | None = "right"
    ) -> Answer:
        headers = {"Content-Type": FORM}
        if signed == "right":
            signed = signature(self.public_url + path, posted)
        if signed is not None:
            headers["X-Twilio-Signature"] = signed
        return await self.client.ask("POST", path, urlencode(posted).encode(), headers)

    async def call(self, shape: str, path: str = twiml.ADDRESS, **changed: str) -> Spoken:
        """Post a shape; give the TwiML, which must be such as Twilio takes."""
        answer = await self.post(fields(shape, **changed), path)
        assert answer.status == 200, answer
        assert answer.headers["Content-Type"].startswith("text/xml")
        return Spoken(checked(answer.body))


@dataclass(frozen=True)
class Spoken:
    """TwiML that came back."""

    root: ElementTree.Element

    @property
    def verbs(self) -> list[str]:
        return [verb.tag for verb in self.root]

    @property
    def words(self) -> str:
        said = " ".join(" ".join(say.itertext()) for say in self.root.iter("Say"))
        return " ".join(said.split())

    def one(self, name: str) -> ElementTree.Element:
        (found,) = self.root.iter(name)
        return found

    def path(self, name: str, attribute: str = "action") -> str:
        """Give the path of an address that Twilio calls next."""
        element = self.one(name)
        address = element.attrib[attribute] if attribute else element.text or ""
        parts = urlsplit(address)
        assert re.match(r"https?://", address)
        return f"{parts.path}?{parts.query}"


@dataclass(frozen=True)
class VoiceAi:
    """Posts as VoiceAI Connect does."""

    client: Client

    async def post(self, path: str, body: Any) -> Answer:
        return await self.client.post(path, body, BEARER)

    async def begin(self) -> dict[str, Any]:
        answer = await self.post(audiocodes.ADDRESS, shapes("audiocodes")["begin"])
        assert answer.status == 200, answer
        return dict(answer.json)

    async def tell(self, *activities: Any) -> Answer:
        urls = await self.begin()
        body = {"conversation": shapes("audiocodes")["begin"]["conversation"]}
        for one in activities:
            told.add(one.get("text") or "")
        return await self.post(urls["activitiesURL"], {**body, "activities": list(activities)})


async def take_turn(client: Client, **body: Any) -> Answer:
    told.add(str(body.get("transcript", "")))
    return await client.post(turn.ADDRESS, {"call_id": "call-1", **body}, BEARER)
