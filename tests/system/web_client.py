"""A chat widget for tests: speaks the web channel as the real one does, with retries."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import aiohttp

_AGAIN_SECONDS = 0.2


@dataclass
class WebClient:
    """One resident's conversation.

    `acknowledged` holds the ids of the messages that the desk said it had taken, in order, and
    `entries` what came on the stream, each time that it came.
    """

    session: aiohttp.ClientSession
    site: str
    conversation: str = ""
    token: str = ""
    acknowledged: list[str] = field(default_factory=list)
    entries: list[dict[str, Any]] = field(default_factory=list)

    @property
    def _address(self) -> str:
        return f"{self.site}/webhooks/web/conversations/{self.conversation}"

    @property
    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    async def begin(self, language: str = "en") -> None:
        """Begin the conversation."""
        address = f"{self.site}/webhooks/web/conversations"
        async with self.session.post(address, json={"language": language}) as response:
            begun = await response.json()
        self.conversation, self.token = begun["conversation"], begun["token"]

    async def send(self, key: str, text: str) -> None:
        """Send a message, again and again until the desk says that it has it."""
        while True:
            try:
                async with self.session.post(
                    f"{self._address}/messages",
                    json={"id": key, "text": text},
                    headers=self._headers,
                ) as response:
                    if response.status in (200, 202):
                        self.acknowledged.append(key)
                        return
                    assert response.status in (429, 503), await response.text()
            except aiohttp.ClientError:
                pass
            await asyncio.sleep(_AGAIN_SECONDS)

    async def follow(self) -> None:
        """Follow the stream until cancelled, from where it broke off."""
        while True:
            try:
                async for entry in self._stream():
                    self.entries.append(entry)
            except aiohttp.ClientError:
                pass
            await asyncio.sleep(_AGAIN_SECONDS)

    async def _stream(self) -> AsyncIterator[dict[str, Any]]:
        last = self.entries[-1]["seq"] if self.entries else 0
        headers = {**self._headers, "Last-Event-ID": str(last)}
        timeout = aiohttp.ClientTimeout(total=None, sock_read=40)
        name = ""
        async with self.session.get(
            f"{self._address}/events", headers=headers, timeout=timeout
        ) as response:
            if response.status != 200:
                return
            async for raw in response.content:
                line = raw.decode().rstrip("\n")
                if line.startswith("event: "):
                    name = line.removeprefix("event: ")
                elif line.startswith("data: ") and name == "entry":
                    yield json.loads(line.removeprefix("data: "))

    async def history(self) -> list[dict[str, Any]]:
        """Give the whole conversation as the desk tells it now."""
        async with self.session.get(f"{self._address}/entries", headers=self._headers) as response:
            history: list[dict[str, Any]] = (await response.json())["entries"]
            return history

    def reply_to(self, key: str) -> dict[str, Any] | None:
        """Give the answer to a message, if it came."""
        return next((entry for entry in self.entries if entry["replies_to"] == key), None)

    async def answered(self, key: str) -> dict[str, Any]:
        """Wait for the answer to a message."""
        while (reply := self.reply_to(key)) is None:
            await asyncio.sleep(0.02)
        return reply
