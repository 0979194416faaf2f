"""The conversation as JSON, for what cannot hold a stream open."""

from __future__ import annotations

import asyncio
from itertools import product

from tests.channels.conftest import OpenSite
from tests.channels.history import write_past
from tests.channels.site import until

WITH_THE_BOT = {"typing": False, "owner": "bot", "case": None}


async def test_entries_come_after_the_one_that_is_known(site: OpenSite) -> None:
    async with site() as (_, client):
        talk = await client.begin()
        assert (await talk.entries()).json == {"entries": [], "seq": 0, **WITH_THE_BOT}
        await talk.send("m-1")
        entries = await talk.all(2)
        for after in range(3):
            answer = await talk.entries(after=after)
            assert answer.headers["Cache-Control"] == "no-store"
            assert answer.json == {"entries": entries[after:], "seq": 2, **WITH_THE_BOT}


async def test_who_knows_more_than_there_is_is_told_what_there_is(site: OpenSite) -> None:
    async with site() as (_, client):
        talk = await client.begin()
        await talk.send("m-1")
        await talk.all(2)
        for after in (3, 2**31 - 1):
            assert (await talk.entries(after=after)).json["seq"] == 2


async def test_the_entries_of_one_conversation_are_of_no_other(site: OpenSite) -> None:
    async with site() as (_, client):
        talk, other = await client.begin(), await client.begin()
        await talk.send("m-1")
        await talk.all(2)
        assert (await other.entries()).json["entries"] == []


async def test_a_long_past_is_read_page_by_page(site: OpenSite) -> None:
    async with site() as (served, client):
        talk = await client.begin()
        write_past(served, talk, 1, 1203)
        seen: list[int] = []
        pages = 0
        while page := (await talk.entries(after=seen[-1] if seen else 0)).json["entries"]:
            seen += [entry["seq"] for entry in page]
            pages += 1
        assert seen == list(range(1, 1204))
        assert pages == 3
        first = (await talk.entries()).json
        assert first["seq"] == first["entries"][-1]["seq"] == 500


async def test_waiting_ends_with_the_first_news(site: OpenSite) -> None:
    async with site(look_every=1000.0) as (served, client):
        talk = await client.begin()
        served.brain.may_answer.clear()
        waiting = asyncio.ensure_future(talk.entries(wait=20))
        await until(served.bell.heard)
        assert not waiting.done()
        await talk.send("m-1")
        answer = (await waiting).json
        assert [entry["seq"] for entry in answer["entries"]] == [1]
        waiting = asyncio.ensure_future(talk.entries(after=1, wait=20))
        await until(served.bell.heard)
        served.brain.may_answer.set()
        answer = (await waiting).json
        assert [entry["seq"] for entry in answer["entries"]] == [2]
        assert answer["typing"] is False


async def test_waiting_is_not_for_what_is_there(site: OpenSite) -> None:
    async with site(look_every=1000.0) as (_, client):
        talk = await client.begin()
        await talk.send("m-1")
        await talk.all(2)
        assert len((await talk.entries(wait=20)).json["entries"]) == 2


async def test_waiting_in_vain_gives_nothing_after_its_time(site: OpenSite) -> None:
    async with site() as (served, client):
        talk = await client.begin()
        answer = await talk.entries(wait=1)
        assert answer.json == {"entries": [], "seq": 0, **WITH_THE_BOT}
        assert not served.bell.heard()


async def test_who_waits_and_goes_away_is_forgotten(site: OpenSite) -> None:
    async with site() as (served, client):
        talk = await client.begin()
        waiting = asyncio.ensure_future(talk.entries(wait=20))
        await until(served.bell.heard)
        waiting.cancel()
        await until(lambda: not served.bell.heard())
        # It is no refusal, and no failure of the desk's.
        assert b"countyline_refused_total{" not in served.metrics.exposition()


NO_NUMBER = ["", "x", "-1", "1.5", "1e3", "0x10", "%20", "%00", "%ff", "%D9%A3", "%C2%B2", "9" * 12,
              "9" * 6000, "null", "%2B1", "2147483648"]  # fmt: skip


async def test_a_number_that_is_none(site: OpenSite) -> None:
    async with site() as (_, client):
        talk = await client.begin()
        for name, value in product(["after", "wait"], NO_NUMBER):
            answer = await talk.entries(**{name: value})
            assert (answer.status, answer.code) == (400, "invalid_request"), (name, value)
            assert name in answer.json["error"]["message"]


async def test_nobody_may_wait_longer_than_twenty_seconds(site: OpenSite) -> None:
    async with site() as (_, client):
        talk = await client.begin()
        await talk.send("m-1")
        assert (await talk.entries(wait=20)).status == 200
        assert (await talk.entries(wait=21)).code == "invalid_request"
