"""Where a phone system hands over finished transcripts, and asks what became of them.

What is acknowledged is on disk; the desk's worker asks the questions afterwards. See
docs/intake.md.
"""

from __future__ import annotations

import io
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import tzinfo
from typing import Annotated

from pydantic import Field
from sanic import Blueprint, Request
from sanic.http import Http
from sanic.response import HTTPResponse, raw

from countyline.channels.phone_token import PhoneToken
from countyline.channels.refusals import Refused, not_found, not_saved
from countyline.channels.web.bodies import Body, Moment
from countyline.desk.desk import DatabaseUnavailable
from countyline.desk.threads import DatabaseThreads, shielded
from countyline.intake.book import IntakeBook
from countyline.intake.model import Batch
from countyline.intake.reading import Format, Unreadable, read

ADDRESS = "/webhooks/voice/transcripts"
LARGEST_BODY = 8 * 1024 * 1024
"""Bytes: more than 10,000 voicemails."""
SOURCE = "phone system"
_FORMATS = {
    "": Format.JSON_LINES,
    "application/json": Format.JSON_LINES,
    "application/jsonl": Format.JSON_LINES,
    "application/x-ndjson": Format.JSON_LINES,
    "text/csv": Format.CSV,
}

Count = Annotated[int, Field(ge=0)]


class BadLineBody(Body):
    """A line that was no transcript, counted from 1."""

    line: Annotated[int, Field(ge=1)]
    why: str


class BatchBody(Body):
    """What was handed over at once, and how far it is.

    `taken` are new, `known` were there before, `bad` were no transcripts; `bad_lines` holds the
    first of them. Of those that were taken, `waiting` are still to be asked. `complete` is false
    when not all of it was read, because the desk was stopped: hand it over again.
    """

    id: str
    received_at: Moment
    complete: bool
    taken: Count
    known: Count
    bad: Count
    waiting: Count
    bad_lines: tuple[BadLineBody, ...]

    @classmethod
    def of(cls, batch: Batch) -> BatchBody:
        """Word a batch of the intake's book."""
        return cls(
            id=batch.id,
            received_at=batch.received_at,
            complete=batch.complete,
            taken=batch.taken,
            known=batch.known,
            bad=batch.bad_count,
            waiting=batch.waiting,
            bad_lines=tuple(BadLineBody(line=one.number, why=one.why) for one in batch.bad),
        )


@dataclass(frozen=True)
class TranscriptIntake:
    """What takes transcripts in."""

    book: IntakeBook
    threads: DatabaseThreads
    token: PhoneToken
    zone: Callable[[], tzinfo]

    async def take(self, body: bytes, format_: Format) -> Batch:
        """Put transcripts on disk. Raises Refused."""
        try:
            batch = await self.threads.write(self.book.begin, SOURCE)
            lines = read(io.BytesIO(body), format_, self.zone())
            parts = self.book.prepared(batch, lines)
            # Part by part, and made elsewhere, so that residents' messages need not wait.
            while (part := await self.threads.read(next, parts, None)) is not None:
                await self.threads.write(self.book.add_part, batch, part)
            await self.threads.write(self.book.complete, batch)
            return await self.find(batch)
        except Unreadable as unreadable:
            raise Refused(400, "invalid_request", str(unreadable)) from None
        except DatabaseUnavailable:
            raise not_saved() from None

    async def find(self, batch: str) -> Batch:
        """Give a batch. Raises Refused."""
        try:
            found = await self.threads.read(self.book.batch, batch)
        except DatabaseUnavailable:
            raise not_saved() from None
        if found is None:
            raise not_found()
        return found


def transcripts_blueprint(intake: TranscriptIntake) -> Blueprint:
    """Give the addresses at `/webhooks/voice/transcripts`."""
    blueprint = Blueprint("transcripts")

    # A stream, because the site takes no body of this size anywhere else.
    @blueprint.post(ADDRESS, stream=True, name="take")
    async def take(request: Request) -> HTTPResponse:
        intake.token.admit(request)
        format_ = _format_of(request)
        body = await _body_of(request)
        batch = await shielded(intake.take(body, format_))
        return _json(BatchBody.of(batch), 202, {"Location": f"{ADDRESS}/{batch.id}"})

    @blueprint.get(f"{ADDRESS}/<batch:str>", name="find")
    async def find(request: Request, batch: str) -> HTTPResponse:
        intake.token.admit(request)
        return _json(BatchBody.of(await intake.find(batch)))

    return blueprint


def _format_of(request: Request) -> Format:
    kind = (request.headers.get("content-type") or "").partition(";")[0].strip().lower()
    if kind not in _FORMATS:
        raise Refused(
            415,
            "unsupported_media_type",
            "Send JSON lines (`application/x-ndjson`) or CSV (`text/csv`).",
        )
    return _FORMATS[kind]


async def _body_of(request: Request) -> bytes:
    written = request.headers.get("content-length") or ""
    if written.isdigit() and int(written) > LARGEST_BODY:
        raise _too_large()
    parts: list[bytes] = []
    size = 0
    async for part in _parts_of(request):
        size += len(part)
        if size > LARGEST_BODY:
            raise _too_large()
        parts.append(part)
    if not size:
        raise Refused(400, "invalid_request", "The request holds no transcripts.")
    return b"".join(parts)


async def _parts_of(request: Request) -> AsyncIterator[bytes]:
    stream = request.stream
    while isinstance(stream, Http) and stream.request_body and (part := await stream.read()):
        yield part


def _too_large() -> Refused:
    most = LARGEST_BODY // (1024 * 1024)
    return Refused(413, "too_large", f"The request is too large: at most {most} megabytes.")


def _json(body: Body, status: int = 200, headers: dict[str, str] | None = None) -> HTTPResponse:
    kept = {"Cache-Control": "no-store", **(headers or {})}
    return raw(
        body.model_dump_json().encode(), status, kept, content_type="application/json"
    )
