"""The database is away: nothing is half stored, everybody is told, and it comes back."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import pytest

from countyline.channels.web import stream as stream_module
from countyline.database import engine as engine_module
from tests.channels.client import WEB, Answer, Client, Talk
from tests.channels.conftest import OpenSite
from tests.channels.site import Site
from tests.channels.test_conversations import count


@contextmanager
def locked(file: Path) -> Iterator[None]:
    """Write, as another process does that does not come to an end."""
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.execute("ROLLBACK")
        other.close()


@asynccontextmanager
async def broken(site: Site, client: Client) -> AsyncIterator[None]:
    """Put garbage in the place of the database's file, until the end."""
    file = site.options.file
    kept = file.with_suffix(".kept")
    site.engine.dispose()
    file.rename(kept)
    file.write_bytes(b"This is no database. " * 500)
    # A connection that was in use may still have the old file; it is closed when it is given back.
    while (await client.post(f"{WEB}/conversations", {})).status != 503:
        site.engine.dispose()
    site.engine.dispose()
    try:
        yield
    finally:
        site.engine.dispose()
        kept.replace(file)


def assert_not_saved(answer: Answer) -> None:
    assert (answer.status, answer.code) == (503, "not_saved")
    assert int(answer.headers["Retry-After"]) >= 1


async def everything(client: Client, talk: Talk) -> list[Answer]:
    return [
        await client.post(f"{WEB}/conversations", {}),
        await talk.send("m-1"),
        await talk.entries(),
        await talk.entries(wait=10),
        await client.get(f"{talk.path}/events", talk.authorization),
    ]


async def test_a_locked_database_takes_nothing_and_goes_on_afterwards(
    site: OpenSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine_module, "WAIT_SECONDS", 0.1)
    async with site() as (served, client):
        talk = await client.begin()
        with locked(served.options.file):
            assert_not_saved(await talk.send("m-1"))
            assert_not_saved(await client.post(f"{WEB}/conversations", {}))
            # Who only reads waits for nobody.
            assert (await talk.entries()).json["entries"] == []
        assert count(served, "inbox") == count(served, "turns") == 0
        assert count(served, "conversations") == 1
        assert (await talk.send("m-1")).json == {"id": "m-1", "seq": 1}
        assert [entry["seq"] for entry in await talk.all(2)] == [1, 2]


async def test_an_answer_waits_until_it_can_be_written(
    site: OpenSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine_module, "WAIT_SECONDS", 0.1)
    async with site() as (served, client):
        talk = await client.begin()
        served.brain.may_answer.clear()
        async with talk.events() as stream:
            await talk.send("m-1")
            await stream.until("typing")
            with locked(served.options.file):
                served.brain.may_answer.set()
                assert_not_saved(await talk.send("m-2"))
                assert (await talk.entries()).json["typing"] is True
            (answer,) = await stream.entries(1)
            assert answer.data["replies_to"] == "m-1"
        assert len(served.brain.turns) == 1


async def test_a_database_that_is_garbage_is_told_of_and_comes_back(site: OpenSite) -> None:
    async with site() as (served, client):
        talk = await client.begin()
        await talk.send("m-0")
        before = await talk.all(2)
        async with broken(served, client):
            for answer in await everything(client, talk):
                assert_not_saved(answer)
            assert (await client.get(f"{WEB}/about")).status == 200
            assert (await client.get("/health/live")).status == 200
        assert (await talk.entries()).json["entries"] == before
        assert (await talk.send("m-1")).status == 202
        assert len(await talk.all(4)) == 4
        assert count(served, "conversations") == 1


async def test_a_stream_outlives_a_database_that_is_away(
    site: OpenSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream_module, "HEARTBEAT_SECONDS", 0.1)
    monkeypatch.setattr(stream_module, "_TRY_AGAIN_SECONDS", 0.05)
    async with site() as (served, client):
        talk = await client.begin()
        async with talk.events() as stream:
            await stream.until("owner")
            async with broken(served, client):
                served.bell.ring(talk.conversation)
                for _ in range(3):
                    assert await stream.next_block() == {"": "still here"}
            await talk.send("m-1")
            assert [entry.id for entry in await stream.entries(2)] == ["1", "2"]
