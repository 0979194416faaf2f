"""A real site on a free port of loopback: Sanic, the desk and SQLite, with a fake brain."""

from __future__ import annotations

import asyncio
import functools
import itertools
import secrets
import socket
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sanic import Blueprint, Request
from sanic.response import HTTPResponse, html
from sqlalchemy import Engine

from countyline.channels.openapi import description
from countyline.channels.operations import operations_blueprint
from countyline.channels.phone_token import PhoneToken
from countyline.channels.refusals import Refused
from countyline.channels.site import App, build_site
from countyline.channels.transcripts import TranscriptIntake, transcripts_blueprint
from countyline.channels.twilio_requests import TwilioRequests
from countyline.channels.twilio_signature import Signatures
from countyline.channels.voice.audiocodes import AudioCodes, audiocodes_blueprint
from countyline.channels.voice.reports import CallLimits, PhoneLine
from countyline.channels.voice.turn import turn_blueprint
from countyline.channels.voice.twilio import TwilioVoice, twilio_blueprint
from countyline.channels.voice.voicemail import Voicemails
from countyline.channels.web.about import About
from countyline.channels.web.api import WebChannel, WebLimits, web_blueprint
from countyline.channels.web.bodies import Menu, MenuItem
from countyline.channels.web.origins import Origins
from countyline.database.engine import open_engine
from countyline.desk.answering import Answering, Patience
from countyline.desk.bell import Bell
from countyline.desk.book import ConversationBook
from countyline.desk.desk import Desk
from countyline.desk.health import Health, Probe
from countyline.desk.limits import Limit, Limiter, Places
from countyline.desk.metrics import Metrics
from countyline.desk.runner import TurnRunner
from countyline.desk.stand_in import stand_in_for
from countyline.desk.switchboard import Switchboard
from countyline.desk.threads import DatabaseThreads
from countyline.headline import present
from countyline.intake.book import IntakeBook
from countyline.revision import PublicationReader as RevisionReader
from countyline.status.publication_reader import PublicationReader
from tests.channels.fake_brain import FakeBrain
from tests.channels.scripted_calls import ScriptedCalls

PUBLIC_URL = "https://chat.county.example"
ALLOWED = "https://www.county.example"
MENU = Menu(
    en=(MenuItem(title="What is closed?", message="What is closed?"),),
    es=(MenuItem(title="¿Qué está cerrado?", message="¿Qué está cerrado?"),),
)
TWILIO_ACCOUNT = "AC" + "0" * 32
TWILIO_TOKEN = "12345678901234567890123456789012"
PHONE_TOKEN = "the-token-of-the-phone-system"
PLENTY = "100000/minute"
_names = itertools.count(1)


@dataclass(frozen=True)
class Options:
    """What a test changes about the site. `patience` is that with slow requests, in seconds."""

    file: Path
    publication: Path
    conversation_limit: str = PLENTY
    address_limit: str = PLENTY
    everybody_limit: str = PLENTY
    proxies: int = 0
    look_every: float = 15.0
    patience: float | None = None
    probes: Mapping[str, Probe] = field(default_factory=dict)
    reader: PublicationReader | None = None
    extra: tuple[Blueprint, ...] = ()
    phone_token: str | None = PHONE_TOKEN
    calls: ScriptedCalls = field(default_factory=ScriptedCalls)
    public_url: str = PUBLIC_URL
    twilio_account: str | None = TWILIO_ACCOUNT


@dataclass(frozen=True)
class Parts:
    """What a site is made of, not yet served."""

    options: Options
    app: App
    engine: Engine
    book: ConversationBook
    threads: DatabaseThreads
    bell: Bell
    desk: Desk
    web: WebChannel
    brain: FakeBrain
    health: Health
    metrics: Metrics


@dataclass(frozen=True)
class Site(Parts):
    """A site that is served at `port`."""

    port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


def page_of_refusal(_: Request, refused: Refused) -> HTTPResponse:
    return html(f"<p>{refused.message}</p>", refused.status, refused.headers)


@functools.cache
def described() -> Mapping[str, Any]:
    return description("0.1.0", PUBLIC_URL)


def build(options: Options, brain: FakeBrain) -> Parts:
    """Put a site together as the desk's process does, but for the brain."""
    engine = open_engine(f"sqlite:///{options.file}")
    book = ConversationBook(engine, secrets.token_hex(8), lambda: datetime.now(UTC))
    threads, bell, metrics = DatabaseThreads(1), Bell(), Metrics()
    revisions = RevisionReader(options.publication)
    answering = Answering(
        brain,
        stand_in_for(revisions, lambda: present(revisions.current())),
        Patience(longest=5.0, hopeful=0.0),
    )
    runner = TurnRunner(book, threads, answering, bell, metrics)
    switchboard = Switchboard(engine, lambda: datetime.now(UTC))
    desk = Desk(book, threads, runner, bell, metrics, switchboard=switchboard)
    health = Health(options.probes, time.time())
    web = WebChannel(
        desk=desk,
        about=About(
            options.reader or PublicationReader(options.publication),
            lambda _: {"en": "Replay", "es": "Repetición"},
            MENU,
        ),
        origins=Origins(PUBLIC_URL, (ALLOWED,)),
        limits=WebLimits(
            conversation=Limit.read("conversation", options.conversation_limit),
            address=Limit.read("address", options.address_limit),
            everybody=Limit.read("everybody", options.everybody_limit),
        ),
        limiter=Limiter(),
        places=Places(),
        look_every=options.look_every,
    )
    app = build_site(
        f"channels_{next(_names)}",
        [
            web_blueprint(web),
            transcripts_blueprint(
                TranscriptIntake(
                    IntakeBook(engine, lambda: datetime.now(UTC)),
                    threads,
                    PhoneToken(options.phone_token),
                    lambda: UTC,
                )
            ),
            operations_blueprint(health, metrics, described()),
            *_phones(options, IntakeBook(engine, lambda: datetime.now(UTC)), threads),
            *options.extra,
        ],
        metrics,
        page_of_refusal,
        proxies=options.proxies,
    )
    # Sanic rewrites its own methods at start, which it can do once in a process.
    app.config.TOUCHUP = False
    if options.patience is not None:
        app.config.update(REQUEST_TIMEOUT=options.patience, RESPONSE_TIMEOUT=options.patience)
    return Parts(options, app, engine, book, threads, bell, desk, web, brain, health, metrics)


def _phones(options: Options, intake: IntakeBook, threads: DatabaseThreads) -> list[Blueprint]:
    token = PhoneToken(options.phone_token)
    line = PhoneLine(
        options.calls,
        CallLimits(
            call=Limit.read("call", options.conversation_limit),
            everybody=Limit.read("everybody", options.everybody_limit),
        ),
        Limiter(),
    )
    twilio = None
    if options.twilio_account is not None:
        signatures = Signatures(TWILIO_TOKEN, options.public_url)
        twilio = TwilioVoice(
            TwilioRequests(options.twilio_account, signatures),
            options.public_url,
            line,
            Voicemails(intake, threads, lambda: datetime.now(UTC)),
        )
    return [
        twilio_blueprint(twilio),
        audiocodes_blueprint(
            AudioCodes(token, line, options.public_url, lambda: datetime.now(UTC))
        ),
        turn_blueprint(token, line),
    ]


@asynccontextmanager
async def serve(parts: Parts) -> AsyncIterator[Site]:
    """Serve a site; afterwards nothing of it is left running."""
    before: set[asyncio.Task[Any] | None] = set(asyncio.all_tasks())
    listening = socket.create_server(("127.0.0.1", 0))
    server: Any = await parts.app.create_server(sock=listening)
    await server.startup()
    await server.before_start()
    await parts.desk.start()
    await server.after_start()
    site = Site(**vars(parts), port=listening.getsockname()[1])
    try:
        yield site
    finally:
        parts.brain.may_answer.set()
        await server.before_stop()
        await parts.desk.stop()
        closed = server.close()
        for connection in list(server.connections):
            connection.close_if_idle()
        await until(lambda: not server.connections)
        with suppress(asyncio.CancelledError):
            await closed
        await server.after_stop()
        parts.app.shutdown_tasks(0)
        before.add(asyncio.current_task())
        await until(lambda: asyncio.all_tasks() <= before, lambda: asyncio.all_tasks() - before)
        parts.threads.close()
        parts.engine.dispose()
        listening.close()
        type(parts.app).unregister_app(parts.app)


@asynccontextmanager
async def open_site(options: Options, brain: FakeBrain | None = None) -> AsyncIterator[Site]:
    """Serve a site; its database has the newest shape already."""
    async with serve(build(options, brain or FakeBrain())) as site:
        yield site


async def until(is_so: Callable[[], object], what: Callable[[], object] | None = None) -> None:
    """Wait until something is so; fail, saying `what` is in its place, when it does not happen."""
    deadline = time.monotonic() + 20
    while not is_so():
        assert time.monotonic() < deadline, what() if what else "it did not become so"
        await asyncio.sleep(0.005)
