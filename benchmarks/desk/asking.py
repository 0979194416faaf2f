"""A resident at the web channel, and the same message straight to Rasa: how long each takes."""

from __future__ import annotations

import http.client
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

_PATIENCE_SECONDS = 60.0


class Resident:
    """A conversation with an event stream, over one connection each, as a widget has it."""

    def __init__(self, site: str) -> None:
        self._connection = connection_to(site)
        begun = self._post("/webhooks/web/conversations", {"language": "en"})
        self._path = f"/webhooks/web/conversations/{begun['conversation']}"
        self._headers = {"Authorization": f"Bearer {begun['token']}"}
        self._listening = connection_to(site)
        self._listening.request("GET", f"{self._path}/events", headers=self._headers)
        self._stream = self._listening.getresponse()
        self._until("event: ready")
        self._sent = 0

    def ask(self, text: str) -> float:
        """Send a message; give the seconds until its answer is here.

        Raises RuntimeError when the answer is the headline.
        """
        self._sent += 1
        started = time.perf_counter()
        self._post(f"{self._path}/messages", {"id": f"m{self._sent}", "text": text}, self._headers)
        answer = self._until(f'"replies_to":"m{self._sent}"')
        seconds = time.perf_counter() - started
        if '"degraded":true' in answer:
            raise RuntimeError("the answer is the headline: nothing was measured")
        return seconds

    def close(self) -> None:
        """Hang up."""
        self._connection.close()
        self._listening.close()

    def _until(self, mark: str) -> str:
        while line := self._stream.readline().decode():
            if mark in line:
                return line
        raise RuntimeError("the stream ended")

    def _post(
        self, path: str, body: object, headers: dict[str, str] | None = None
    ) -> dict[str, str]:
        content = {"Content-Type": "application/json", **(headers or {})}
        self._connection.request("POST", path, json.dumps(body), content)
        response = self._connection.getresponse()
        answer: dict[str, str] = json.loads(response.read())
        if response.status >= 300:
            raise RuntimeError(f"the desk refused: {response.status} {answer}")
        return answer


def ask_rasa(connection: http.client.HTTPConnection, sender: str, text: str) -> float:
    """Send a message straight to Rasa's REST channel; give the seconds until its answer."""
    started = time.perf_counter()
    connection.request(
        "POST",
        "/webhooks/rest/webhook",
        json.dumps({"sender": sender, "message": text}),
        {"Content-Type": "application/json"},
    )
    answer = connection.getresponse().read()
    seconds = time.perf_counter() - started
    if b'"degraded":true' in answer.replace(b": ", b":"):
        raise RuntimeError("the answer is the headline: nothing was measured")
    return seconds


def connection_to(address: str) -> http.client.HTTPConnection:
    """Give a connection that stays open."""
    parts = urlsplit(address)
    return http.client.HTTPConnection("127.0.0.1", parts.port, timeout=_PATIENCE_SECONDS)


@contextmanager
def residents(site: str, count: int) -> Iterator[list[Resident]]:
    """Hold that many conversations with open streams."""
    held = [Resident(site) for _ in range(count)]
    try:
        yield held
    finally:
        for resident in held:
            resident.close()
