"""Many texts at a real desk, with repeats, while Twilio fails and the desk is killed."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
from sqlalchemy import Engine, func, select

from benchmarks.texting.fake_rasa import FakeRasa
from benchmarks.texting.fake_twilio import ACCOUNT, TOKEN, Deed, FakeTwilio, signature
from countyline.database.engine import DatabaseUnavailable, open_engine, reading
from countyline.desk.schema import inbox
from countyline.running.publishing import publisher_of
from countyline.settings import PROJECT_ROOT, Settings
from countyline.texting.schema import texts

OURS = "+18165550100"
_PATH = "/webhooks/sms/webhook"
_FAILURES = (
    Deed(code=20429),
    Deed(code=20500),
    Deed(drops=True),
    Deed(code=20500, is_taken=True),
    Deed(drops=True, is_taken=True),
)
"""How Twilio fails: it has the text or not, and says so or not."""


@dataclass(frozen=True)
class Load:
    """What is asked of the desk. `rate` is in texts a second; `failing` a share of sendings."""

    count: int
    rate: float
    repeated: float = 0.1
    failing: float = 1 / 3
    texts_each: int = 5
    at_once: int = 40
    seed: int = 1
    patience: float = 1800.0


@dataclass
class Found:
    """What came of it. Times are in seconds.

    `acknowledged` are the times to an acknowledgement. `lost`, `doubled` and `disordered` count
    answers at Twilio, the last one numbers; `doubts` counts failures after which nobody could
    know. `refused` counts posts that found no desk, or one that was not ready.
    """

    acknowledged: list[float] = field(default_factory=list)
    refused: int = 0
    posted_for: float = 0.0
    settled_after: float = 0.0
    kept: int = 0
    lost: int = 0
    doubled: int = 0
    disordered: int = 0
    doubts: int = 0
    failures: int = 0

    def percentile(self, share: float) -> float:
        """Give the time that this share of the acknowledgements did not take longer than."""
        ordered = sorted(self.acknowledged)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


class DeskProcess:
    """The desk as a process of its own, started again when it was killed."""

    def __init__(self, environment: Mapping[str, str], log: Path) -> None:
        self._environment = dict(environment)
        self._log = log.open("ab")
        self._process = self._start()

    def _start(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "countyline.running.desk_server"]
        return subprocess.Popen(
            command,
            cwd=PROJECT_ROOT,
            env=self._environment,
            stdout=self._log,
            stderr=self._log,
        )

    def kill(self) -> None:
        """Kill it, and start it again as the supervisor does."""
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()
        self._process = self._start()

    def end(self) -> None:
        """End it in order."""
        self._process.terminate()
        self._process.wait(30)
        self._log.close()


def run(load: Load, folder: Path, database_url: str | None = None) -> Found:
    """Post everything, kill the desk once in the middle, and wait until all is answered."""
    port = _free_port()
    url = database_url or f"sqlite:///{folder / 'countyline.db'}"
    chance = random.Random(load.seed)
    found = Found()

    def choose(_: Mapping[str, str]) -> Deed | None:
        if chance.random() >= load.failing:
            return None
        deed = chance.choice(_FAILURES)
        found.failures += 1
        found.doubts += deed.code != 20429
        return deed

    with FakeTwilio(choose=choose) as twilio, FakeRasa() as rasa:
        environment = {
            **os.environ,
            "COUNTYLINE_VAR": str(folder),
            "COUNTYLINE_DATABASE_URL": url,
            "COUNTYLINE_PORT": str(port),
            "COUNTYLINE_PUBLIC_URL": f"http://localhost:{port}",
            "COUNTYLINE_RASA_PORT": str(rasa.port),
            "COUNTYLINE_ACTIONS_PORT": str(rasa.port),
            "TWILIO_ACCOUNT_SID": ACCOUNT,
            "TWILIO_AUTH_TOKEN": TOKEN,
            "COUNTYLINE_SMS_API": twilio.url,
            "COUNTYLINE_SMS_RATE": "100000/second",
            "COUNTYLINE_SMS_RATE_NUMBER": "100000/second",
        }
        publisher_of(Settings.from_environment(environment)).refresh()
        desk = DeskProcess(environment, folder / "desk.log")
        engine = open_engine(url)
        try:
            asyncio.run(_post_all(load, port, desk, found))
            _settle(load, engine, twilio, found)
        finally:
            desk.end()
            engine.dispose()
        _compare(load, twilio, found)
    return found


def _number(load: Load, index: int) -> str:
    return f"+1816{2000000 + index // load.texts_each:07}"


def _words(index: int) -> str:
    return f"question {index} is the recorder open"


# Posting


async def _post_all(load: Load, port: int, desk: DeskProcess, found: Found) -> None:
    chance = random.Random(load.seed + 1)
    address = f"http://localhost:{port}{_PATH}"
    repeated = {index for index in range(load.count) if chance.random() < load.repeated}
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(connector=connector, trust_env=False) as session:
        poster = _Poster(session, address, found)
        await poster.post(0, load)  # Once the desk is there.
        found.acknowledged.clear()
        found.refused = 0
        began = time.perf_counter()
        killing = asyncio.create_task(_kill_at(began + load.count / load.rate / 2, desk))

        async def work(place: int) -> None:
            # The texts of a number come one after the other, as from a phone.
            for index in range(1, load.count):
                if (index // load.texts_each) % load.at_once != place:
                    continue
                await asyncio.sleep(began + index / load.rate - time.perf_counter())
                times = 2 if index in repeated else 1
                await asyncio.gather(*(poster.post(index, load) for _ in range(times)))

        await asyncio.gather(*(work(place) for place in range(load.at_once)))
        await killing
        found.posted_for = time.perf_counter() - began


async def _kill_at(moment: float, desk: DeskProcess) -> None:
    await asyncio.sleep(moment - time.perf_counter())
    await asyncio.to_thread(desk.kill)


class _Poster:
    """Posts as Twilio does, and again until it is acknowledged."""

    def __init__(self, session: aiohttp.ClientSession, address: str, found: Found) -> None:
        self._session = session
        self._address = address
        self._found = found

    async def post(self, index: int, load: Load) -> None:
        fields = {
            "AccountSid": ACCOUNT,
            "Body": _words(index),
            "From": _number(load, index),
            "FromCity": "",
            "MessageSid": f"SM{index:032x}",
            "NumMedia": "0",
            "To": OURS,
        }
        headers = {"X-Twilio-Signature": signature(self._address, fields)}
        while True:
            began = time.perf_counter()
            try:
                async with self._session.post(
                    self._address, data=fields, headers=headers
                ) as response:
                    await response.read()
                    if response.status == 200:
                        self._found.acknowledged.append(time.perf_counter() - began)
                        return
            except (aiohttp.ClientError, OSError):
                pass
            self._found.refused += 1
            await asyncio.sleep(0.25)


# Looking


def _settle(load: Load, engine: Engine, twilio: FakeTwilio, found: Found) -> None:
    """Wait until every text is answered and every answer accepted."""
    began = time.perf_counter()
    query = select(texts.c.state, func.count()).group_by(texts.c.state)
    states: dict[str, int] = {}
    while states != {"accepted": load.count}:
        if time.perf_counter() - began > load.patience:
            break
        time.sleep(0.5)
        try:
            with reading(engine) as connection:
                states = {row[0]: row[1] for row in connection.execute(query)}
                found.kept = connection.scalar(select(func.count()).select_from(inbox)) or 0
        except DatabaseUnavailable:
            continue
    found.settled_after = time.perf_counter() - began


def _compare(load: Load, twilio: FakeTwilio, found: Found) -> None:
    sent = Counter((one.fields["To"], one.fields["Body"]) for one in twilio.messages)
    expected = {(_number(load, index), f"to {_words(index)}") for index in range(load.count)}
    found.lost = len(expected - sent.keys())
    found.doubled = sum(sent.values()) - len(sent)
    order: dict[str, list[int]] = {}
    for message in twilio.messages:
        words = message.fields["Body"].split()
        if words[:2] == ["to", "question"]:  # A headline in its place counts as lost.
            order.setdefault(message.fields["To"], []).append(int(words[2]))
    found.disordered = sum(
        list(dict.fromkeys(seen)) != sorted(set(seen)) for seen in order.values()
    )


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])
