"""Conversations are begun by anybody and opened by their token alone."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from sqlalchemy import text

from tests.channels.client import WEB, Answer, Client, Talk, raw
from tests.channels.conftest import OpenSite
from tests.channels.site import Site

BEGIN = f"{WEB}/conversations"
DEEP = b'{"z":' + b"[" * 8000 + b"]" * 8000 + b"}"


def count(site: Site, table: str) -> int:
    with site.engine.connect() as connection:
        return int(connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one())


@pytest.mark.parametrize("body", [b"", b"{}", b'{"language": null}', b'{"language": "es", "x": 1}'])
async def test_a_conversation_is_begun(site: OpenSite, body: bytes) -> None:
    async with site() as (served, client):
        first, second = [await client.post(BEGIN, body) for _ in range(2)]
        assert first.status == second.status == 201
        assert set(first.json) == {"conversation", "token"}
        assert first.headers["Cache-Control"] == "no-store"
        assert first.json["token"] != second.json["token"]
        assert len(first.json["token"]) >= 43
        assert count(served, "conversations") == 2
        stored = served.options.file.read_bytes()
        assert first.json["token"].encode() not in stored


async def test_a_conversation_is_begun_without_saying_what_is_sent(site: OpenSite) -> None:
    async with site() as (_, client):
        assert (await client.ask("POST", BEGIN)).status == 201


async def test_the_language_that_was_chosen_is_a_hint_for_every_turn(site: OpenSite) -> None:
    async with site() as (served, client):
        talk = await client.begin("es")
        await talk.send("m-1")
        await talk.all(2)
        await talk.send("m-2", language="en")
        await talk.all(4)
        assert [turn.language for turn in served.brain.turns] == ["es", "en"]


WRONG = [
    (b"null", "invalid_request"),
    (b"[]", "invalid_request"),
    (b'"{}"', "invalid_request"),
    (b"12", "invalid_request"),
    (b'{"language": "fr"}', "invalid_request"),
    (b'{"language": "EN"}', "invalid_request"),
    (b'{"language": ["en"]}', "invalid_request"),
    (b'{"language": {"a": 1}}', "invalid_request"),
    (b'{"language": "\\u0000"}', "invalid_request"),
    (b'{"language": "\\ud800"}', "invalid_json"),
    (b'{"language": "\xff"}', "invalid_json"),
    (b"{", "invalid_json"),
    (b"\x00", "invalid_json"),
    (b"{}{}", "invalid_json"),
    (b"\xef\xbb\xbf{}", "invalid_json"),
    (DEEP, "invalid_json"),
    (b"NaN", "invalid_request"),
    (b'{"language": ' + b"9" * 9000 + b"}", "invalid_json"),
]


async def test_a_body_that_is_wrong_begins_nothing(site: OpenSite) -> None:
    async with site() as (served, client):
        for body, code in WRONG:
            answer = await client.post(BEGIN, body[: 16 * 1024])
            assert (answer.status, answer.code) == (400, code), body[:40]
        assert count(served, "conversations") == 0


async def test_the_last_of_two_equal_keys_counts(site: OpenSite) -> None:
    async with site() as (served, client):
        answer = await client.post(BEGIN, b'{"language": "xx", "language": "es"}')
        assert answer.status == 201
        with served.engine.connect() as connection:
            rows = connection.execute(text("SELECT language FROM conversations")).scalars()
            assert list(rows) == ["es"]


@pytest.mark.parametrize(
    "kind", ["", "text/plain", "application/x-www-form-urlencoded", "text/html, application/json"]
)
async def test_a_body_that_is_no_json_is_not_taken(site: OpenSite, kind: str) -> None:
    async with site() as (served, client):
        answer = await client.post(BEGIN, b'{"language": "es"}', {"Content-Type": kind})
        assert (answer.status, answer.code) == (415, "unsupported_media_type")
        assert count(served, "conversations") == 0


async def test_the_content_type_may_say_its_charset(site: OpenSite) -> None:
    async with site() as (_, client):
        kind = {"Content-Type": "Application/JSON ; charset=utf-8"}
        assert (await client.post(BEGIN, b"{}", kind)).status == 201


@pytest.mark.parametrize("size", [16 * 1024 + 1, 64 * 1024 + 1, 3_000_000])
async def test_a_body_that_is_too_large_is_refused(site: OpenSite, size: int) -> None:
    head = (
        f"POST {BEGIN} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
        f"Connection: close\r\nContent-Length: {size}\r\n\r\n"
    )
    async with site() as (served, _):
        # What cannot be taken is refused without waiting for all of it.
        sent = size if size <= 64 * 1024 else 1000
        answer = await raw(served.port, head.encode() + b" " * sent)
        assert answer.startswith(b"HTTP/1.1 413 ")
        assert b'"code":"too_large"' in answer
        assert count(served, "conversations") == 0


# Tokens


async def everything(client: Client, path: str, headers: dict[str, str]) -> list[Answer]:
    """Ask for all that needs a token."""
    body = {"id": "x-1", "text": "open up please"}
    return [
        await client.post(f"{path}/messages", body, headers),
        await client.get(f"{path}/entries", headers),
        await client.get(f"{path}/events", headers),
    ]


NO_TOKEN: list[dict[str, str]] = [
    {},
    *({"Authorization": each} for each in ("", "Bearer", "Bearer   ", "Basic dTpw", "Token abc")),
]


async def test_without_a_token_nothing_opens(site: OpenSite) -> None:
    async with site() as (served, client):
        talk = await client.begin()
        for path, headers in product((talk.path, f"{BEGIN}/no-such-one"), NO_TOKEN):
            for answer in await everything(client, path, headers):
                assert (answer.status, answer.code) == (401, "unauthorized")
                assert answer.headers["WWW-Authenticate"] == "Bearer"
        assert count(served, "inbox") == 0


def wrong(talk: Talk, other: Talk) -> list[tuple[str, str]]:
    """Give pairs of a conversation and a token that do not belong together."""
    return [
        (talk.conversation, other.token),
        (talk.conversation, talk.token[:-1]),
        (talk.conversation, talk.token + "x"),
        (talk.conversation, talk.token.swapcase()),
        (talk.conversation, f"{talk.token},{talk.token}"),
        (talk.conversation, "ñ☃"),
        (talk.conversation, "x" * 8000),
        (talk.conversation, talk.conversation),
        (talk.conversation.swapcase(), talk.token),
        ("no-such-one", talk.token),
        ("%00", talk.token),
        ("%ff%fe", talk.token),
        ("..", talk.token),
        ("%2e%2e%2f", talk.token),
        ("'%20OR%20'1'='1", talk.token),
        ("x" * 5000, talk.token),
    ]


async def test_a_wrong_token_and_an_unknown_conversation_look_the_same(site: OpenSite) -> None:
    async with site() as (served, client):
        talk, other = await client.begin(), await client.begin()
        seen: set[tuple[Any, ...]] = set()
        for conversation, token in wrong(talk, other):
            headers = {"Authorization": f"Bearer {token}"}
            for answer in await everything(client, f"{BEGIN}/{conversation}", headers):
                told = {k: v for k, v in answer.headers.items() if k != "Connection"}
                seen.add((answer.status, answer.body, *sorted(told.items())))
        assert len(seen) == 1
        (only,) = seen
        assert only[0] == 404
        assert count(served, "inbox") == 0


async def test_bytes_that_are_no_text_are_no_token(site: OpenSite) -> None:
    async with site() as (served, client):
        talk = await client.begin()
        for token in (b"\xff\xfe\xed\xa0\x80", b"\x01\x02", b"a\x00b"):
            answer = await raw(
                served.port,
                b"GET " + talk.path.encode() + b"/entries HTTP/1.1\r\nHost: x\r\n"
                b"Connection: close\r\nAuthorization: Bearer " + token + b"\r\n\r\n",
            )
            assert answer.startswith(b"HTTP/1.1 404 ")


async def test_the_scheme_is_read_in_any_case(site: OpenSite) -> None:
    async with site() as (_, client):
        talk = await client.begin()
        for scheme in ("bearer", "BEARER"):
            headers = {"Authorization": f"{scheme}  {talk.token}"}
            assert (await client.get(f"{talk.path}/entries", headers)).status == 200


async def test_a_token_in_the_address_opens_nothing(site: OpenSite) -> None:
    async with site() as (_, client):
        talk = await client.begin()
        answer = await client.get(f"{talk.path}/entries?token={talk.token}")
        assert answer.status == 401


# Addresses and methods


NOWHERE = [
        "/webhooks", "/webhooks/web", "/webhooks/web/nothing", "/webhooks/web/conversations/x",
        "/webhooks/web/conversations/x/nothing", "/webhooks/web/about/x", "/health", "/healthy",
        "/metrics/x", "/webhooks/web//about",
]  # fmt: skip


async def test_an_address_that_is_not_there(site: OpenSite) -> None:
    async with site() as (_, client):
        for path, method in product(NOWHERE, ["GET", "POST", "PUT", "OPTIONS"]):
            answer = await client.ask(method, path)
            assert (answer.status, answer.code) == (404, "not_found"), (method, path)


ALLOWED = {
    "/about": "GET",
    "/conversations": "POST",
    "/conversations/x/messages": "POST",
    "/conversations/x/entries": "GET",
    "/conversations/x/events": "GET",
}
METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "TRACE", "PURGE", "HEAD"]


async def test_a_method_that_is_not_done(site: OpenSite) -> None:
    async with site() as (_, client):
        for (path, allowed), method in product(ALLOWED.items(), METHODS):
            if method == allowed:
                continue
            answer = await client.ask(method, WEB + path)
            assert answer.status == 405
            assert set(answer.headers["Allow"].split(", ")) == {allowed, "OPTIONS"}
            if method == "HEAD":
                assert answer.body == b""
            else:
                assert answer.code == "method_not_allowed"
