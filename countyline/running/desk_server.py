"""The desk as a process: the public site and everything that it is made of, put together.

python -m countyline.running.desk_server
"""

from __future__ import annotations

import asyncio
import os
import secrets
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from functools import partial
from importlib.metadata import version

import structlog
from sqlalchemy import Engine

from countyline.answers.wording_files import load_wording
from countyline.calling.assembling import calls_for
from countyline.calling.brain import CallingBrain
from countyline.calling.core import VoiceCore
from countyline.cases.store import CaseBook
from countyline.channels.files import widget_blueprint
from countyline.channels.openapi import description
from countyline.channels.operations import operations_blueprint
from countyline.channels.page import ResidentsPage, page_blueprint
from countyline.channels.phone_token import PhoneToken
from countyline.channels.site import App, build_site
from countyline.channels.sms.webhook import SmsChannel, sms_blueprint
from countyline.channels.transcripts import TranscriptIntake, transcripts_blueprint
from countyline.channels.twilio_requests import TwilioRequests
from countyline.channels.twilio_signature import Signatures
from countyline.channels.web.about import About
from countyline.channels.web.api import WebChannel, WebLimits, web_blueprint
from countyline.channels.web.bodies import Menu, MenuItem
from countyline.channels.web.origins import Origins
from countyline.console.site import console_blueprint
from countyline.database.engine import DatabaseUnavailable, open_engine
from countyline.database.migrating import upgrade
from countyline.desk.answering import Answering
from countyline.desk.bell import Bell
from countyline.desk.book import ConversationBook
from countyline.desk.brain import RasaBrain
from countyline.desk.desk import Desk
from countyline.desk.health import (
    LOOK_EVERY_SECONDS,
    Health,
    database_probe,
    http_probe,
    status_document_probe,
)
from countyline.desk.limits import Limit, Limiter, Places
from countyline.desk.metrics import Metrics
from countyline.desk.outgoing import Outgoing
from countyline.desk.rest import keeping_the_rest
from countyline.desk.runner import TurnRunner
from countyline.desk.stand_in import stand_in_for
from countyline.desk.switchboard import Switchboard
from countyline.desk.threads import DatabaseThreads
from countyline.following.assembling import following_for, with_following
from countyline.following.worker import FollowingWorker
from countyline.headline import present
from countyline.intake.book import IntakeBook
from countyline.intake.worker import IntakeWorker
from countyline.ledger.assembling import ledger_for
from countyline.ledger.worker import LedgerWorker
from countyline.notices.assembling import reminder_worker_for, worker_for
from countyline.notices.counting import NoticeCounts
from countyline.notices.reminding import ReminderWorker
from countyline.notices.worker import NoticeWorker
from countyline.page.loading import load_menu
from countyline.page.menu import MenuEntry
from countyline.page.pages import InService, Pages
from countyline.problem import Problem
from countyline.replay import is_replay
from countyline.revision import PublicationReader as RevisionReader
from countyline.running.attended import end_with_supervisor
from countyline.running.current_status import CurrentStatusInService
from countyline.running.later_answers import LaterAnswers, later_answers_for
from countyline.running.logs import log_as_json
from countyline.running.processes import (
    SUPERVISED_SINCE,
    actions_health,
    brain_address,
    rasa_health,
)
from countyline.running.staff_console import DeskParts, console_of
from countyline.running.voice_channel import voice_blueprints
from countyline.settings import Settings, Sms
from countyline.status.model import Language
from countyline.status.publication_reader import PublicationReader
from countyline.texting.assembling import Texting, texting_for, texts_probe, with_texting

_TRY_AGAIN_SECONDS = 2.0
_LOOK_WITHOUT_NEWS_SECONDS = 15.0
_LOOK_FOR_OTHER_DESKS_SECONDS = 2.0
"""On PostgreSQL other desks may write, whose bell does not ring here."""
_WRITERS_ON_POSTGRESQL = 8

logger = structlog.get_logger("countyline.desk")


@dataclass(frozen=True)
class Process:
    """What lives as long as the process: what is started, watched and ended with it."""

    engine: Engine
    book: ConversationBook
    threads: DatabaseThreads
    outgoing: Outgoing
    answering: Answering
    desk: Desk
    health: Health
    metrics: Metrics
    switchboard: Switchboard
    bell: Bell
    notices: NoticeWorker | None
    reminders: ReminderWorker | None
    texting: Texting | None
    intake: IntakeWorker
    calls: VoiceCore
    ledger: LedgerWorker
    later: LaterAnswers
    following: FollowingWorker

    @property
    def is_alone(self) -> bool:
        """Whether no other desk can have this database open."""
        return self.engine.dialect.name == "sqlite"

    async def make_database_ready(self) -> None:
        """Bring the database to its newest shape, however long it takes to be there at all."""
        while True:
            try:
                await self.threads.write(upgrade, self.engine)
                if self.is_alone:
                    await self.threads.write(self.book.be_the_only_one)
                return
            except DatabaseUnavailable as error:
                logger.error("database_unavailable", reason=str(error))
            await asyncio.sleep(_TRY_AGAIN_SECONDS)

    async def live(self) -> None:
        """Look after everything until cancelled."""
        await self.make_database_ready()
        await self.desk.start()
        workers = [self.intake.run(), self.ledger.run(), self.following.run()]
        if self.notices is not None:
            workers.append(self.notices.run())
        if self.reminders is not None:
            workers.append(self.reminders.run())
        if self.texting is not None:
            workers.append(self.texting.worker.run())
        await asyncio.gather(*workers)

    async def watch_health(self) -> None:
        """Look at every part again and again, until cancelled."""
        while True:
            await self.health.look()
            if self.health.brain_is_well:
                self.answering.note_that_brain_is_well()
            self._measure()
            await asyncio.sleep(LOOK_EVERY_SECONDS)

    def _measure(self) -> None:
        for name in self.health.probes:
            self.metrics.up.labels(name).set(self.health.is_well(name))
        document = self.health.found.get("status_document", {})
        self.metrics.revision.set(document.get("revision") or 0)
        self.metrics.review_seconds.set(document.get("review_seconds") or 0)

    async def end(self) -> None:
        """End in order."""
        await self.desk.stop()
        await self.outgoing.close()
        self.threads.close()
        self.intake.cases.dispose()
        self.engine.dispose()


def build(settings: Settings, started: float) -> App:
    """Give the desk's application, of a Countyline that runs since `started`. Raises Problem."""
    process = _process_of(settings, started)
    reader = PublicationReader(settings.publication)
    data = settings.root / "data"
    menu = load_menu(data)
    wording = load_wording(data)
    pages = Pages(wording, menu, settings.public_url, replay=is_replay(settings))
    web = WebChannel(
        desk=process.desk,
        about=About(reader, pages.marks, _menu_body(menu)),
        origins=Origins(settings.public_url, settings.web_origins),
        limits=_limits_of(settings),
        limiter=Limiter(),
        places=Places(),
        look_every=(
            _LOOK_WITHOUT_NEWS_SECONDS if process.is_alone else _LOOK_FOR_OTHER_DESKS_SECONDS
        ),
    )
    resident = ResidentsPage(
        pages,
        partial(_in_service, reader, _now_of(settings)),
        web,
        is_secure=settings.public_url.startswith("https:"),
    )
    console = console_of(
        settings,
        DeskParts(
            process.engine,
            process.threads,
            process.switchboard,
            process.bell,
            process.later,
            RasaBrain(process.outgoing, brain_address(settings), settings.rasa_secret),
        ),
        CurrentStatusInService(
            reader,
            wording,
            _now_of(settings),
            is_replay(settings),
            settings.review_near,
        ),
    )
    staff_pages, _ = console_blueprint(console)
    app = build_site(
        "countyline_desk",
        [
            page_blueprint(resident),
            widget_blueprint(settings.root / "widget" / "built"),
            web_blueprint(web),
            sms_blueprint(_sms_channel(settings, process)),
            transcripts_blueprint(
                TranscriptIntake(
                    process.intake.book,
                    process.threads,
                    PhoneToken(settings.voice_token),
                    partial(_county_zone, reader),
                )
            ),
            *voice_blueprints(
                settings,
                process.calls,
                _twilio_requests(settings, settings.sms) if settings.sms else None,
                process.threads,
                process.intake.book,
            ),
            staff_pages,
            operations_blueprint(
                process.health,
                process.metrics,
                description(version("countyline"), settings.public_url),
            ),
        ],
        process.metrics,
        resident.refusal,
        proxies=settings.proxies,
    )
    _live_with(app, process)
    return app


def _process_of(settings: Settings, started: float) -> Process:
    engine = open_engine(settings.database_url)
    book = ConversationBook(engine, secrets.token_hex(8), lambda: datetime.now(UTC))
    threads = DatabaseThreads(1 if engine.dialect.name == "sqlite" else _WRITERS_ON_POSTGRESQL)
    outgoing, bell, metrics = Outgoing(), Bell(), Metrics()
    now = _now_of(settings)
    headline = stand_in_for(RevisionReader(settings.publication), now)
    rasa = RasaBrain(outgoing, brain_address(settings), settings.rasa_secret)
    stand_in = keeping_the_rest(headline, lambda: datetime.now(UTC))
    later = later_answers_for(settings, now)
    brain = CallingBrain(
        with_following(
            with_texting(rasa, settings, engine, threads),
            later.words,
            engine,
            threads,
        ),
        lambda: datetime.now(UTC),
    )
    answering = Answering(brain, stand_in)
    runner = TurnRunner(book, threads, answering, bell, metrics)
    texting = texting_for(settings, engine, book, threads, metrics)
    texts = {"texts": texts_probe(texting.worker)} if texting is not None else {}
    health = Health(
        {
            "database": database_probe(lambda: threads.read(book.count_waiting)),
            "rasa": http_probe(outgoing, rasa_health(settings)),
            "actions": http_probe(outgoing, actions_health(settings)),
            "status_document": status_document_probe(PublicationReader(settings.publication), now),
            **texts,
        },
        started,
    )
    switchboard = Switchboard(engine, lambda: datetime.now(UTC))
    desk = Desk(book, threads, runner, bell, metrics, switchboard=switchboard)
    notices = worker_for(settings, engine, threads)
    reminders = reminder_worker_for(settings, engine, threads)
    if notices is not None and reminders is not None:
        metrics.registry.register(NoticeCounts(notices, reminders))
    intake = IntakeWorker(
        IntakeBook(engine, lambda: datetime.now(UTC)),
        CaseBook(settings.database_url, clock=lambda: datetime.now(UTC)),
        rasa,
        threads,
    )
    return Process(
        engine,
        book,
        threads,
        outgoing,
        answering,
        desk,
        health,
        metrics,
        switchboard,
        bell,
        notices,
        reminders,
        texting,
        intake,
        calls_for(settings, desk, book, threads, headline=stand_in, now=now),
        ledger_for(settings, engine, threads),
        later,
        following_for(engine, book, later, threads, bell),
    )


def _sms_channel(settings: Settings, process: Process) -> SmsChannel | None:
    if process.texting is None:
        return None
    sms = process.texting.sms
    return SmsChannel(
        requests=_twilio_requests(settings, sms),
        desk=process.desk,
        threads=process.threads,
        book=process.texting.book,
        queue=process.texting.queue,
    )


def _twilio_requests(settings: Settings, account: Sms) -> TwilioRequests:
    signatures = Signatures(account.auth_token, settings.public_url)
    return TwilioRequests(account.account_sid, signatures)


def _in_service(reader: PublicationReader, now: Callable[[], datetime]) -> InService:
    published = reader.current()
    if published is None:
        return InService(None, None, now())
    return InService(published.document, published.revision, now())


def _county_zone(reader: PublicationReader) -> tzinfo:
    published = reader.current()
    return published.document.zone if published else UTC


def _menu_body(menu: Mapping[Language, Sequence[MenuEntry]]) -> Menu:
    items = {
        language: tuple(MenuItem(title=one.title, message=one.message) for one in entries)
        for language, entries in menu.items()
    }
    return Menu(en=items["en"], es=items["es"])


def _now_of(settings: Settings) -> Callable[[], datetime]:
    """Give what tells the moment that residents are told about."""
    reader = RevisionReader(settings.publication)
    return lambda: present(reader.current())


def _limits_of(settings: Settings) -> WebLimits:
    return WebLimits(
        conversation=Limit.read("COUNTYLINE_LIMIT_CONVERSATION", settings.limit_conversation),
        address=Limit.read("COUNTYLINE_LIMIT_ADDRESS", settings.limit_address),
        everybody=Limit.read("COUNTYLINE_LIMIT_EVERYBODY", settings.limit_everybody),
    )


def _live_with(app: App, process: Process) -> None:
    tasks: list[asyncio.Task[None]] = []

    async def begin(_: App) -> None:
        tasks.append(asyncio.create_task(process.live()))
        tasks.append(asyncio.create_task(process.watch_health()))

    async def end(_: App) -> None:
        for task in tasks:
            task.cancel()
        for task in tasks:
            with suppress(asyncio.CancelledError):
                await task
        await process.end()

    app.after_server_start(begin)
    app.before_server_stop(end)


def main() -> None:
    """Serve until SIGTERM."""
    end_with_supervisor(os.environ)
    log_as_json()
    try:
        settings = Settings.from_environment()
        app = build(settings, _supervised_since(os.environ))
    except Problem as problem:
        sys.exit(str(problem))
    app.run(
        host=settings.host,
        port=settings.port,
        single_process=True,
        motd=False,
        access_log=False,
    )


def _supervised_since(environ: Mapping[str, str]) -> float:
    try:
        return float(environ[SUPERVISED_SINCE])
    except (KeyError, ValueError):
        return time.time()


if __name__ == "__main__":
    main()
