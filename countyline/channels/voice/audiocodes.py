"""The addresses of AudioCodes' bot API: a call is begun, told of, kept alive and ended.

Done of a call is kept here: any desk can answer any request.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from pydantic import BaseModel
from sanic import Blueprint, Request
from sanic.response import HTTPResponse, raw

from countyline.channels.phone_token import PhoneToken
from countyline.channels.refusals import Refused, not_found
from countyline.channels.voice.activities import (
    Activities,
    AnswerActivity,
    Answers,
    CallAddresses,
    CallBeginning,
    CallEnding,
    Done,
    Validation,
    answers_of,
    ended,
    heard_in,
)
from countyline.channels.voice.reports import PhoneLine
from countyline.channels.web.api import read_body

ADDRESS = "/webhooks/voice/audiocodes"
LARGEST_BODY = 64 * 1024
"""Bytes: speech vendors tell of every word."""
EXPIRES_SECONDS = 120


@dataclass(frozen=True)
class AudioCodes:
    """What AudioCodes' calls are made of. `clock` tells the real time, in UTC."""

    token: PhoneToken
    line: PhoneLine
    public_url: str
    clock: Callable[[], datetime]

    def addresses(self, conversation: str) -> CallAddresses:
        """Tell where a call goes on: below the host that was called, whichever that is."""
        prefix = urlsplit(self.public_url).path
        one = f"{prefix}{ADDRESS}/conversations/{conversation}"
        return CallAddresses(
            activities_url=f"{one}/activities",
            disconnect_url=f"{one}/disconnect",
            refresh_url=f"{one}/refresh",
            expires_seconds=EXPIRES_SECONDS,
        )

    async def answer(self, conversation: str, told: Activities) -> Answers:
        """Take activities in their order, and answer them. Raises Refused."""
        _check(conversation, told.conversation)
        answers: list[AnswerActivity] = []
        for activity in told.activities:
            heard = heard_in(conversation, activity)
            if heard is not None:
                said = await self.line.take(heard)
                answers += answers_of(conversation, activity.id, said, self.clock())
        return Answers(conversation=conversation, activities=tuple(answers))

    async def end(self, conversation: str, told: CallEnding) -> None:
        """Note that a call is over. Raises Refused."""
        _check(conversation, told.conversation)
        await self.line.take(ended(conversation))


def audiocodes_blueprint(audiocodes: AudioCodes) -> Blueprint:
    """Give the addresses below `/webhooks/voice/audiocodes`."""
    blueprint = Blueprint("voice_audiocodes")
    one = f"{ADDRESS}/conversations/<conversation:str>"

    @blueprint.get(ADDRESS, name="validate")
    async def validate(request: Request) -> HTTPResponse:
        audiocodes.token.admit(request)
        return _json(Validation())

    @blueprint.post(ADDRESS, name="begin")
    async def begin(request: Request) -> HTTPResponse:
        audiocodes.token.admit(request)
        return _json(audiocodes.addresses(read_body(request, CallBeginning).conversation))

    @blueprint.post(f"{one}/activities", name="activities")
    async def activities(request: Request, conversation: str) -> HTTPResponse:
        audiocodes.token.admit(request)
        told = read_body(request, Activities, LARGEST_BODY)
        return _json(await audiocodes.answer(conversation, told))

    @blueprint.post(f"{one}/refresh", name="refresh")
    async def refresh(request: Request, conversation: str) -> HTTPResponse:
        audiocodes.token.admit(request)
        _check(conversation, read_body(request, CallEnding).conversation)
        return _json(Done())

    @blueprint.post(f"{one}/disconnect", name="disconnect")
    async def disconnect(request: Request, conversation: str) -> HTTPResponse:
        audiocodes.token.admit(request)
        await audiocodes.end(conversation, read_body(request, CallEnding))
        return _json(Done())

    return blueprint


def _check(conversation: str, told: str | None) -> None:
    try:
        CallBeginning(conversation=conversation)
    except ValueError:
        raise not_found() from None
    if told is not None and told != conversation:
        raise Refused(
            409, "another_call", 'The field "conversation" names another call than the address.'
        )


def _json(body: BaseModel) -> HTTPResponse:
    written = body.model_dump_json(by_alias=True, exclude_none=True)
    headers = {"Cache-Control": "no-store"}
    return raw(written.encode(), headers=headers, content_type="application/json")
