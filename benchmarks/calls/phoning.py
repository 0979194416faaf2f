"""Ways to call the running system: by the JSON turn endpoint, or straight to Rasa."""

from __future__ import annotations

import http.client
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from countyline.calling.model import Alternative
from countyline.speech import VOICE_LANGUAGES

_TURN = "/webhooks/voice/turn"
_REST = "/webhooks/rest/webhook"


@dataclass(frozen=True)
class Turned:
    """What the caller hears, and what comes next: `listen`, `transfer`, `hangup` …

    `answer` is the record of the answer; empty when it is about the call itself.
    """

    say: str
    next: str = "listen"
    language: str = "en"
    ssml: str = ""
    answer: Mapping[str, Any] = field(default_factory=dict)


class Line(Protocol):
    """A call that is held."""

    def start(self, language: str) -> Turned:
        """Begin the call, recognition being set to a language, and give the greeting."""
        ...

    def speak(self, ways: Sequence[Alternative]) -> Turned:
        """Say something that was heard in these ways, the likeliest first; none: silence."""
        ...

    def press(self, keys: str) -> Turned:
        """Press keys."""
        ...

    def hang_up(self) -> None:
        """End the call."""
        ...


class JsonLine:
    """A call at `POST /webhooks/voice/turn`. Raises RuntimeError when a turn is refused.

    `caller` is the number that calls; empty: it is withheld.
    """

    def __init__(
        self, desk: http.client.HTTPConnection, token: str, call: str, caller: str = ""
    ) -> None:
        self._desk = desk
        self._headers = {"Authorization": f"Bearer {token}"}
        self._call = call
        self._caller = caller
        self._language = "en"
        self._turns = 0

    def start(self, language: str) -> Turned:
        """Begin the call; Spanish by its key, as callers do whom nobody knows yet."""
        began = self._turn({"event": "start"})
        if language != began.language:
            return self.press("2")
        return began

    def speak(self, ways: Sequence[Alternative]) -> Turned:
        """Say something."""
        if not ways:
            return self._turn({"event": "no_input"})
        heard = [{"transcript": way.transcript, "confidence": way.confidence} for way in ways]
        return self._turn({**heard[0], "alternatives": heard[1:]})

    def press(self, keys: str) -> Turned:
        """Press keys."""
        return self._turn({"digits": keys})

    def hang_up(self) -> None:
        """End the call."""
        self._turn({"event": "hangup"})

    def _turn(self, what: Mapping[str, Any]) -> Turned:
        self._turns += 1
        body = {
            "call_id": self._call,
            "turn_id": str(self._turns),
            "from": self._caller or None,
            "language": VOICE_LANGUAGES[self._language],
            **what,
        }
        told = _post(self._desk, _TURN, body, self._headers)
        self._language = told["language"][:2]
        return Turned(
            say=told["say"],
            next=told["next"],
            language=self._language,
            ssml=told["ssml"],
            answer=told.get("answer") or {},
        )


class StraightLine:
    """The same words straight to Rasa, without a call around them.

    `tells_recognition` says whether Rasa learns how well the words were heard.
    """

    def __init__(
        self, rasa: http.client.HTTPConnection, call: str, *, tells_recognition: bool
    ) -> None:
        self._rasa = rasa
        self._call = call
        self._tells_recognition = tells_recognition
        self._language = "en"

    def start(self, language: str) -> Turned:
        """Remember the language; Rasa knows no beginning."""
        self._language = language
        return Turned("", language=language)

    def speak(self, ways: Sequence[Alternative]) -> Turned:
        """Say something; silence does not reach Rasa."""
        if not ways:
            return Turned("")
        metadata: dict[str, Any] = {"channel": "voice", "language": self._language}
        if self._tells_recognition:
            heard = [{"text": way.transcript, "confidence": way.confidence} for way in ways]
            metadata["recognition"] = {"confidence": ways[0].confidence, "alternatives": heard}
        asked = {"sender": self._call, "message": ways[0].transcript, "metadata": metadata}
        messages = _post(self._rasa, _REST, asked, {})
        customs = [message["custom"] for message in messages if "custom" in message]
        say = " ".join(message["text"] for message in messages if message.get("text"))
        return Turned(say, answer=customs[0]["answer"] if customs else {})

    def press(self, keys: str) -> Turned:
        """Do nothing: Rasa knows no keys."""
        return Turned("")

    def hang_up(self) -> None:
        """Do nothing."""


def _post(
    connection: http.client.HTTPConnection,
    path: str,
    body: Mapping[str, Any],
    headers: Mapping[str, str],
) -> Any:
    content = {"Content-Type": "application/json", **headers}
    connection.request("POST", path, json.dumps(body), content)
    response = connection.getresponse()
    answer = response.read()
    if response.status != 200:
        raise RuntimeError(f"a turn was refused: {response.status} {answer.decode()}")
    return json.loads(answer)
