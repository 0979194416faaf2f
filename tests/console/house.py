"""A console over HTTP on a free port of loopback, with everything real behind it but the bot."""

from __future__ import annotations

import asyncio
import itertools
import re
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from html.parser import HTMLParser
from typing import Any

import httpx
from argon2 import PasswordHasher
from sanic import Request
from sanic.response import HTTPResponse, html
from sqlalchemy import Engine

from countyline.cases.model import CaseDraft, Reason, Sensitivity
from countyline.cases.staff import Role, StaffMember
from countyline.cases.store import CaseBook
from countyline.channels.refusals import Refused
from countyline.channels.site import build_site
from countyline.console.accounts import Account, GivenPassword, NewAccount
from countyline.console.current import CurrentStatus
from countyline.console.deeds import Actor, Deed, newest
from countyline.console.gate import Door, Gate
from countyline.console.parts import Console
from countyline.console.site import console_blueprint
from countyline.database.engine import open_engine
from countyline.desk.bell import Bell
from countyline.desk.book import ConversationBook
from countyline.desk.metrics import Metrics
from countyline.desk.model import Hint, Inbound, Reply
from countyline.desk.switchboard import Switchboard
from countyline.desk.threads import DatabaseThreads
from countyline.headline import present
from countyline.revision import PublicationReader as RevisionReader
from countyline.running.later_answers import LaterAnswers, later_answers_for
from countyline.running.staff_console import DeskParts, console_of
from countyline.settings import Settings
from tests.desk.scene import Clock

PASSWORD = "the county clerk likes tea"
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
OPERATOR = Actor(None, "operator")
_names = itertools.count(1)
__all__ = ["PASSWORD", "Clock", "House", "Page", "Person", "Role", "open_house"]


class Page(HTMLParser):
    """What a page holds, as far as tests ask."""

    def __init__(self, response: httpx.Response) -> None:
        super().__init__()
        self.response = response
        self.inputs: dict[str, str] = {}
        self.areas: dict[str, str] = {}
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self._area = ""
        self.feed(response.text)

    @property
    def status(self) -> int:
        return self.response.status_code

    @property
    def text(self) -> str:
        return self.response.text

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        self.tags.append((tag, known))
        if tag == "input" and known.get("name"):
            self.inputs[str(known["name"])] = known.get("value") or ""
        if tag == "textarea":
            self._area = str(known["name"])
            self.areas[self._area] = ""

    def handle_data(self, data: str) -> None:
        if self._area:
            self.areas[self._area] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = ""

    def notices(self) -> str:
        found = re.findall(r'<div class="notice[^>]*>(.*?)</div>', self.text, re.S)
        return " ".join(re.sub(r"<[^>]+>", " ", one) for one in found)


@dataclass
class Person:
    """Somebody with a browser, signed in or not."""

    client: httpx.Client
    account: Account | None = None

    def get(self, path: str, **headers: str) -> Page:
        return Page(self.client.get(path, headers=headers))

    def send(self, path: str, fields: dict[str, Any] | None = None, **headers: str) -> Page:
        """Send a form as a browser does, with nothing added."""
        return Page(self.client.post(path, data=fields or {}, headers=headers))

    def token(self) -> str:
        return self.get("/staff/account").inputs["form_token"]

    def do(self, path: str, **fields: Any) -> Page:
        """Send a form of a page of this session."""
        return self.send(path, {"form_token": self.token(), **fields})

    def sign_in(self, login: str, password: str = PASSWORD, **more: str) -> Page:
        page = self.get("/staff/sign-in")
        fields = {"form_token": page.inputs["form_token"], "next": "/staff", **more}
        return self.send("/staff/sign-in", {**fields, "login": login, "password": password})


@dataclass
class House:
    """The console and what stands behind it."""

    url: str
    engine: Engine
    console: Console
    doors: Sequence[Door]
    book: ConversationBook
    cases: CaseBook
    clock: Clock
    routes: Sequence[tuple[str, str]]
    _clients: list[httpx.Client] = field(default_factory=list)
    _turns: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def somebody(self, origin: str | None = None) -> Person:
        """A browser that is not signed in."""
        client = httpx.Client(
            base_url=self.url,
            headers={"Origin": origin or self.url, "Accept": "text/html"},
            trust_env=False,
            timeout=20,
        )
        self._clients.append(client)
        return Person(client)

    def add(self, login: str, role: Role = Role.AGENT, name: str = "") -> Account:
        new = NewAccount(login=login, name=name or f"Name of {login}", role=role)
        return self.console.accounts.add(new, GivenPassword(PASSWORD, False), OPERATOR)

    def member(self, login: str) -> StaffMember:
        found = self.console.accounts.by_login(login)
        assert found is not None
        return found.member

    def signed_in(self, login: str, role: Role = Role.AGENT, name: str = "") -> Person:
        person = self.somebody()
        person.account = self.console.accounts.by_login(login) or self.add(login, role, name)
        assert person.sign_in(login).status == 303
        return person

    def asked(
        self,
        text: str = "my tags are expired and i got a ticket",
        *,
        language: str = "en",
        reason: Reason = Reason.CASE_BY_CASE,
        topic: str | None = "vehicle",
        subjects: tuple[str, ...] = (),
        aspect: str | None = None,
        sensitivity: Sensitivity | None = None,
        facts: Sequence[str] = (),
    ) -> str:
        """A resident asks; the bot hands over. Gives the case."""
        self.clock.forward(1)
        hint: Hint = "es" if language == "es" else "en"
        conversation, _ = self.book.begin("web", hint)
        key = f"m-{next(self._turns)}"
        inbound = Inbound(conversation=conversation, key=key, text=text, language=hint, token=None)
        turn = self.book.accept(inbound).turn
        assert turn is not None
        case = self.cases.open(
            CaseDraft(
                conversation=conversation,
                turn=key,
                reason=reason,
                language=language,
                channel="web",
                question=text,
                topic=topic,
                subjects=subjects,
                aspect=aspect,
                sensitivity=sensitivity,
            )
        )
        answer: dict[str, Any] = {
            "kind": "handoff",
            "topic": topic,
            "facts": list(facts),
            "revision": 1,
            "case": {"id": case.id, "state": "open"},
        }
        said = f"A person will look at it. Case {case.id}."
        reply = Reply(
            text=said, language=hint, answer=answer, card=None, context={"language": hint},
            headline=False,
        )  # fmt: skip
        self.book.answer(turn, reply)
        return case.id

    def says(self, case: str, text: str) -> None:
        """The resident of a case writes again."""
        self.clock.forward(1)
        conversation = self.cases.by_id(case)
        assert conversation is not None
        key = f"m-{next(self._turns)}"
        self.book.accept(Inbound(conversation=conversation.conversation, key=key, text=text))

    def staff_said(self, case: str) -> list[str]:
        """What staff said to the resident of a case."""
        found = self.console.switchboard.file(case)
        assert found is not None
        return [entry.text for entry in found.entries if entry.author == "staff"]

    def deeds(self) -> list[Deed]:
        return newest(self.engine)

    def did(self) -> list[tuple[str, str, str | None]]:
        """Who did what to whom, the oldest first."""
        return [(one.actor_name, one.what, one.about) for one in reversed(self.deeds())]

    def events(self, case: str) -> list[str]:
        found = self.console.switchboard.file(case)
        assert found is not None
        return [event.what.value for event in found.events]

    def close(self) -> None:
        for client in self._clients:
            client.close()


def _refusal(_: Request, refused: Refused) -> HTTPResponse:
    return html(f"<p>{refused.message}</p>", refused.status, refused.headers)


@cache
def _later(settings: Settings) -> LaterAnswers:
    revisions = RevisionReader(settings.publication)
    return later_answers_for(settings, lambda: present(revisions.current()))


def nothing_more(_: Gate) -> None:
    """Add no address."""


@contextmanager
def open_house(
    url: str,
    settings: Settings,
    current: CurrentStatus,
    add: Callable[[Gate], None] = nothing_more,
    offset: timedelta = timedelta(0),
) -> Iterator[House]:
    """Serve a console from a thread of its own; `add` adds addresses of a test's.

    `offset` leads from the real time to the one that residents are told about.
    """
    engine, clock, bell = open_engine(url), Clock(), Bell()
    threads = DatabaseThreads(1 if engine.dialect.name == "sqlite" else 4)
    listening = socket.create_server(("127.0.0.1", 0))
    address = f"http://127.0.0.1:{listening.getsockname()[1]}"
    parts = DeskParts(engine, threads, Switchboard(engine, clock), bell, _later(settings))
    console = console_of(settings, parts, current, clock, CHEAP, offset=lambda: offset)
    blueprint, gate = console_blueprint(console)
    add(gate)
    app = build_site(f"console_{next(_names)}", [blueprint], Metrics(), _refusal, proxies=0)
    app.config.TOUCHUP = False
    cases = CaseBook(url, clock=clock)
    house = House(
        url=address,
        engine=engine,
        console=console,
        doors=gate.doors,
        book=ConversationBook(engine, "desk-1", clock),
        cases=cases,
        clock=clock,
        routes=[
            (method, "/" + route.path)
            for route in app.router.routes
            for method in sorted(route.methods)
        ],
    )
    loop = asyncio.new_event_loop()
    stop, ready = asyncio.Event(), threading.Event()

    async def serve() -> None:
        server: Any = await app.create_server(sock=listening)
        await server.startup()
        await server.before_start()
        await server.after_start()
        ready.set()
        await stop.wait()
        await server.before_stop()
        closed = server.close()
        for connection in list(server.connections):
            connection.close_if_idle()
        with suppress(asyncio.CancelledError):
            await closed
        await server.after_stop()
        app.shutdown_tasks(0)
        await asyncio.sleep(0)

    def run() -> None:
        loop.run_until_complete(serve())
        loop.run_until_complete(loop.shutdown_default_executor())
        loop.close()

    thread = threading.Thread(target=run)
    thread.start()
    assert ready.wait(10)
    try:
        yield house
    finally:
        house.close()
        loop.call_soon_threadsafe(stop.set)
        thread.join(20)
        assert not thread.is_alive()
        threads.close()
        cases.dispose()
        engine.dispose()
        listening.close()
        type(app).unregister_app(app)
