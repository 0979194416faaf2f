"""Which websites may use the web channel, and what their visitors' browsers are told."""

from __future__ import annotations

from itertools import product

import pytest

from countyline.channels.refusals import Refused
from countyline.channels.web.origins import Origins
from tests.channels.client import WEB, Answer, Client, Talk
from tests.channels.conftest import OpenSite
from tests.channels.site import ALLOWED, PUBLIC_URL
from tests.channels.test_conversations import count
from tests.channels.test_database import broken

ADDRESSES = ["/about", "/conversations", "/conversations/x/messages", "/conversations/x/entries",
             "/conversations/x/events"]  # fmt: skip
FOREIGN = [
    "https://evil.example", "http://www.county.example", "https://county.example",
    "https://www.county.example:8443", "https://www.county.example.evil.example",
    "https://evil.example/https://www.county.example", "https://WWW.COUNTY.EXAMPLE", "null", "",
    "http://[", "http://[::1", "https://a\u2100b", "x", "//", "https://", "file://",
    f"{ALLOWED}, https://evil.example", f"{ALLOWED}/", "http://www.county.example@evil.example",
]  # fmt: skip


def assert_open_to(answer: Answer, origin: str) -> None:
    """A browser may hand this answer to the scripts of the website, and no other's."""
    assert answer.headers["Access-Control-Allow-Origin"] == origin
    assert answer.headers["Vary"] == "Origin"
    assert "Retry-After" in answer.headers["Access-Control-Expose-Headers"]
    assert "Access-Control-Allow-Credentials" not in answer.headers


async def test_the_allowed_the_own_and_this_computers_names_may_come_in(site: OpenSite) -> None:
    async with site() as (served, client):
        for origin in (ALLOWED, PUBLIC_URL, served.url):
            assert_open_to(await client.get(f"{WEB}/about", {"Origin": origin}), origin)
            answer = await client.post(f"{WEB}/conversations", {}, {"Origin": origin})
            assert answer.status == 201
            assert_open_to(answer, origin)
        name = f"http://desk.local:{served.port}"
        headers = {"Origin": name, "Host": f"desk.local:{served.port}"}
        assert_open_to(await client.get(f"{WEB}/about", headers), name)


async def test_a_website_that_is_not_allowed_gets_nothing(site: OpenSite) -> None:
    async with site() as (served, client):
        talk = await client.begin()
        for origin in FOREIGN:
            for answer in await everything(client, talk, {"Origin": origin, **talk.authorization}):
                assert (answer.status, answer.code) == (403, "origin_not_allowed"), origin
                assert not allowing(answer)
                assert answer.headers["Vary"] == "Origin"
            # But it may read that it is not allowed, for the widget to say so.
            about = await client.get(f"{WEB}/about", {"Origin": origin})
            assert (about.status, about.code) == (403, "origin_not_allowed")
            assert allowing(about) == {"Access-Control-Allow-Origin": "*"}
        assert count(served, "inbox") == 0
        assert count(served, "conversations") == 1


def allowing(answer: Answer) -> dict[str, str]:
    return {
        name: value
        for name, value in answer.headers.items()
        if name.lower().startswith("access-control-")
    }


async def everything(client: Client, talk: Talk, headers: dict[str, str]) -> list[Answer]:
    return [
        await client.post(f"{WEB}/conversations", {}, headers),
        await client.post(f"{talk.path}/messages", {"id": "m-1", "text": "x"}, headers),
        await client.get(f"{talk.path}/entries", headers),
        await client.get(f"{talk.path}/events", headers),
        await client.ask("OPTIONS", f"{WEB}/about", None, headers),
    ]


async def test_who_comes_from_no_website_needs_no_permission(site: OpenSite) -> None:
    async with site() as (_, client):
        answer = await client.get(f"{WEB}/about")
        assert answer.status == 200
        assert "Access-Control-Allow-Origin" not in answer.headers
        assert answer.headers["Vary"] == "Origin"


def test_without_a_host_no_website_is_our_own() -> None:
    origins = Origins(PUBLIC_URL, ())
    for origin in ("null", "", "http://", "https://"):
        with pytest.raises(Refused):
            origins.admit(origin, "")


async def test_a_browser_may_ask_before_it_sends(site: OpenSite) -> None:
    async with site() as (_, client):
        for path, method in product(ADDRESSES, ["GET", "POST"]):
            asked = {
                "Origin": ALLOWED,
                "Access-Control-Request-Method": method,
                "Access-Control-Request-Headers": "authorization,content-type,last-event-id",
            }
            answer = await client.ask("OPTIONS", WEB + path, None, asked)
            assert (answer.status, answer.body) == (204, b""), path
            assert_open_to(answer, ALLOWED)
            assert method in answer.headers["Access-Control-Allow-Methods"].split(", ")
            allowed = answer.headers["Access-Control-Allow-Headers"].lower().split(", ")
            assert {"authorization", "content-type", "last-event-id"} <= set(allowed)
            assert int(answer.headers["Access-Control-Max-Age"]) > 0


async def told(client: Client, talk: Talk) -> dict[str, Answer]:
    """Let an allowed website's page run into refusals; give each with what it should be."""
    origin = {"Origin": ALLOWED}
    wrong = {**origin, "Authorization": "Bearer wrong"}
    right = {**origin, **talk.authorization}
    messages, begin = f"{talk.path}/messages", f"{WEB}/conversations"
    return {
        "401 message": await client.post(messages, {"id": "m", "text": "x"}, origin),
        "401 events": await client.get(f"{talk.path}/events", origin),
        "404 message": await client.post(messages, {"id": "m", "text": "x"}, wrong),
        "404 entries": await client.get(f"{talk.path}/entries", wrong),
        "404 events": await client.get(f"{talk.path}/events", wrong),
        "400 json": await client.post(begin, b"{", origin),
        "400 number": await client.get(f"{talk.path}/entries?after=x", right),
        "413 ours": await client.post(begin, b" " * 20_000, origin),
        "413 before the handler": await client.post(begin, b" " * 70_000, origin),
        "415 kind": await client.post(begin, b"x", {**origin, "Content-Type": "text/plain"}),
    }


async def test_a_website_that_is_allowed_can_read_why_it_was_refused(site: OpenSite) -> None:
    async with site() as (_, client):
        for status, answer in (await told(client, await client.begin())).items():
            assert answer.status == int(status[:3]), status
            assert_open_to(answer, ALLOWED)
            assert answer.code


async def test_a_website_that_is_allowed_can_read_when_to_come_again(site: OpenSite) -> None:
    async with site(address_limit="1/minute") as (_, client):
        await client.begin()
        answer = await client.post(f"{WEB}/conversations", {}, {"Origin": ALLOWED})
        assert answer.status == 429
        assert_open_to(answer, ALLOWED)
        assert answer.headers["Retry-After"]


async def test_a_website_that_is_allowed_can_read_that_nothing_was_saved(site: OpenSite) -> None:
    async with site() as (served, client):
        talk = await client.begin()
        async with broken(served, client):
            for answer in await unsaved(client, talk):
                assert answer.status == 503
                assert_open_to(answer, ALLOWED)


async def unsaved(client: Client, talk: Talk) -> list[Answer]:
    headers = {"Origin": ALLOWED, **talk.authorization}
    return [
        await client.post(f"{WEB}/conversations", {}, headers),
        await client.post(f"{talk.path}/messages", {"id": "m", "text": "x"}, headers),
        await client.get(f"{talk.path}/entries", headers),
        await client.get(f"{talk.path}/events", headers),
    ]


async def test_a_stream_is_open_to_the_website_that_is_allowed(site: OpenSite) -> None:
    async with site() as (_, client):
        talk = await client.begin()
        async with talk.events(headers={"Origin": ALLOWED}) as stream:
            await stream.until("ready")
            headers = stream.response.headers
            assert headers["Access-Control-Allow-Origin"] == ALLOWED
            assert headers["Vary"] == "Origin"
