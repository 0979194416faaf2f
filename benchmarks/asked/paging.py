"""How long staff wait for the page, of a database with many messages, and what else waits for it.

The console runs as in a desk, without what else a desk does, and is asked over HTTP.
"""

from __future__ import annotations

import asyncio
import re
import secrets
import socket
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlencode

import httpx
from sanic import Request
from sanic.response import HTTPResponse
from sanic.response import text as plain
from sqlalchemy import create_engine, make_url, text

from benchmarks.asked.crowd import DAYS, Crowd
from countyline.answers.wording_files import load_wording
from countyline.cases.staff import Role
from countyline.channels.refusals import Refused
from countyline.channels.site import build_site
from countyline.console.accounts import GivenPassword, NewAccount
from countyline.console.deeds import operator
from countyline.console.site import console_blueprint
from countyline.database.engine import open_engine
from countyline.database.migrating import upgrade
from countyline.desk.bell import Bell
from countyline.desk.metrics import Metrics
from countyline.desk.switchboard import Switchboard
from countyline.desk.threads import DatabaseThreads
from countyline.headline import present
from countyline.revision import PublicationReader as RevisionReader
from countyline.running.current_status import CurrentStatusInService
from countyline.running.later_answers import later_answers_for
from countyline.running.publishing import publisher_of
from countyline.running.staff_console import DeskParts, console_of
from countyline.settings import Settings
from countyline.status.publication_reader import PublicationReader

_PASSWORD = "the county clerk likes tea"
_AGAIN = 3
_TICK_SECONDS = 0.01


@dataclass(frozen=True, slots=True)
class Waited:
    """Seconds for the page of four weeks: the first time, and again; of its last day; of the CSV.

    `work` is the processor time, in seconds, that the page took this process again, the least of
    some. `late` is by how much the event loop, on which residents are served, was late at most.
    """

    messages: int
    first: float
    again: float
    work: float
    day: float
    table: float
    late: float


def measured(url: str, crowd: Crowd) -> Waited:
    """Fill an empty database and ask for the page."""
    engine = open_engine(url)
    upgrade(engine)
    crowd.talk(engine)
    engine.dispose()
    with TemporaryDirectory(prefix="countyline-") as folder:
        settings = Settings.from_environment(
            {"COUNTYLINE_VAR": folder, "COUNTYLINE_DATABASE_URL": url}
        )
        publisher_of(settings).refresh()
        return asyncio.run(_ask(settings, crowd))


@contextmanager
def empty_sqlite() -> Iterator[str]:
    """Give the address of a database in a file that goes afterwards."""
    with TemporaryDirectory(prefix="countyline-") as folder:
        yield f"sqlite:///{Path(folder) / 'countyline.db'}"


@contextmanager
def empty_postgresql(server: str) -> Iterator[str]:
    """Give the address of a schema of its own that goes afterwards."""
    schema = f"countyline_bench_{secrets.token_hex(4)}"
    engine = create_engine(server)
    with engine.begin() as connection:
        connection.execute(text(f"CREATE SCHEMA {schema}"))
    try:
        url = make_url(server).update_query_dict({"options": f"-csearch_path={schema}"})
        yield url.render_as_string(hide_password=False)
    finally:
        with engine.begin() as connection:
            connection.execute(text(f"DROP SCHEMA {schema} CASCADE"))
        engine.dispose()


async def _ask(settings: Settings, crowd: Crowd) -> Waited:
    async with _console(settings, crowd.until) as client:
        day = crowd.until.astimezone(UTC).date()
        weeks = {"from": day - timedelta(days=DAYS + 1), "to": day}
        ticks = [time.perf_counter()]
        ticking = asyncio.create_task(_tick(ticks))
        first, messages = await _seconds(client, "/staff/asked", weeks)
        again, work = [], []
        for _ in range(_AGAIN):
            worked = time.process_time()
            again.append((await _seconds(client, "/staff/asked", weeks))[0])
            work.append(time.process_time() - worked)
        one_day, _ = await _seconds(client, "/staff/asked", {"from": day, "to": day})
        table, _ = await _seconds(client, "/staff/asked.csv", weeks)
        ticking.cancel()
        late = max(after - before - _TICK_SECONDS for before, after in pairwise(ticks))
        return Waited(messages, first, median(again), min(work), one_day, table, late)


async def _tick(ticks: list[float]) -> None:
    while True:
        await asyncio.sleep(_TICK_SECONDS)
        ticks.append(time.perf_counter())


async def _seconds(
    client: httpx.AsyncClient, path: str, days: dict[str, Any]
) -> tuple[float, int]:
    """Ask for a page; give how long it took and the messages that it counts."""
    began = time.perf_counter()
    response = await client.get(f"{path}?{urlencode(days)}")
    took = time.perf_counter() - began
    response.raise_for_status()
    counted = re.search(r"(\d+) messages", response.text)
    return took, int(counted[1]) if counted else 0


@asynccontextmanager
async def _console(settings: Settings, now: datetime) -> AsyncIterator[httpx.AsyncClient]:
    """Serve the console at a moment, and give a browser that is signed in."""
    engine, bell = open_engine(settings.database_url), Bell()
    threads = DatabaseThreads(1 if engine.dialect.name == "sqlite" else 4)
    revisions = RevisionReader(settings.publication)

    def told() -> datetime:
        return present(revisions.current())

    def clock() -> datetime:
        return now

    console = console_of(
        settings,
        DeskParts(
            engine, threads, Switchboard(engine, clock), bell, later_answers_for(settings, told)
        ),
        CurrentStatusInService(
            PublicationReader(settings.publication),
            load_wording(settings.root / "data"),
            told,
            True,
        ),
        clock,
        offset=lambda: timedelta(0),
    )
    console.accounts.add(
        NewAccount(login="ana", name="Ana", role=Role.PUBLISHER),
        GivenPassword(_PASSWORD, False),
        operator(),
    )
    blueprint, _ = console_blueprint(console)
    app = build_site("asked", [blueprint], Metrics(), _refusal, proxies=0)
    app.config.TOUCHUP = False
    listening = socket.create_server(("127.0.0.1", 0))
    address = f"http://127.0.0.1:{listening.getsockname()[1]}"
    server: Any = await app.create_server(sock=listening)
    await server.startup()
    await server.before_start()
    await server.after_start()
    try:
        async with httpx.AsyncClient(
            base_url=address, headers={"Origin": address}, trust_env=False, timeout=120
        ) as client:
            await _sign_in(client)
            yield client
    finally:
        await server.before_stop()
        closed = server.close()
        for connection in list(server.connections):
            connection.close_if_idle()
        with suppress(asyncio.CancelledError):
            await closed
        await server.after_stop()
        type(app).unregister_app(app)
        threads.close()
        engine.dispose()


async def _sign_in(client: httpx.AsyncClient) -> None:
    form = await client.get("/staff/sign-in")
    token = re.search(r'name="form_token" value="([^"]*)"', form.text)
    fields = {
        "form_token": token[1] if token else "", "next": "/staff", "login": "ana",
        "password": _PASSWORD,
    }  # fmt: skip
    signed = await client.post("/staff/sign-in", data=fields)
    if signed.status_code != 303:
        raise RuntimeError(f"nobody is signed in: {signed.status_code}")


def _refusal(_: Request, refused: Refused) -> HTTPResponse:
    return plain(refused.message, refused.status)
