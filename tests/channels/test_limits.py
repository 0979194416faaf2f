"""Who asks for too much waits, alone, and loses nothing."""

from __future__ import annotations

import pytest

from tests.channels.client import WEB, Answer
from tests.channels.conftest import OpenSite
from tests.channels.test_conversations import count


def assert_too_many(answer: Answer) -> None:
    assert (answer.status, answer.code) == (429, "too_many")
    seconds = int(answer.headers["Retry-After"])
    assert 1 <= seconds <= 60
    assert answer.json["error"]["message"] == (
        f"That was a lot at once. Please try again in {seconds} seconds."
    )


async def test_a_conversation_that_sends_too_much_waits_alone(site: OpenSite) -> None:
    async with site(conversation_limit="3/minute") as (served, client):
        talk, other = await client.begin(), await client.begin()
        for number in range(3):
            assert (await talk.send(f"m-{number}")).status == 202
        assert_too_many(await talk.send("m-3"))
        assert count(served, "inbox") == 3
        assert (await other.send("m-3")).status == 202
        assert len(await talk.all(6)) == 6


async def test_what_was_refused_can_be_sent_later_with_the_same_id(site: OpenSite) -> None:
    async with site(conversation_limit="1/second") as (served, client):
        talk = await client.begin()
        assert (await talk.send("m-1")).status == 202
        answers = [await talk.send("m-2")]
        while answers[-1].status == 429:
            assert_too_many(answers[-1])
            answers.append(await talk.send("m-2"))
        assert answers[-1].status == 202
        assert [turn.key for turn in served.brain.turns][:1] == ["m-1"]
        assert len(await talk.all(4)) == 4


async def test_who_has_no_token_uses_up_nothing_of_the_resident(site: OpenSite) -> None:
    async with site(conversation_limit="3/minute") as (_, client):
        talk = await client.begin()
        for number in range(10):
            for token in ("wrong", f"wrong-{number}"):
                headers = {"Authorization": f"Bearer {token}"}
                await client.post(f"{talk.path}/messages", {"id": "x", "text": "x"}, headers)
        assert (await talk.send("m-1")).status == 202


async def test_guessing_is_slowed_down_by_address(site: OpenSite) -> None:
    async with site(address_limit="5/minute") as (_, client):
        path = f"{WEB}/conversations/abc/messages"
        statuses = [
            (
                await client.post(
                    path, {"id": "x", "text": "x"}, {"Authorization": f"Bearer guess-{number}"}
                )
            ).status
            for number in range(7)
        ]
        assert statuses == [404] * 5 + [429] * 2


@pytest.mark.parametrize("limit", ["address_limit", "everybody_limit"])
async def test_conversations_and_messages_count_together(site: OpenSite, limit: str) -> None:
    async with site(**{limit: "4/minute"}) as (served, client):
        talk, other = await client.begin(), await client.begin()
        assert (await talk.send("m-1")).status == 202
        assert (await other.send("m-1")).status == 202
        assert_too_many(await talk.send("m-2"))
        assert_too_many(await other.send("m-2"))
        assert_too_many(await client.post(f"{WEB}/conversations", {}))
        assert count(served, "conversations") == count(served, "inbox") == 2
        # Reading goes on.
        assert len(await talk.all(2)) == 2
        assert (await client.get(f"{WEB}/about")).status == 200


async def test_what_is_malformed_is_not_counted(site: OpenSite) -> None:
    async with site(address_limit="2/minute") as (_, client):
        for _ in range(10):
            assert (await client.post(f"{WEB}/conversations", b"{")).status == 400
        talk = await client.begin()
        assert (await talk.send("m-1")).status == 202


async def test_what_one_limit_refuses_does_not_use_up_another(site: OpenSite) -> None:
    async with site(conversation_limit="1/minute", address_limit="4/minute") as (_, client):
        talk, other = await client.begin(), await client.begin()
        assert (await talk.send("m-1")).status == 202
        for _ in range(5):
            assert_too_many(await talk.send("m-2"))
        assert (await other.send("m-1")).status == 202


# Proxies: whose address it is


async def begun(site: OpenSite, proxies: int, forwarded: list[str]) -> list[int]:
    """Begin a conversation for each `X-Forwarded-For`, of which an address may begin one."""
    async with site(address_limit="1/minute", proxies=proxies) as (_, client):
        answers = [
            await client.post(f"{WEB}/conversations", {}, {"X-Forwarded-For": each})
            for each in forwarded
        ]
        return [answer.status for answer in answers]


async def test_without_a_proxy_nobody_is_believed(site: OpenSite) -> None:
    assert await begun(site, 0, ["203.0.113.1", "203.0.113.2", "203.0.113.3"]) == [201, 429, 429]


async def test_the_last_address_is_the_one_that_the_proxy_saw(site: OpenSite) -> None:
    forwarded = ["203.0.113.1", "203.0.113.2", "203.0.113.9, 203.0.113.1", "x, 203.0.113.2"]
    assert await begun(site, 1, forwarded) == [201, 201, 429, 429]


async def test_of_two_proxies_the_first_is_believed(site: OpenSite) -> None:
    forwarded = [
        "203.0.113.1, 198.51.100.1",
        "203.0.113.1, 198.51.100.2",
        "6.6.6.6, 203.0.113.1, 198.51.100.3",
        "203.0.113.2, 198.51.100.1",
    ]
    assert await begun(site, 2, forwarded) == [201, 429, 429, 201]


@pytest.mark.parametrize("name", ["Forwarded", "X-Real-IP", "CF-Connecting-IP", "True-Client-IP"])
async def test_no_other_header_is_believed(site: OpenSite, name: str) -> None:
    for proxies in (0, 1):
        async with site(address_limit="1/minute", proxies=proxies) as (_, client):
            statuses = [
                (await client.post(f"{WEB}/conversations", {}, {name: each})).status
                for each in ("for=203.0.113.1", "203.0.113.2")
            ]
            assert statuses == [201, 429]


async def test_too_few_addresses_are_not_believed(site: OpenSite) -> None:
    assert await begun(site, 2, ["203.0.113.1", "203.0.113.2", ""]) == [201, 429, 429]
