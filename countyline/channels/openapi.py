"""`/openapi.json`: the public addresses for programs, made from the bodies that are checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic.json_schema import models_json_schema

from countyline.channels import transcripts
from countyline.channels.voice import activities, audiocodes, turn
from countyline.channels.web import bodies
from countyline.channels.web.api import LARGEST_BODY, LONGEST_WAIT_SECONDS
from countyline.channels.web.stream import CONTENT_TYPE as EVENT_STREAM

_BODIES = (
    bodies.AboutBody,
    bodies.Beginning,
    bodies.Begun,
    bodies.Entries,
    bodies.ErrorBody,
    bodies.Message,
    bodies.Taken,
    transcripts.BatchBody,
    activities.Activities,
    activities.Answers,
    activities.CallAddresses,
    activities.CallBeginning,
    activities.CallEnding,
    activities.Done,
    activities.Validation,
    turn.Turn,
    turn.TurnAnswer,
)
_ABOUT = (
    "What the outside may call. A conversation belongs to whoever has its token. "
    f"Bodies hold at most {LARGEST_BODY} bytes, turns of calls {turn.LARGEST_BODY}, activities "
    f"{audiocodes.LARGEST_BODY}, transcripts {transcripts.LARGEST_BODY}. "
    "docs/web-channel.md, docs/phone.md and docs/intake.md tell the whole story."
)
_REFUSALS = {
    400: "The request is malformed",
    401: "There is no token",
    403: "The website is not allowed",
    404: "There is no such conversation for this token",
    409: "The body names another call",
    413: "The body is too large",
    415: "The body is no JSON",
    429: "Too much was asked for; Retry-After says when it is not",
    503: "It could not be saved and was not taken",
}
_Json = dict[str, Any]


@dataclass(frozen=True)
class _Operation:
    """One thing that can be done at an address."""

    name: str
    summary: str
    answers: Mapping[int, _Json]
    refusals: tuple[int, ...] = ()
    takes: str | None = None
    may_take_nothing: bool = False
    parameters: tuple[_Json, ...] = field(default=())
    needs_token: bool = False
    scheme: str = "conversation"
    content: tuple[str, ...] = ()

    def described(self) -> _Json:
        answers = {str(status): answer for status, answer in self.answers.items()}
        answers |= {
            str(status): _body(_REFUSALS[status], "ErrorBody") for status in self.refusals
        }
        operation: _Json = {
            "operationId": self.name,
            "summary": self.summary,
            "parameters": list(self.parameters),
            "responses": answers,
            "security": [{self.scheme: []}] if self.needs_token else [],
        }
        if self.content:
            shape = {"schema": {"type": "string", "minLength": 1}}
            operation["requestBody"] = {
                "required": True,
                "content": dict.fromkeys(self.content, shape),
            }
        if self.takes:
            operation["requestBody"] = {
                "required": not self.may_take_nothing,
                "content": _json_of(self.takes),
            }
        return operation


def description(version: str, public_url: str) -> _Json:
    """Give the OpenAPI 3.1 description of the site at `public_url`."""
    _, schemas = models_json_schema(
        [(body, "serialization") for body in _BODIES],
        ref_template="#/components/schemas/{model}",
    )
    return {
        "openapi": "3.1.0",
        "info": {"title": "Countyline", "version": version, "description": _ABOUT},
        "servers": [{"url": public_url}],
        "paths": {**_web(), **_conversation(), **_transcripts(), **_calls(), **_operations()},
        "components": {
            "schemas": schemas["$defs"],
            "securitySchemes": {
                "conversation": {"type": "http", "scheme": "bearer"},
                "phone": {"type": "http", "scheme": "bearer"},
            },
        },
    }


def _web() -> _Json:
    about = _Operation(
        "about",
        "What a widget needs before anybody asks",
        {200: _body("The county and the menu", "AboutBody")},
        (403,),
    )
    begin = _Operation(
        "begin",
        "Begin a conversation",
        {201: _body("The conversation and its token", "Begun")},
        (400, 403, 413, 415, 429, 503),
        takes="Beginning",
        may_take_nothing=True,
    )
    return {
        "/webhooks/web/about": {"get": about.described()},
        "/webhooks/web/conversations": {"post": begin.described()},
    }


def _conversation() -> _Json:
    one = "/webhooks/web/conversations/{conversation}"
    which = _parameter("conversation", "path", "The conversation's id", {"type": "string"})
    take = _Operation(
        "send",
        "Send a resident's message; it is answered in the events",
        {
            202: _body("The message is on disk", "Taken"),
            200: _body("The message was there already", "Taken"),
        },
        (400, 401, 403, 404, 413, 415, 429, 503),
        takes="Message",
        parameters=(which,),
        needs_token=True,
    )
    read = _Operation(
        "entries",
        "Read what was said",
        {200: _body("The entries", "Entries")},
        (400, 401, 403, 404, 429, 503),
        parameters=(
            which,
            _parameter("after", "query", "The last `seq` that is known", _number(2**31 - 1)),
            _parameter("wait", "query", "Seconds to wait", _number(LONGEST_WAIT_SECONDS)),
        ),
        needs_token=True,
    )
    stream = _Operation(
        "events",
        "Follow what is said, as server-sent events",
        {200: {"description": "The events", "content": {EVENT_STREAM: {}}}},
        (401, 403, 404, 429, 503),
        parameters=(
            which,
            _parameter(
                "Last-Event-ID", "header", "The last `seq` that is known", {"type": "string"}
            ),
        ),
        needs_token=True,
    )
    return {
        f"{one}/messages": {"post": take.described()},
        f"{one}/entries": {"get": read.described()},
        f"{one}/events": {"get": stream.described()},
    }


def _transcripts() -> _Json:
    take = _Operation(
        "take_transcripts",
        "Hand over finished transcripts; their questions are asked afterwards",
        {202: _body("They are on disk", "BatchBody")},
        (400, 401, 413, 415, 503),
        content=("application/x-ndjson", "text/csv"),
        needs_token=True,
        scheme="phone",
    )
    find = _Operation(
        "find_transcripts",
        "Tell what became of transcripts that were handed over",
        {200: _body("How far they are", "BatchBody")},
        (401, 404, 503),
        parameters=(
            _parameter("batch", "path", "The id that was told", {"type": "string"}),
        ),
        needs_token=True,
        scheme="phone",
    )
    return {
        transcripts.ADDRESS: {"post": take.described()},
        f"{transcripts.ADDRESS}/{{batch}}": {"get": find.described()},
    }


def _calls() -> _Json:
    take = _Operation(
        "turn",
        "Tell what happened in a call, and be told what to say and do next",
        {200: _body("What to say and do", "TurnAnswer")},
        _OF_A_CALL,
        takes="Turn",
        needs_token=True,
        scheme="phone",
    )
    return {turn.ADDRESS: {"post": take.described()}, **_audiocodes()}


_OF_A_CALL = (400, 401, 413, 415, 429, 503)


def _audiocodes() -> _Json:
    validate = _Operation(
        "validate",
        "Whether this is a bot for AudioCodes VoiceAI Connect",
        {200: _body("It is", "Validation")},
        (401,),
        needs_token=True,
        scheme="phone",
    )
    begin = _Operation(
        "begin_call",
        "Begin a call as AudioCodes VoiceAI Connect does",
        {200: _body("Where the call goes on", "CallAddresses")},
        (400, 401, 413, 415),
        takes="CallBeginning",
        needs_token=True,
        scheme="phone",
    )
    one = f"{audiocodes.ADDRESS}/conversations/{{conversation}}"
    return {
        audiocodes.ADDRESS: {"get": validate.described(), "post": begin.described()},
        f"{one}/activities": {"post": _of_one("activities", "Activities", "Answers")},
        f"{one}/refresh": {"post": _of_one("refresh", "CallEnding", "Done")},
        f"{one}/disconnect": {"post": _of_one("disconnect", "CallEnding", "Done")},
    }


def _of_one(name: str, takes: str, gives: str) -> _Json:
    operation = _Operation(
        name,
        f"Tell of a call as AudioCodes VoiceAI Connect does: {name}",
        {200: _body("It is taken", gives)},
        (*_OF_A_CALL, 404, 409),
        takes=takes,
        parameters=(_parameter("conversation", "path", "The call's id", {"type": "string"}),),
        needs_token=True,
        scheme="phone",
    )
    return operation.described()


def _operations() -> _Json:
    live = _Operation("live", "Whether the desk lives", {200: _object("It lives")})
    ready = _Operation(
        "ready",
        "Whether the desk can answer residents, if only with the headline",
        {200: _object("It can"), 503: _object("It is starting")},
    )
    text = {"text/plain": {"schema": {"type": "string"}}}
    metrics = _Operation(
        "metrics",
        "What the desk counts, for Prometheus",
        {200: {"description": "The counters", "content": text}},
    )
    return {
        "/health/live": {"get": live.described()},
        "/health/ready": {"get": ready.described()},
        "/metrics": {"get": metrics.described()},
    }


def _json_of(shape: str) -> _Json:
    return {"application/json": {"schema": {"$ref": f"#/components/schemas/{shape}"}}}


def _body(summary: str, shape: str) -> _Json:
    return {"description": summary, "content": _json_of(shape)}


def _object(summary: str) -> _Json:
    return {
        "description": summary,
        "content": {"application/json": {"schema": {"type": "object"}}},
    }


def _parameter(name: str, place: str, summary: str, schema: _Json) -> _Json:
    return {
        "name": name,
        "in": place,
        "required": place == "path",
        "description": summary,
        "schema": schema,
    }


def _number(most: int) -> _Json:
    return {"type": "integer", "minimum": 0, "maximum": most}
