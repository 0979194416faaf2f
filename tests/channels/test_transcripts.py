"""Where a phone system hands over transcripts."""

from __future__ import annotations

import json
from typing import Any

import pytest

from countyline.channels.transcripts import ADDRESS, LARGEST_BODY
from tests.channels.client import Answer, Client, raw, told
from tests.channels.conftest import OpenSite
from tests.channels.site import PHONE_TOKEN

TOKEN = {"Authorization": f"Bearer {PHONE_TOKEN}"}
NDJSON = {**TOKEN, "Content-Type": "application/x-ndjson"}
CSV = {**TOKEN, "Content-Type": "text/csv"}


def line(number: int, text: str = "is the recorder open friday", **fields: Any) -> bytes:
    told.add(text)
    given = {"id": f"vm-{number}", "at": "2024-04-03T09:00:00Z", "text": text, **fields}
    return json.dumps(given).encode() + b"\n"


async def hand_over(client: Client, body: bytes, headers: dict[str, str] | None = None) -> Answer:
    return await client.ask("POST", ADDRESS, body, NDJSON if headers is None else headers)


async def test_what_is_acknowledged_is_on_disk_and_can_be_followed(site: OpenSite) -> None:
    async with site() as (_, client):
        answer = await hand_over(client, line(1) + b"nonsense\n" + line(2) + line(1))
        assert answer.status == 202
        body = answer.json
        assert (body["taken"], body["known"], body["bad"], body["waiting"]) == (2, 1, 1, 2)
        assert body["bad_lines"] == [{"line": 2, "why": "It is not valid JSON."}]
        assert body["complete"] is True
        assert answer.headers["Location"] == f"{ADDRESS}/{body['id']}"
        found = await client.get(answer.headers["Location"], TOKEN)
        assert (found.status, found.json) == (200, body)


async def test_handed_over_again_nothing_is_added(site: OpenSite) -> None:
    async with site() as (_, client):
        await hand_over(client, line(1))
        again = (await hand_over(client, line(1))).json
        assert (again["taken"], again["known"], again["waiting"]) == (0, 1, 0)


async def test_csv(site: OpenSite) -> None:
    async with site() as (_, client):
        body = b"at,text\n2024-04-03T09:00:00Z,is it open\n"
        assert (await hand_over(client, body, CSV)).json["taken"] == 1
        wrong = await hand_over(client, b"1,2\n", CSV)
        assert (wrong.status, wrong.code) == (400, "invalid_request")


@pytest.mark.parametrize(
    "authorization", ["", "Bearer", "Bearer wrong", f"Basic {PHONE_TOKEN}", "Bearer é"]
)
async def test_nobody_else_is_let_in(site: OpenSite, authorization: str) -> None:
    async with site() as (_, client):
        headers = {"Authorization": authorization} if authorization else {}
        refused = await hand_over(client, line(1), headers)
        assert (refused.status, refused.code) == (401, "unauthorized")
        assert (await client.get(f"{ADDRESS}/x", headers)).status == 401


async def test_without_a_token_of_its_own_everybody_is_refused(site: OpenSite) -> None:
    async with site(phone_token=None) as (_, client):
        assert (await hand_over(client, line(1), {"Authorization": "Bearer "})).status == 401
        assert (await hand_over(client, line(1))).status == 401


async def test_what_is_refused(site: OpenSite) -> None:
    async with site() as (served, client):
        empty = await hand_over(client, b"")
        assert (empty.status, empty.code) == (400, "invalid_request")
        kind = await hand_over(client, line(1), {**TOKEN, "Content-Type": "audio/wav"})
        assert (kind.status, kind.code) == (415, "unsupported_media_type")
        unknown = await client.get(f"{ADDRESS}/nothing", TOKEN)
        assert (unknown.status, unknown.code) == (404, "not_found")
        head = (
            f"POST {ADDRESS} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {PHONE_TOKEN}\r\n"
            f"Content-Length: {LARGEST_BODY + 1}\r\nConnection: close\r\n\r\n"
        )
        assert b" 413 " in await raw(served.port, head.encode())
        many = head.replace(f"Content-Length: {LARGEST_BODY + 1}", "Transfer-Encoding: chunked")
        part = b"100000\r\n" + b"x" * 0x100000 + b"\r\n"
        assert b" 413 " in await raw(served.port, many.encode() + part * 8 + b"1\r\nx\r\n0\r\n\r\n")


async def test_a_body_larger_than_a_message_may_be_is_taken(site: OpenSite) -> None:
    async with site() as (_, client):
        text = "is the recorder open friday " * 30
        body = b"".join(line(number, text) for number in range(300))
        assert len(body) > 64 * 1024
        assert (await hand_over(client, body)).json["taken"] == 300
