"""A message is taken once, as it may be kept, or not at all."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from tests.channels.client import Talk, raw, told
from tests.channels.conftest import OpenSite
from tests.channels.site import until
from tests.channels.test_conversations import count

SOCIAL = "536-28-7714"


async def sent(talk: Talk, body: Any) -> Any:
    return await talk.client.post(f"{talk.path}/messages", body, talk.authorization)


async def test_the_same_id_is_the_same_message(site: OpenSite) -> None:
    async with site() as (served, client):
        talk = await client.begin()
        first = await talk.send("m-1", "is the recorder open")
        assert (first.status, first.json) == (202, {"id": "m-1", "seq": 1})
        again = await talk.send("m-1", "is something else open")
        assert (again.status, again.json) == (200, {"id": "m-1", "seq": 1})
        asked, answered = await talk.all(2)
        assert asked["text"] == "is the recorder open"
        assert answered["replies_to"] == "m-1"
        assert len(served.brain.turns) == 1


async def test_a_message_that_comes_many_times_at_once_is_answered_once(site: OpenSite) -> None:
    async with site() as (served, client):
        talk = await client.begin()
        answers = await asyncio.gather(*(talk.send("m-1") for _ in range(20)))
        assert sorted(answer.status for answer in answers) == [200] * 19 + [202]
        assert {answer.json["seq"] for answer in answers} == {1}
        await talk.all(2)
        assert len(served.brain.turns) == 1


async def test_the_same_id_in_another_conversation_is_another_message(site: OpenSite) -> None:
    async with site() as (_, client):
        for talk in [await client.begin() for _ in range(2)]:
            assert (await talk.send("m-1")).status == 202


async def test_messages_are_answered_in_their_order(site: OpenSite) -> None:
    async with site() as (served, client):
        served.brain.may_answer.clear()
        talk = await client.begin()
        for number in range(5):
            assert (await talk.send(f"m-{number}")).json["seq"] == number + 1
        served.brain.may_answer.set()
        entries = await talk.all(10)
        assert [entry["seq"] for entry in entries] == list(range(1, 11))
        assert [e["replies_to"] for e in entries[5:]] == [f"m-{number}" for number in range(5)]


WRONG: list[Any] = [
    {},
    {"id": "m-1"},
    {"text": "hello there"},
    {"id": None, "text": "hello there"},
    {"id": 1, "text": "hello there"},
    {"id": "", "text": "hello there"},
    {"id": "m 1", "text": "hello there"},
    {"id": "m-1\n", "text": "hello there"},
    {"id": "m-1\u0000", "text": "hello there"},
    {"id": "../m", "text": "hello there"},
    {"id": "ñ", "text": "hello there"},
    {"id": "١", "text": "hello there"},
    {"id": "x" * 65, "text": "hello there"},
    {"id": ["m-1"], "text": "hello there"},
    {"id": "m-1", "text": ""},
    {"id": "m-1", "text": None},
    {"id": "m-1", "text": 5},
    {"id": "m-1", "text": ["hello there"]},
    {"id": "m-1", "text": {"hello": "there"}},
    {"id": "m-1", "text": "hello there", "language": "fr"},
    {"id": "m-1", "text": "hello there", "language": 1},
    ["m-1", "hello there"],
    "hello there",
]


async def test_a_message_that_is_wrong_is_not_taken(site: OpenSite) -> None:
    told.add("hello there")
    async with site() as (served, client):
        talk = await client.begin()
        for body in WRONG:
            answer = await sent(talk, body)
            assert (answer.status, answer.code) == (400, "invalid_request"), body
            assert b"hello" not in answer.body
        assert count(served, "inbox") == 0


NO_JSON = [
    b'{"id": "m-1", "text": "\\ud800 hello there"}',
    b'{"id": "m-1", "text": "\\udc00\\ud800"}',
    b'{"id": "m-1", "text": "\xff hello there"}',
    b'{"id": "m-1", "text": "\xed\xa0\x80"}',
    b'{"id": "m-1", "text": "hello\x00there"}',
    b'{"id": "m-1", "text": "hello there"',
    '{"id": "m-1", "text": "hello there"}'.encode("utf-16"),
    b'{"id": "m-1", "text": "x", "more": ' + b'{"a":' * 500 + b"1" + b"}" * 501,
]


async def test_what_is_no_json_is_not_taken(site: OpenSite) -> None:
    told.add("hello")
    async with site() as (served, client):
        talk = await client.begin()
        for body in NO_JSON:
            answer = await sent(talk, body)
            assert (answer.status, answer.code) == (400, "invalid_json"), body[:60]
            assert b"hello" not in answer.body
        assert count(served, "inbox") == 0


async def test_an_id_is_the_senders_own(site: OpenSite) -> None:
    async with site() as (_, client):
        for key in ("x", "_", "-", "X" * 64, "0"):
            talk = await client.begin()
            assert (await talk.send(key)).json == {"id": key, "seq": 1}
            asked, answered = await talk.all(2)
            assert asked["message"] == answered["replies_to"] == key


AS_KEPT = [
    ("is it\u0000 open\u202e today", "is it open today"),
    ("\ud83d\ude00 open?", "\U0001f600 open?"),
    ("  is it\r\n\topen  ", "is it open"),
    ("/restart open", "restart open"),
    ("<script>alert(1)</script>", "<script>alert(1)</script>"),
    ("data: x\n\nevent: bye\ndata: {}", "data: x event: bye data: {}"),
    ("line\u2028separator\u0085next", "line separator next"),
]


async def test_a_text_is_kept_as_it_may_be(site: OpenSite) -> None:
    async with site() as (_, client):
        for text, kept in AS_KEPT:
            talk = await client.begin()
            assert (await talk.send("m-1", text)).status == 202
            asked, _ = await talk.all(2)
            assert asked["text"] == kept
            async with talk.events() as stream:
                (event,) = await stream.entries(1)
                assert (event.data["text"], event.id) == (kept, "1")


async def test_a_text_of_which_nothing_remains_is_answered_too(site: OpenSite) -> None:
    async with site() as (_, client):
        for text in (" ", "\u0000", "\u200b", "///", "\n"):
            talk = await client.begin()
            assert (await talk.send("m-1", text)).status == 202
            asked, answered = await talk.all(2)
            assert asked["text"] == ""
            assert answered["replies_to"] == "m-1"


async def test_a_long_text_is_cut_and_the_brain_is_told(site: OpenSite) -> None:
    async with site() as (served, client):
        for length in (999, 1000, 1001, 3999, 4001, 12_000):
            talk = await client.begin()
            assert (await talk.send("m-1", "x" * length)).status == 202
            asked, _ = await talk.all(2)
            assert len(asked["text"]) == min(length, 1000)
            assert served.brain.turns[-1].capped == (length > 1000)


@pytest.mark.parametrize(("over", "status"), [(0, 202), (1, 413)])
async def test_sixteen_kilobytes_and_not_a_byte_more(
    site: OpenSite, over: int, status: int
) -> None:
    async with site() as (served, client):
        talk = await client.begin()
        empty = json.dumps({"id": "m-1", "text": ""}).encode()
        text = "é" * ((16 * 1024 - len(empty)) // 2 - 10)
        told.add(text[:100])
        body = json.dumps({"id": "m-1", "text": text}, ensure_ascii=False).encode()
        body += b" " * (16 * 1024 - len(body) + over)
        answer = await sent(talk, body)
        assert answer.status == status
        assert count(served, "inbox") == (status == 202)
        if over:
            assert answer.code == "too_large"


async def test_a_secret_number_is_nowhere(site: OpenSite) -> None:
    told.add(SOCIAL)
    async with site() as (served, client):
        talk = await client.begin()
        await talk.send("m-1", f"my ssn is {SOCIAL} and it is urgent")
        asked, _ = await talk.all(2)
        assert asked["text"] == "my ssn is [###] and it is urgent"
        async with talk.events() as stream:
            (event,) = await stream.entries(1)
            assert event.data["text"] == asked["text"]
        assert served.brain.turns[0].text == asked["text"]
        file = served.options.file
        stored = [path.read_bytes() for path in file.parent.glob(file.name + "*")]
        assert not any(SOCIAL.encode() in each for each in stored)


# Bodies that come in pieces


def head(talk: Talk, more: str) -> bytes:
    return (
        f"POST {talk.path}/messages HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
        f"Authorization: Bearer {talk.token}\r\n{more}\r\n\r\n"
    ).encode()


BODY = b'{"id": "m-1", "text": "is it open today"}'


async def test_a_body_may_come_byte_by_byte(site: OpenSite) -> None:
    async with site() as (served, client):
        talk = await client.begin()
        reader, writer = await asyncio.open_connection("127.0.0.1", served.port)
        for byte in head(talk, f"Connection: close\r\nContent-Length: {len(BODY)}") + BODY:
            writer.write(bytes([byte]))
            await writer.drain()
        assert (await reader.read()).startswith(b"HTTP/1.1 202 ")
        writer.close()
        await writer.wait_closed()


async def test_a_body_may_come_in_chunks(site: OpenSite) -> None:
    async with site() as (served, client):
        talk = await client.begin()
        chunks = b"".join(b"5\r\n" + BODY[i : i + 5] + b"\r\n" for i in range(0, 40, 5))
        sent = head(talk, "Connection: close\r\nTransfer-Encoding: chunked") + chunks
        answer = await raw(served.port, sent + b"1\r\n}\r\n0\r\n\r\n")
        assert answer.startswith(b"HTTP/1.1 202 ")


@pytest.mark.parametrize(
    "more",
    [
        "Content-Length: 5\r\nContent-Length: 41",
        "Content-Length: 41\r\nTransfer-Encoding: chunked",
        "Content-Length: -1",
        "Content-Length: 4_1",
        "Content-Length: forty",
        "Transfer-Encoding: gzip, chunked",
    ],
)
async def test_a_length_that_is_in_doubt_is_refused(site: OpenSite, more: str) -> None:
    async with site() as (served, client):
        talk = await client.begin()
        answer = await raw(served.port, head(talk, more) + BODY)
        assert answer.startswith(b"HTTP/1.1 400 ")
        assert b"connection: close" in answer
        assert count(served, "inbox") == 0


@pytest.mark.parametrize(
    ("sent", "status", "code"),
    [
        (b"POST /webhooks/web/conv", 408, b"too_slow"),
        (b"POST /webhooks/web/conversations HTTP/1.1\r\nHost: x\r\n", 408, b"too_slow"),
        (b"", 503, b"unavailable"),
    ],
)
async def test_who_begins_and_does_not_go_on_is_refused(
    site: OpenSite, sent: bytes, status: int, code: bytes
) -> None:
    async with site(patience=0.2) as (served, client):
        talk = await client.begin()
        half = sent or head(talk, f"Content-Length: {len(BODY)}") + BODY[:20]
        answer = await raw(served.port, half)
        assert answer.startswith(f"HTTP/1.1 {status} ".encode())
        assert code in answer
        assert count(served, "inbox") == 0


@pytest.mark.parametrize("half", [0, 1, 20, 40])
async def test_who_goes_away_in_the_middle_leaves_nothing(site: OpenSite, half: int) -> None:
    async with site() as (served, client):
        talk = await client.begin()
        _, writer = await asyncio.open_connection("127.0.0.1", served.port)
        writer.write(head(talk, f"Content-Length: {len(BODY)}") + BODY[:half])
        await writer.drain()
        await client.get("/health/live")
        writer.close()
        await writer.wait_closed()
        assert (await talk.entries()).json["entries"] == []
        assert count(served, "inbox") == 0


async def test_who_hangs_up_after_sending_is_answered_all_the_same(site: OpenSite) -> None:
    async with site() as (served, client):
        talk = await client.begin()
        _, writer = await asyncio.open_connection("127.0.0.1", served.port)
        writer.write(head(talk, f"Content-Length: {len(BODY)}") + BODY)
        await writer.drain()
        await until(lambda: count(served, "inbox"))
        writer.transport.abort()
        assert [entry["author"] for entry in await talk.all(2)] == ["resident", "bot"]


async def test_two_requests_on_one_connection_are_two_requests(site: OpenSite) -> None:
    async with site() as (served, client):
        talk = await client.begin()
        one = head(talk, f"Content-Length: {len(BODY)}") + BODY
        two = head(talk, f"Connection: close\r\nContent-Length: {len(BODY)}") + BODY
        answer = await raw(served.port, one + two)
        assert answer.count(b"HTTP/1.1 ") == 2
        assert b"HTTP/1.1 202 " in answer
        assert b"HTTP/1.1 200 " in answer
