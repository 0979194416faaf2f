"""The web channel's addresses."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator
from contextlib import aclosing, contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import ValidationError
from sanic import Blueprint, Request
from sanic.response import HTTPResponse, empty, raw

from countyline.channels.refusals import Refused, not_found, not_saved, too_many
from countyline.channels.web.about import About
from countyline.channels.web.bodies import (
    Beginning,
    Begun,
    Body,
    Entries,
    EntryBody,
    Message,
    OwnerBody,
    Taken,
)
from countyline.channels.web.origins import Origins
from countyline.channels.web.stream import CONTENT_TYPE, events
from countyline.desk.book import UnknownConversation
from countyline.desk.desk import DatabaseUnavailable, Desk
from countyline.desk.limits import Limit, Limiter, Places, TooMany
from countyline.desk.model import Accepted, Conversation, Inbound, News, Owner

CHANNEL = "web"
LARGEST_BODY = 16 * 1024
LONGEST_WAIT_SECONDS = 20
STREAMS_OF_A_CONVERSATION = 6
STREAMS_OF_AN_ADDRESS = 300
STREAMS = 2000
_ABOUT_SECONDS = 5
_ABOUT = "/webhooks/web/about"
_ADDRESSES = (
    "/about",
    "/conversations",
    *(f"/conversations/<conversation:str>/{what}" for what in ("messages", "entries", "events")),
)

_Body = TypeVar("_Body", bound=Body)


@dataclass(frozen=True)
class WebLimits:
    """How many messages may come, and how many conversations may be begun."""

    conversation: Limit
    address: Limit
    everybody: Limit


@dataclass(frozen=True)
class WebChannel:
    """What the web channel is made of. `look_every` is how often a stream looks by itself."""

    desk: Desk
    about: About
    origins: Origins
    limits: WebLimits
    limiter: Limiter
    places: Places
    look_every: float

    async def begin(self, request: Request) -> tuple[str, str]:
        """Begin a conversation for a request. Raises Refused."""
        beginning = read_body(request, Beginning) if request.body else Beginning()
        return await self.begin_for(request.client_ip or "", beginning)

    async def begin_for(self, address: str, beginning: Beginning) -> tuple[str, str]:
        """Begin a conversation for an address. Raises Refused."""
        self._admit((self.limits.address, address), (self.limits.everybody, "all"))
        try:
            return await self.desk.begin(CHANNEL, beginning.language)
        except DatabaseUnavailable:
            raise not_saved() from None

    async def open(self, conversation: str, token: str) -> Conversation:
        """Give the conversation to whoever has its token. Raises Refused."""
        try:
            return await self.desk.open(conversation, token)
        except UnknownConversation:
            raise not_found() from None
        except DatabaseUnavailable:
            raise not_saved() from None

    async def take(self, address: str, conversation: str, token: str, message: Message) -> Accepted:
        """Take a message; when this returns it is on disk. Raises Refused."""
        self._admit(
            # With the token: whoever knows the id alone uses up nothing of the resident's.
            (self.limits.conversation, _digest(conversation, token)),
            (self.limits.address, address),
            (self.limits.everybody, "all"),
        )
        inbound = Inbound(
            conversation=conversation,
            key=message.id,
            text=message.text,
            language=message.language,
            token=token,
        )
        try:
            return await self.desk.accept(CHANNEL, inbound)
        except UnknownConversation:
            raise not_found() from None
        except DatabaseUnavailable:
            raise not_saved() from None

    async def entries(self, conversation: Conversation, after: int, wait: float) -> Entries:
        """Give what was said after `after`, waiting up to `wait` seconds for something."""
        until = time.monotonic() + wait
        with self.desk.listen(conversation.id) as listener:
            while True:
                news = await self._news(conversation.id, after)
                found = news.entries
                left = until - time.monotonic()
                if found or left <= 0 or self.desk.is_closing:
                    break
                await listener.wait(min(left, self.look_every))
        seq = found[-1].seq if found else after
        if found:
            self.desk.note_delivery(conversation.id, seq)
        whose = OwnerBody.of(news.standing)
        is_staffs = news.standing.owner is Owner.STAFF
        return Entries(
            entries=tuple(EntryBody.of(entry) for entry in found),
            seq=seq,
            typing=self.desk.is_answering(conversation.id) and not is_staffs,
            owner=whose.owner,
            case=whose.case,
        )

    async def _news(self, conversation: str, after: int) -> News:
        try:
            return await self.desk.news(conversation, after)
        except DatabaseUnavailable:
            raise not_saved() from None

    @contextmanager
    def place(self, conversation: Conversation, address: str) -> Iterator[None]:
        """Take one of the places for those who listen. Raises Refused."""
        try:
            with self.places.take(
                ("conversation", conversation.id, STREAMS_OF_A_CONVERSATION),
                ("address", address, STREAMS_OF_AN_ADDRESS),
                ("all", "", STREAMS),
            ):
                yield
        except TooMany as limited:
            raise too_many(limited.retry_after) from None

    def _admit(self, *asked: tuple[Limit, str]) -> None:
        try:
            self.limiter.admit(*asked)
        except TooMany as limited:
            raise too_many(limited.retry_after) from None


def web_blueprint(web: WebChannel) -> Blueprint:
    """Give the addresses below `/webhooks/web`."""
    blueprint = Blueprint("web", url_prefix="/webhooks/web")

    @blueprint.on_request
    async def admit_origin(request: Request) -> None:
        web.origins.admit(request.headers.get("origin"), request.host)

    @blueprint.middleware("response")  # type: ignore[untyped-decorator]  # Sanic has no type
    async def tell_browser(request: Request, response: HTTPResponse) -> None:
        headers = web.origins.headers(request.headers.get("origin"), request.host)
        response.headers.update(headers)
        if request.method == "GET" and request.path == _ABOUT and "origin" in request.headers:
            # Public, and how the widget learns that its website is not allowed.
            response.headers.setdefault("Access-Control-Allow-Origin", "*")

    async def preflight(_: Request, **__: str) -> HTTPResponse:
        return empty(headers=web.origins.preflight())

    for address in _ADDRESSES:
        name = f"preflight_{address.rpartition('/')[2]}"
        blueprint.add_route(preflight, address, methods=["OPTIONS"], name=name)

    @blueprint.get("/about")
    async def about(_: Request) -> HTTPResponse:
        headers = {"Cache-Control": f"public, max-age={_ABOUT_SECONDS}"}
        return _json(web.about.body(), headers=headers)

    @blueprint.post("/conversations")
    async def begin(request: Request) -> HTTPResponse:
        conversation, token = await web.begin(request)
        return _json(Begun(conversation=conversation, token=token), 201)

    @blueprint.post("/conversations/<conversation:str>/messages")
    async def take(request: Request, conversation: str) -> HTTPResponse:
        token, message = bearer_of(request), read_body(request, Message)
        accepted = await web.take(request.client_ip or "", conversation, token, message)
        taken = Taken(id=message.id, seq=accepted.seq)
        return _json(taken, 202 if accepted.is_new else 200)

    @blueprint.get("/conversations/<conversation:str>/entries")
    async def entries(request: Request, conversation: str) -> HTTPResponse:
        opened = await web.open(conversation, bearer_of(request))
        asked = request.get_args(keep_blank_values=True)
        after = _whole_number(asked.get("after"), "after", 2**31 - 1)
        wait = _whole_number(asked.get("wait"), "wait", LONGEST_WAIT_SECONDS)
        after = min(after, opened.last_seq)
        if not wait:
            return _json(await web.entries(opened, after, wait))
        with web.place(opened, request.client_ip or ""):
            return _json(await web.entries(opened, after, wait))

    @blueprint.get("/conversations/<conversation:str>/events")
    async def stream(request: Request, conversation: str) -> None:
        opened = await web.open(conversation, bearer_of(request))
        with web.place(opened, request.client_ip or ""):
            await _send_events(web, request, opened)

    return blueprint


async def _send_events(web: WebChannel, request: Request, conversation: Conversation) -> None:
    # A client may know more than there is, when the database was put back to an earlier day.
    after = min(_last_event(request.headers.get("last-event-id")), conversation.last_seq)
    headers = {
        "Cache-Control": "no-store",
        "X-Accel-Buffering": "no",
    }
    response = await request.respond(headers=headers, content_type=CONTENT_TYPE)
    assert response is not None
    stream = events(web.desk, conversation.id, after, web.look_every)
    # Closed here and now when the client is gone, not whenever its garbage is collected.
    async with aclosing(stream):
        with web.desk.metrics.streams.track_inprogress():
            async for written in stream:
                await response.send(written)
            await response.eof()


def bearer_of(request: Request) -> str:
    """Give the token that a request carries. Raises Refused."""
    scheme, _, token = (request.headers.get("authorization") or "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise Refused(
            401,
            "unauthorized",
            "This conversation needs its token: send it as `Authorization: Bearer …`.",
            {"WWW-Authenticate": "Bearer"},
        )
    return token.strip()


def read_body(
    request: Request, shape: type[_Body], largest: int = LARGEST_BODY
) -> _Body:
    """Read a JSON body of at most `largest` bytes. Raises Refused, quoting nothing of it."""
    if len(request.body) > largest:
        most = largest // 1024
        raise Refused(413, "too_large", f"The request is too large: at most {most} kilobytes.")
    kind = (request.headers.get("content-type") or "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise Refused(
            415, "unsupported_media_type", "Send JSON, with `Content-Type: application/json`."
        )
    try:
        return shape.model_validate_json(request.body)
    except ValidationError as wrong:
        raise _invalid(wrong) from None


def _invalid(wrong: ValidationError) -> Refused:
    first = wrong.errors(include_url=False, include_context=False, include_input=False)[0]
    if first["type"] == "json_invalid":
        return Refused(400, "invalid_json", "The request is not valid JSON.")
    field = ".".join(str(part) for part in first["loc"])
    if not field:
        return Refused(400, "invalid_request", "The request must be a JSON object.")
    return Refused(400, "invalid_request", f'The field "{field}" is missing or wrong.')


def _whole_number(written: str | None, name: str, most: int) -> int:
    if written is None:
        return 0
    if not (written.isascii() and written.isdigit() and len(written) < 12 and int(written) <= most):
        raise Refused(
            400, "invalid_request", f'"{name}" must be a whole number from 0 to {most}.'
        )
    return int(written)


def _last_event(written: str | None) -> int:
    """Read `Last-Event-ID`; what is none of ours asks for everything, as no header does."""
    if written and written.isascii() and written.isdigit() and len(written) < 12:
        return min(int(written), 2**31 - 1)
    return 0


def _digest(conversation: str, token: str) -> str:
    known = f"{conversation}/{token}".encode("utf-8", "surrogatepass")
    return hashlib.sha256(known).hexdigest()


def _json(body: Body, status: int = 200, headers: dict[str, Any] | None = None) -> HTTPResponse:
    kept = {"Cache-Control": "no-store", **(headers or {})}
    return raw(
        body.model_dump_json().encode(), status, kept, content_type="application/json"
    )
