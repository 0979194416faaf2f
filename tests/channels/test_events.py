"""The event stream gives every entry once and in order, whatever happens to the connection."""

from __future__ import annotations

import asyncio
import socket
from contextlib import AsyncExitStack, ExitStack
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from countyline.channels.web import stream as stream_module
from countyline.desk.limits import TooMany
from tests.channels.client import Client, Talk
from tests.channels.conftest import OpenSite
from tests.channels.history import write_past
from tests.channels.site import Site, until


async def test_the_first_stream_of_a_conversation_is_ready_at_once(site: OpenSite) -> None:
    async with site() as (_, client):
        talk = await client.begin()
        async with talk.events() as stream:
            assert stream.response.headers["Content-Type"] == "text/event-stream; charset=utf-8"
            assert stream.response.headers["Cache-Control"] == "no-store"
            assert await stream.next_block() == {"retry": "1500"}
            (ready,) = await stream.until("ready")
            assert (ready.data, ready.id) == ({"seq": 0}, None)


async def test_an_entry_is_the_same_in_both_readings(site: OpenSite) -> None:
    async with site() as (_, client):
        talk = await client.begin("es")
        await talk.send("m-1")
        entries = await talk.all(2)
        async with talk.events() as stream:
            events = await stream.until("ready")
        assert [event.data for event in events[:-1]] == entries
        assert [event.id for event in events[:-1]] == ["1", "2"]
        asked, answered = entries
        assert asked["author"] == "resident"
        assert asked["answer"] is asked["card"] is asked["replies_to"] is None
        assert answered["author"] == "bot"
        assert answered["message"] is None
        assert answered["card"]["paragraphs"] == ["Answer to m-1"]
        assert answered["at"].endswith("Z")


async def test_a_stream_resumes_after_every_entry(site: OpenSite) -> None:
    async with site() as (_, client):
        talk = await client.begin()
        for number in range(3):
            await talk.send(f"m-{number}")
        await talk.all(6)
        for last in range(7):
            async with talk.events(last) as stream:
                *entries, ready = await stream.until("ready")
            assert [entry.id for entry in entries] == [str(seq) for seq in range(last + 1, 7)]
            assert ready.data == {"seq": 6}


NONE_OF_OURS = ["", "x", "-1", "1.5", "0x2", "1e1", "²", "٣", " ", "1,2", "1 2", "null", "9" * 500]


async def test_an_event_id_that_is_none_of_ours_asks_for_everything(site: OpenSite) -> None:
    async with site() as (_, client):
        talk = await client.begin()
        await talk.send("m-1")
        await talk.all(2)
        for last in NONE_OF_OURS:
            async with talk.events(last) as stream:
                *entries, _ = await stream.until("ready")
            assert [entry.id for entry in entries] == ["1", "2"], last


async def test_who_knows_more_than_there_is_hears_what_comes(site: OpenSite) -> None:
    """So it is after the database was put back to an earlier day."""
    async with site() as (_, client):
        talk = await client.begin()
        await talk.send("m-1")
        await talk.all(2)
        async with talk.events(40) as stream:
            assert [event.data for event in await stream.until("ready")] == [{"seq": 2}]
            await talk.send("m-2")
            assert [entry.id for entry in await stream.entries(2)] == ["3", "4"]


# Any cuts


SEND = st.tuples(st.just("send"), st.just(0))
READ = st.tuples(st.just("read"), st.integers(0, 5))
STEPS = st.lists(SEND | READ, max_size=12)


def test_however_the_connection_is_cut_every_entry_is_shown_once(site: OpenSite) -> None:
    with asyncio.Runner() as runner, ExitStack() as closing:
        opened = AsyncExitStack()
        _, client = runner.run(opened.enter_async_context(site()))
        closing.callback(lambda: runner.run(opened.aclose()))

        @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
        @given(STEPS)
        def holds(steps: list[tuple[str, int]]) -> None:
            runner.run(_cut(client, steps))

        holds()


async def _cut(client: Client, steps: list[tuple[str, int]]) -> None:
    talk = await client.begin()
    shown: list[int] = []
    sent = 0
    for what, count in [*steps, ("send", 0)]:
        if what == "send":
            sent += 1
            assert (await talk.send(f"m-{sent}")).status == 202
        else:
            await _read(talk, shown, min(count, 2 * sent - len(shown)))
    await _read(talk, shown, 2 * sent - len(shown))
    assert shown == list(range(1, 2 * sent + 1))


async def _read(talk: Talk, shown: list[int], count: int) -> None:
    """Read so many entries and go away, as a client does that remembers what it has shown."""
    async with talk.events(shown[-1] if shown else None) as stream:
        shown += [entry.data["seq"] for entry in await stream.entries(count)]


# News


async def test_what_comes_is_heard_by_every_stream_at_once(site: OpenSite) -> None:
    async with site(look_every=1000.0) as (_, client):
        talk, other = await client.begin(), await client.begin()
        async with talk.events() as one, talk.events() as two, other.events() as three:
            for stream in (one, two, three):
                await stream.until("ready")
            for number in range(20):
                await talk.send(f"m-{number}")
                first = await one.entries(2)
                assert first == await two.entries(2)
                assert [entry.data["seq"] for entry in first] == [2 * number + 1, 2 * number + 2]
            await other.send("other")
            assert [entry.data["seq"] for entry in await three.entries(2)] == [1, 2]


async def test_an_answer_between_two_looks_is_not_missed(site: OpenSite) -> None:
    async with site(look_every=1000.0) as (served, client):
        talk = await client.begin()
        async with talk.events() as stream:
            await stream.until("ready")
            for number in range(30):
                served.brain.may_answer.clear()
                await talk.send(f"m-{number}")
                # Let go of the answer at another moment of the stream's look each time.
                for _ in range(number):
                    await asyncio.sleep(0)
                served.brain.may_answer.set()
                await stream.entries(2)


async def test_what_another_process_wrote_is_found_without_a_ring(site: OpenSite) -> None:
    async with site(look_every=0.05) as (served, client):
        talk = await client.begin()
        async with talk.events() as stream:
            await stream.until("ready")
            write_past(served, talk, 1, 3)
            assert [entry.id for entry in await stream.entries(3)] == ["1", "2", "3"]


async def test_typing_is_told_around_a_slow_answer(site: OpenSite) -> None:
    async with site(look_every=1000.0) as (served, client):
        talk = await client.begin()
        served.brain.may_answer.clear()
        async with talk.events() as stream:
            await stream.until("ready")
            await talk.send("m-1")
            told = [(event.name, event.data.get("on")) for event in await stream.until("typing")]
            assert told == [("owner", None), ("entry", None), ("typing", True)]
            assert (await talk.entries()).json["typing"] is True
            async with talk.events(1) as late:
                names = [event.name for event in await late.until("typing")]
                assert names == ["ready", "owner", "typing"]
            served.brain.may_answer.set()
            events = await stream.until("typing")
            assert [event.name for event in events] == ["entry", "typing"]
            assert events[-1].data == {"on": False}
            assert (await talk.entries()).json["typing"] is False


async def test_a_silent_stream_shows_that_it_lives(
    site: OpenSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream_module, "HEARTBEAT_SECONDS", 0.05)
    async with site() as (_, client):
        talk = await client.begin()
        async with talk.events() as stream:
            await stream.until("owner")
            for _ in range(3):
                assert await stream.next_block() == {"": "still here"}


async def test_a_stream_that_was_woken_for_nothing_says_nothing(site: OpenSite) -> None:
    async with site() as (served, client):
        talk = await client.begin()
        async with talk.events() as stream:
            await stream.until("owner")
            for _ in range(5):
                served.bell.ring(talk.conversation)
                await asyncio.sleep(0.01)
            await talk.send("m-1")
            assert set(await stream.next_block()) == {"event", "id", "data"}


# A long past


@pytest.mark.parametrize("count", [499, 500, 501, 1000, 1203])
async def test_a_long_past_comes_whole_and_ready_after_it(site: OpenSite, count: int) -> None:
    async with site(look_every=1000.0) as (served, client):
        talk = await client.begin()
        write_past(served, talk, 1, count)
        async with talk.events() as stream:
            *entries, ready = await stream.until("ready")
            assert [entry.data["seq"] for entry in entries] == list(range(1, count + 1))
            assert ready.data == {"seq": count}
            await talk.send("m-1")
            assert [e.data["seq"] for e in await stream.entries(2)] == [count + 1, count + 2]


# Places


async def refused(talk: Talk, path: str = "events") -> Any:
    return await talk.client.get(f"{talk.path}/{path}", talk.authorization)


def is_full(site: Site, talk: Talk) -> bool:
    try:
        with site.web.places.take(("conversation", talk.conversation, 6)):
            return False
    except TooMany:
        return True


async def test_a_conversation_has_six_places_for_those_who_listen(site: OpenSite) -> None:
    async with site() as (_, client), AsyncExitStack() as streams:
        talk, other = await client.begin(), await client.begin()
        for _ in range(6):
            await (await streams.enter_async_context(talk.events())).until("ready")
        for path in ("events", "entries?wait=1"):
            answer = await refused(talk, path)
            assert (answer.status, answer.code) == (429, "too_many")
            assert 1 <= int(answer.headers["Retry-After"]) <= 60
        assert (await talk.entries()).status == 200
        assert (await talk.send("m-1")).status == 202
        async with other.events() as stream:
            await stream.until("ready")


async def test_who_waits_for_entries_takes_a_place_too(site: OpenSite) -> None:
    async with site() as (served, client):
        talk = await client.begin()
        waiting = [asyncio.ensure_future(talk.entries(wait=15)) for _ in range(6)]
        await until(lambda: is_full(served, talk))
        for path in ("events", "entries?wait=1"):
            assert (await refused(talk, path)).status == 429
        await talk.send("m-1")
        assert {answer.status for answer in await asyncio.gather(*waiting)} == {200}
        assert (await talk.entries(wait=15)).status == 200


async def test_a_place_is_given_back_when_the_client_is_gone(site: OpenSite) -> None:
    async with site() as (served, client):
        talk = await client.begin()
        for _ in range(3):
            async with AsyncExitStack() as streams:
                for _ in range(6):
                    stream = await streams.enter_async_context(talk.events())
                    await stream.until("ready")
            await until(lambda: not served.bell.heard())
            await until(lambda: b"countyline_streams 0.0" in served.metrics.exposition())
        async with talk.events() as stream:
            await stream.until("ready")


async def test_a_client_that_does_not_read_holds_nothing_up(site: OpenSite) -> None:
    async with site() as (served, client), AsyncExitStack() as closing:
        talk = await client.begin()
        write_past(served, talk, 1, 6000, "x" * 900)
        reading = closing.enter_context(socket.socket())
        reading.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        reading.setblocking(False)
        loop = asyncio.get_running_loop()
        await loop.sock_connect(reading, ("127.0.0.1", served.port))
        asked = f"GET {talk.path}/events HTTP/1.1\r\nHost: x\r\n"
        await loop.sock_sendall(
            reading, f"{asked}Authorization: Bearer {talk.token}\r\n\r\n".encode()
        )
        await until(served.bell.heard)
        async with talk.events() as stream:
            *entries, _ = await stream.until("ready")
            assert len(entries) == 6000
        reading.close()
        await until(lambda: not served.bell.heard())


async def test_a_stream_ends_with_bye_when_the_desk_closes(site: OpenSite) -> None:
    async with site() as (served, client):
        talk = await client.begin()
        served.brain.may_answer.clear()
        async with talk.events() as stream:
            await stream.until("ready")
            await talk.send("m-1")
            waiting = asyncio.ensure_future(talk.entries(after=1, wait=15))
            await stream.until("typing")
            await until(lambda: len(served.bell.heard()) == 1)
            stopping = asyncio.ensure_future(served.desk.stop())
            assert (await stream.until("bye"))[-1].data == {}
            assert await stream.response.content.read() == b""
            assert (await waiting).json["entries"] == []
            served.brain.may_answer.set()
            await stopping
        # Closing or not: what there is can be read, and a new stream says goodbye at once.
        assert [entry["seq"] for entry in (await talk.entries()).json["entries"]] == [1, 2]
        async with talk.events() as stream:
            assert [event.name for event in await stream.until("bye")] == ["bye"]
