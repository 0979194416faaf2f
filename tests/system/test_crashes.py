"""Every process is killed in turn while residents talk: nothing is lost, nothing is said twice.

The system is the one of `countyline run`, whose supervisor brings back what dies.
"""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing

import aiohttp
import psutil
import pytest

from docs.running_system import RunningSystem, running_system
from tests.programs import PROGRAMS, program
from tests.system.web_client import WebClient

CONVERSATIONS = 20
QUESTIONS = (
    ("q1", "is the recorder of deeds open on friday"),
    ("q2", "and collection?"),
    ("q3", "how do i pay my property tax online"),
    ("q4", "was the election moved"),
    ("q5", "¿y la oficina de Tasación?"),
    ("q6", "was my data stolen"),
)
_BETWEEN_KILLS_SECONDS = 12.0
_LONGEST_SECONDS = 150.0


@pytest.fixture(scope="module")
def system() -> Iterator[RunningSystem]:
    with running_system() as running:
        yield running


async def kill_in_turn(system: RunningSystem) -> list[int]:
    """Kill each program once, with time in between to come back; give whom it hit."""
    killed = []
    for name in PROGRAMS:
        await asyncio.sleep(1.0)
        process = await asyncio.to_thread(program, system, name)
        os.kill(process.pid, signal.SIGKILL)
        killed.append(process.pid)
        await asyncio.sleep(_BETWEEN_KILLS_SECONDS)
    return killed


async def talk(client: WebClient, pause: float) -> None:
    """Ask all questions, each after the answer to the one before, as people do."""
    for key, text in QUESTIONS:
        await client.send(key, text)
        await client.answered(key)
        await asyncio.sleep(pause)


async def conversations(
    system: RunningSystem, count: int, pause: float
) -> tuple[list[WebClient], list[asyncio.Task[None]]]:
    session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0))
    clients = [WebClient(session, system.site) for _ in range(count)]
    followers = []
    for client in clients:
        await client.begin()
        followers.append(asyncio.create_task(client.follow()))
    talks = [asyncio.create_task(talk(client, pause)) for client in clients]
    return clients, [*followers, *talks]


async def finished(
    tasks: list[asyncio.Task[None]], clients: list[WebClient]
) -> dict[str, list[dict[str, object]]]:
    """Let the talks end, take what the book holds in the end, and stop following."""
    followers, talks = tasks[: len(clients)], tasks[len(clients) :]
    try:
        await asyncio.wait_for(asyncio.gather(*talks), _LONGEST_SECONDS)
        histories = {client.conversation: await client.history() for client in clients}
    finally:
        for task in (*followers, *talks):
            task.cancel()
        await asyncio.gather(*followers, *talks, return_exceptions=True)
        await clients[0].session.close()
    return histories


async def undisturbed(system: RunningSystem) -> list[str]:
    """Give what each question is answered with when nothing dies."""
    clients, tasks = await conversations(system, 1, 0)
    await finished(tasks, clients)
    return [reply_text(clients[0], key) for key, _ in QUESTIONS]


async def disturbed(
    system: RunningSystem,
) -> tuple[list[WebClient], dict[str, list[dict[str, object]]], list[int]]:
    clients, tasks = await conversations(system, CONVERSATIONS, pause=4.5)
    killing = asyncio.create_task(kill_in_turn(system))
    histories = await finished(tasks, clients)
    return clients, histories, await killing


def reply_text(client: WebClient, key: str) -> str:
    reply = client.reply_to(key)
    assert reply is not None
    return str(reply["text"])


def test_every_acknowledged_message_is_answered_once(system: RunningSystem) -> None:
    expected = asyncio.run(undisturbed(system))
    clients, histories, killed = asyncio.run(disturbed(system))
    assert len(killed) == len(PROGRAMS)
    keys = [key for key, _ in QUESTIONS]
    the_very_answer = others = 0
    for client in clients:
        assert client.acknowledged == keys
        # What came on the stream, over all its breaks: each entry once, in order, none missing.
        seqs = [entry["seq"] for entry in client.entries]
        assert seqs == list(range(1, 2 * len(keys) + 1))
        assert client.entries == histories[client.conversation]
        replies = Counter(entry["replies_to"] for entry in client.entries)
        assert {key: replies[key] for key in keys} == dict.fromkeys(keys, 1)
        for key, text in zip(keys, expected, strict=True):
            if reply_text(client, key) == text:
                the_very_answer += 1
            else:
                others += 1
                reply = client.reply_to(key)
                assert reply is not None
                assert reply["answer"]["degraded"], reply["text"]
    print(f"{the_very_answer} of {the_very_answer + others} answers were the very ones")
    assert the_very_answer >= 0.95 * (the_very_answer + others), (the_very_answer, others)
    assert asyncio.run(undisturbed(system)) == expected


def test_no_case_is_opened_twice_and_nothing_waits(system: RunningSystem) -> None:
    with closing(sqlite3.connect(system.var / "countyline.db")) as database:
        waiting = "SELECT count(*) FROM turns WHERE answered_at IS NULL"
        assert database.execute(waiting).fetchone() == (0,)
        twice = "SELECT count(*) - count(DISTINCT turn) FROM outbox WHERE turn IS NOT NULL"
        assert database.execute(twice).fetchone() == (0,)


def test_a_stop_leaves_no_process_and_no_port(system: RunningSystem) -> None:
    """The supervisor itself is killed: the programs notice, end, and free their ports."""
    supervisor = psutil.Process(system.supervisor)
    children = supervisor.children(recursive=True)
    os.kill(system.supervisor, signal.SIGKILL)
    _, alive = psutil.wait_procs(children, timeout=20)
    assert not alive
    for variable in ("COUNTYLINE_PORT", "COUNTYLINE_RASA_PORT", "COUNTYLINE_ACTIONS_PORT"):
        with closing(socket.socket()) as probe:
            assert probe.connect_ex(("127.0.0.1", int(system.environment[variable]))) != 0
