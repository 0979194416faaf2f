"""A resident sees whose the conversation is, at once, and that what they write arrives."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from countyline.desk.switchboard import Switchboard
from countyline.desk.words import WORDS
from tests.channels.client import Stream, Talk
from tests.channels.conftest import OpenSite
from tests.channels.site import Site, until
from tests.desk.handing import ANA, BOTH, new_case

WITH_THE_BOT = {"owner": "bot", "case": None}


class Staff:
    """A staff member at the console of a site."""

    def __init__(self, site: Site, talk: Talk) -> None:
        self.site = site
        self.talk = talk
        self.board = Switchboard(site.engine, lambda: datetime.now(UTC))
        self.case = new_case(site.engine, talk.conversation, lambda: datetime.now(UTC))

    async def do(self, act: Callable[..., Any], *args: Any) -> None:
        await self.site.desk.with_staff(act, *args)
        self.site.desk.ring(self.talk.conversation)

    async def claim(self) -> None:
        await self.do(self.board.claim, self.case, ANA)

    async def release(self) -> None:
        await self.do(self.board.release, self.case, ANA)

    async def close(self) -> None:
        await self.do(self.board.close, self.case, ANA, "Receipt mailed.")

    async def reply(self, key: str = "k-1") -> None:
        await self.do(self.board.reply, [self.case], ANA, BOTH, key)

    def with_state(self, owner: str, state: str) -> dict[str, Any]:
        return {"owner": owner, "case": {"id": self.case, "state": state}}


async def next_owner(stream: Stream) -> Any:
    return (await stream.until("owner"))[-1].data


async def test_a_stream_tells_the_owner_after_ready_and_at_each_change(site: OpenSite) -> None:
    async with site(look_every=1000.0) as (served, client):
        talk = await client.begin()
        staff = Staff(served, talk)
        async with talk.events() as stream:
            await stream.until("ready")
            assert await next_owner(stream) == WITH_THE_BOT
            await staff.claim()
            entry, owner = await stream.until("owner")
            assert entry.data["text"] == WORDS["en"]["taken"]
            assert owner.id is None
            assert owner.data == staff.with_state("staff", "claimed")
            await staff.release()
            assert await next_owner(stream) == staff.with_state("offered", "open")
            await staff.claim()
            assert await next_owner(stream) == staff.with_state("staff", "claimed")
            await staff.close()
            assert await next_owner(stream) == WITH_THE_BOT
        async with talk.events(4) as late:
            assert [event.name for event in await late.until("owner")] == ["ready", "owner"]


async def test_entries_tell_the_owner(site: OpenSite) -> None:
    async with site(look_every=1000.0) as (served, client):
        talk = await client.begin("es")
        staff = Staff(served, talk)
        waiting = asyncio.ensure_future(talk.entries(wait=20))
        await until(served.bell.heard)
        await staff.claim()
        body = (await waiting).json
        assert [entry["language"] for entry in body["entries"]] == ["en"]
        assert {name: body[name] for name in ("owner", "case")} == staff.with_state(
            "staff", "claimed"
        )
        await staff.close()
        assert (await talk.entries()).json["owner"] == "bot"


async def test_what_a_resident_writes_to_a_person_arrives_and_the_bot_keeps_silent(
    site: OpenSite,
) -> None:
    async with site(look_every=1000.0) as (served, client):
        talk = await client.begin()
        staff = Staff(served, talk)
        await staff.claim()
        async with talk.events(1) as stream:
            await stream.until("owner")
            assert (await talk.send("m-1")).json == {"id": "m-1", "seq": 2}
            [mine] = await stream.entries(1)
            assert mine.data["message"] == "m-1"
            await staff.reply()
            [theirs] = await stream.entries(1)
            assert (theirs.data["author"], theirs.data["text"]) == ("staff", BOTH["en"])
            assert (theirs.data["answer"], theirs.data["card"]) == (None, None)
            assert "Ana" not in str(theirs.data)
            assert served.brain.turns == []
            await staff.release()
            await talk.send("m-2")
            answered = (await stream.entries(3))[-1]
            assert answered.data["replies_to"] == "m-2"


async def test_an_answer_in_the_making_is_not_said_over_a_person(site: OpenSite) -> None:
    async with site(look_every=1000.0) as (served, client):
        talk = await client.begin()
        staff = Staff(served, talk)
        served.brain.may_answer.clear()
        async with talk.events() as stream:
            await stream.until("owner")
            await talk.send("m-1")
            assert (await stream.until("typing"))[-1].data == {"on": True}
            await staff.claim()
            # The bot is still thinking, and seen to type no more.
            told = await stream.until("typing")
            assert [event.name for event in told] == ["entry", "owner", "typing"]
            assert told[-1].data == {"on": False}
            assert (await talk.entries()).json["typing"] is False
            served.brain.may_answer.set()
            await until(lambda: not served.desk.is_answering(talk.conversation))
            await staff.release()
            await talk.send("m-2")
            replies = [e.data["replies_to"] for e in await stream.entries(3)]
            assert replies == [None, None, "m-2"]


async def test_a_lease_that_ran_out_is_told_by_the_desks_watch(site: OpenSite) -> None:
    async with site(look_every=1000.0) as (served, client):
        talk = await client.begin()
        staff = Staff(served, talk)
        early = datetime(2024, 4, 3, tzinfo=UTC)
        staff.board = Switchboard(served.engine, lambda: early)
        async with talk.events() as stream:
            await stream.until("owner")
            await staff.claim()
            assert [e.data["text"] for e in await stream.entries(2)] == [
                WORDS["en"]["taken"],
                f"{WORDS['en']['ran_out']}\n{WORDS['en']['again']}",
            ]
            assert await next_owner(stream) == staff.with_state("offered", "open")
