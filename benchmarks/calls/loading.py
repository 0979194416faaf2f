"""Many calls at once through the Twilio front end, while Rasa is killed once.

Twilio is played here: it signs its requests, carries out TwiML, and waits for people who listen
and think between their questions.
"""

from __future__ import annotations

import asyncio
import os
import random
import signal
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from xml.etree import ElementTree

import aiohttp
from sqlalchemy import func, select

from benchmarks.calls.corpus import read_said
from benchmarks.calls.twiml import Instructed, read_twiml
from benchmarks.texting.fake_twilio import ACCOUNT, signature
from benchmarks.turn.programs import program_of
from countyline.calling.model import CHANNEL
from countyline.database.engine import open_engine, reading
from countyline.desk.schema import conversations, turns
from docs.running_system import RunningSystem

PATH = "/webhooks/voice/twilio"
RASA = "countyline.running.attended"
OURS = "+18165550100"
_TWILIOS_PATIENCE_SECONDS = 15.0
_CALLERS_PATIENCE_SECONDS = 30.0
_SPANISH_SHARE = 0.25
_GOODBYE = {"en": "goodbye", "es": "adiós"}
_SPANISH_KEY = "2"


@dataclass(frozen=True)
class Load:
    """What is asked of the system. Times are in seconds.

    `calls` begin within `beginning`, and are all held for `seconds` after that. Callers listen and
    think `least_thinking` to `most_thinking` before they speak. Rasa is killed after
    `killed_after` of `seconds`, as a share; null: never.
    """

    calls: int = 200
    seconds: float = 60.0
    beginning: float = 10.0
    least_thinking: float = 6.0
    most_thinking: float = 10.0
    killed_after: float | None = 0.5
    seed: int = 1


@dataclass
class Found:
    """What came of it. Times are in seconds.

    `requests` are how long each took; `waiting` are those of them that asked again for an answer
    that was not ready. `answers` are from the end of a question to its answer.
    `dropped` says why calls ended that should not have. `unanswered` counts questions that got
    nothing. `outcomes` are the desk's own records of what became of the questions.
    """

    requests: list[float] = field(default_factory=list)
    answers: list[float] = field(default_factory=list)
    waiting: list[float] = field(default_factory=list)
    dropped: Counter[str] = field(default_factory=Counter)
    unanswered: int = 0
    farewells: int = 0
    most_at_once: int = 0
    outcomes: Mapping[str, int] = field(default_factory=dict)


class Dropped(Exception):
    """A call that ended before its caller said goodbye; the text says why."""


def run(load: Load, system: RunningSystem) -> Found:
    """Hold all calls, and look what became of them."""
    found = asyncio.run(hold_all(load, system))
    found.outcomes = _outcomes(system)
    return found


async def hold_all(load: Load, system: RunningSystem) -> Found:
    """Hold all calls, and kill Rasa meanwhile."""
    found = Found()
    began = time.perf_counter()
    ends = began + load.beginning + load.seconds
    at_once = Counter[str]()
    connector = aiohttp.TCPConnector(limit=0)
    timeout = aiohttp.ClientTimeout(total=_TWILIOS_PATIENCE_SECONDS)
    async with aiohttp.ClientSession(
        connector=connector, timeout=timeout, trust_env=False
    ) as session:

        async def hold(number: int) -> None:
            await asyncio.sleep(number * load.beginning / load.calls)
            at_once["now"] += 1
            found.most_at_once = max(found.most_at_once, at_once["now"])
            try:
                await _Call(session, system.site, number, load, found).hold(ends)
            except Dropped as dropped:
                found.dropped[str(dropped)] += 1
            at_once["now"] -= 1

        killing = asyncio.create_task(_kill_rasa(load, system))
        await asyncio.gather(*(hold(number) for number in range(load.calls)))
        await killing
    return found


async def _kill_rasa(load: Load, system: RunningSystem) -> None:
    if load.killed_after is None:
        return
    await asyncio.sleep(load.beginning + load.killed_after * load.seconds)
    os.kill(program_of(system.supervisor, RASA), signal.SIGKILL)


class _Call:
    """One call, as Twilio sees it."""

    def __init__(
        self, session: aiohttp.ClientSession, site: str, number: int, load: Load, found: Found
    ) -> None:
        self._session = session
        self._site = site
        self._found = found
        self._load = load
        self._chance = random.Random(f"{load.seed} {number}")
        self._language = "es" if self._chance.random() < _SPANISH_SHARE else "en"
        self._fields = {
            "AccountSid": ACCOUNT,
            "CallSid": f"CA{number:032x}",
            "CallStatus": "in-progress",
            "CallerCity": "",
            "Direction": "inbound",
            "From": f"+1816{2000000 + number:07}",
            "To": OURS,
        }

    async def hold(self, ends: float) -> None:
        """Ask until the time is over, and say goodbye. Raises Dropped."""
        told = await self._settled(await self._request(f"{self._site}{PATH}", {}))
        if self._language == "es":
            told = await self._say(told, {"Digits": _SPANISH_KEY})
        while time.perf_counter() < ends:
            words = self._chance.choice(_questions(self._language))
            told = await self._ask(told, words)
        told = await self._say(told, _spoken(_GOODBYE[self._language]), may_end=True)
        self._found.farewells += told.then == "hangup"
        await self._tell_end()

    async def _ask(self, told: Instructed, words: str) -> Instructed:
        await self._think()
        began = time.perf_counter()
        told = await self._settled(await self._request(told.address, _spoken(words)))
        took = time.perf_counter() - began
        if told.said and took < _CALLERS_PATIENCE_SECONDS:
            self._found.answers.append(took)
        else:
            self._found.unanswered += 1
        return told

    async def _say(
        self, told: Instructed, fields: Mapping[str, str], *, may_end: bool = False
    ) -> Instructed:
        await self._think()
        return await self._settled(await self._request(told.address, fields), may_end=may_end)

    async def _settled(self, told: Instructed, *, may_end: bool = False) -> Instructed:
        """Carry out what is told until the caller may speak again."""
        while told.then != "gather":
            if told.then == "hangup":
                if may_end:
                    return told
                raise Dropped("hung up")
            await asyncio.sleep(told.pause)
            if told.then == "redirect":
                told = await self._fetch(told.address)
            else:
                told = await self._request(told.address, _AFTER[told.then])
        return told

    async def _think(self) -> None:
        load = self._load
        await asyncio.sleep(self._chance.uniform(load.least_thinking, load.most_thinking))

    async def _request(self, address: str, more: Mapping[str, str]) -> Instructed:
        told, took = await self._timed(address, more)
        self._found.requests.append(took)
        return told

    async def _fetch(self, address: str) -> Instructed:
        """Ask again for an answer that was not ready."""
        told, took = await self._timed(address, {})
        self._found.requests.append(took)
        self._found.waiting.append(took)
        return told

    async def _timed(self, address: str, more: Mapping[str, str]) -> tuple[Instructed, float]:
        began = time.perf_counter()
        document = await self._post(address, more)
        took = time.perf_counter() - began
        try:
            return read_twiml(document), took
        except (ElementTree.ParseError, ValueError) as error:
            raise Dropped("no TwiML") from error

    async def _tell_end(self) -> None:
        await self._post(f"{self._site}{PATH}/status", {"CallStatus": "completed"})

    async def _post(self, address: str, more: Mapping[str, str]) -> bytes:
        fields = {**self._fields, **more}
        headers = {"X-Twilio-Signature": signature(address, fields)}
        try:
            async with self._session.post(address, data=fields, headers=headers) as response:
                body: bytes = await response.read()
        except (aiohttp.ClientError, OSError) as error:
            raise Dropped(type(error).__name__) from error
        if response.status >= 300:
            raise Dropped(f"status {response.status}")
        return body


_AFTER: Mapping[str, Mapping[str, str]] = {
    "dial": {"DialCallStatus": "no-answer"},
    "record": {"RecordingSid": f"RE{0:032x}", "RecordingDuration": "3", "Digits": "#"},
}
"""What Twilio tells after it has carried out a verb. Nobody of the county picks up here."""


def _spoken(words: str) -> Mapping[str, str]:
    return {"SpeechResult": words, "Confidence": "0.92"}


@cache
def _questions(language: str) -> Sequence[str]:
    return [
        line.text
        for line in read_said(language)
        if line.expect == "answer" and line.slice in ("plain", "story")
    ]


def _outcomes(system: RunningSystem) -> Mapping[str, int]:
    query = (
        select(func.coalesce(turns.c.outcome, "none"), func.count())
        .join(conversations, conversations.c.id == turns.c.conversation)
        .where(conversations.c.channel == CHANNEL)
        .group_by(turns.c.outcome)
    )
    engine = open_engine(f"sqlite:///{system.var / 'countyline.db'}")
    try:
        with reading(engine) as connection:
            return {row[0]: row[1] for row in connection.execute(query)}
    finally:
        engine.dispose()
