"""A client of the web channel that keeps to nothing: it sends what it is told."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp
from yarl import URL

WEB = "/webhooks/web"

told: set[str] = set()
"""Every token and every text that passed in this test: none may come up in a log."""


@dataclass(frozen=True)
class Answer:
    """An answer of the site."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def code(self) -> str:
        """The code of a refusal, whose shape is checked along."""
        (error,) = self.json.values()
        assert set(error) == {"code", "message"}
        assert error["message"].endswith(".")
        return str(error["code"])


def assert_hardened(headers: Mapping[str, str]) -> None:
    """Whatever is answered tells browsers to do nothing with it that nobody meant."""
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"]
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "Server" not in headers


@dataclass(frozen=True)
class Event:
    """A server-sent event."""

    name: str
    data: Any
    id: str | None = None


@dataclass
class Stream:
    """An open event stream."""

    response: aiohttp.ClientResponse

    async def next_block(self) -> dict[str, str]:
        """Give the fields of the next block; a comment is under the empty name."""
        fields: dict[str, str] = {}
        while True:
            line = (await self.response.content.readline()).decode()
            if not line:
                raise EOFError
            if line == "\n":
                return fields
            name, _, value = line.rstrip("\n").partition(":")
            fields[name] = value.strip()

    async def next(self) -> Event:
        """Give the next event, passing over comments."""
        while True:
            fields = await asyncio.wait_for(self.next_block(), 10)
            if "event" in fields:
                return Event(fields["event"], json.loads(fields["data"]), fields.get("id"))

    async def until(self, name: str) -> list[Event]:
        """Give the events up to the first of this name, which is the last one."""
        found = [await self.next()]
        while found[-1].name != name:
            found.append(await self.next())
        return found

    async def entries(self, count: int) -> list[Event]:
        """Give the next entries, passing over everything else."""
        found: list[Event] = []
        while len(found) < count:
            event = await self.next()
            if event.name == "entry":
                found.append(event)
        return found


@dataclass(frozen=True)
class Talk:
    """A conversation with the token that opens it."""

    client: Client
    conversation: str
    token: str

    @property
    def path(self) -> str:
        return f"{WEB}/conversations/{self.conversation}"

    @property
    def authorization(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    async def send(
        self, key: str, text: str = "is the recorder open friday", **more: Any
    ) -> Answer:
        told.add(text)
        body = {"id": key, "text": text, **more}
        return await self.client.post(f"{self.path}/messages", body, self.authorization)

    async def entries(self, **query: Any) -> Answer:
        asked = "&".join(f"{name}={value}" for name, value in query.items())
        return await self.client.get(f"{self.path}/entries?{asked}", self.authorization)

    async def all(self, count: int) -> list[Any]:
        """Wait until there are so many entries; give them."""
        found: list[Any] = []
        while len(found) < count:
            after = found[-1]["seq"] if found else 0
            found += (await self.entries(after=after, wait=10)).json["entries"]
        assert len(found) == count
        return found

    @asynccontextmanager
    async def events(
        self, last: str | int | None = None, headers: Mapping[str, str] | None = None
    ) -> AsyncIterator[Stream]:
        asked = {**self.authorization, **(headers or {})}
        if last is not None:
            asked["Last-Event-ID"] = str(last)
        address = self.client.url + f"{self.path}/events"
        async with self.client.session.get(address, headers=asked) as response:
            assert response.status == 200, await response.read()
            assert_hardened(response.headers)
            yield Stream(response)


class Client:
    """Talks with a site."""

    def __init__(self, url: str, session: aiohttp.ClientSession) -> None:
        self.url = url
        self.session = session

    async def ask(
        self,
        method: str,
        path: str,
        data: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        async with self.session.request(
            method,
            URL(self.url + path, encoded=True),
            data=data,
            headers=headers,
            skip_auto_headers=["Content-Type"],
        ) as response:
            assert_hardened(response.headers)
            return Answer(response.status, response.headers, await response.read())

    async def get(self, path: str, headers: Mapping[str, str] | None = None) -> Answer:
        return await self.ask("GET", path, None, headers)

    async def post(self, path: str, body: Any, headers: Mapping[str, str] | None = None) -> Answer:
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        return await self.ask(
            "POST", path, data, {"Content-Type": "application/json", **(headers or {})}
        )

    async def begin(
        self, language: str | None = None, headers: Mapping[str, str] | None = None
    ) -> Talk:
        body = {"language": language} if language else {}
        answer = await self.post(f"{WEB}/conversations", body, headers)
        assert answer.status == 201, answer
        told.add(answer.json["token"])
        return Talk(self, answer.json["conversation"], answer.json["token"])


@asynccontextmanager
async def client_of(url: str) -> AsyncIterator[Client]:
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(connector=connector, trust_env=False) as session:
        yield Client(url, session)


async def raw(port: int, sent: bytes, *, half_close: bool = False) -> bytes:
    """Send bytes; give all that comes back until the site closes the connection."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(sent)
        await writer.drain()
        if half_close:
            writer.write_eof()
        return await asyncio.wait_for(reader.read(), 10)
    finally:
        writer.close()
        await writer.wait_closed()
