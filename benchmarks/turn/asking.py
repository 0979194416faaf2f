"""Residents who ask over REST: how long each turn took, and whether it was a true answer."""

import http.client
import itertools
import json
import threading
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

_ADDRESS = "/webhooks/rest/webhook"
_PATIENCE_SECONDS = 60.0

FAULTS = frozenset({"degraded", "empty", "failed"})
"""What a turn may come to that is no answer; else it is the `kind` of the answer."""

Conversation = Sequence[str]
_numbers = itertools.count(time.time_ns())


@dataclass(frozen=True)
class Turn:
    """One message and what became of it. `ended` is a time of `time.perf_counter`."""

    seconds: float
    ended: float
    outcome: str


def conversations() -> list[Conversation]:
    """Read what the residents ask."""
    path = Path(__file__).with_name("conversations.yml")
    return list(yaml.safe_load(path.read_text(encoding="utf-8")))


def one_after_another(port: int, asked: Iterable[Conversation]) -> list[Turn]:
    """Hold conversations one at a time, each with a new sender."""
    return [turn for messages in asked for turn in converse(port, messages)]


def all_at_once(port: int, residents: int, seconds: float) -> list[Turn]:
    """Let residents ask at once, each at the pace of the answers, for some time.

    Gives the turns that ended within that time; what a second of it holds is the throughput.
    """
    ends = time.perf_counter() + seconds
    turns: list[Turn] = []

    def ask(first: int) -> None:
        own = itertools.cycle(conversations())
        for messages in itertools.islice(own, first, None):
            for turn in converse(port, messages):
                if turn.ended > ends:
                    return
                turns.append(turn)

    threads = [threading.Thread(target=ask, args=(first,)) for first in range(residents)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return turns


def converse(port: int, messages: Conversation) -> Iterator[Turn]:
    """Hold one conversation on one connection, as a new sender."""
    sender = f"resident-{next(_numbers)}"
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_PATIENCE_SECONDS)
    try:
        for message in messages:
            body = json.dumps({"sender": sender, "message": message}).encode()
            begun = time.perf_counter()
            outcome = _ask(connection, body)
            ended = time.perf_counter()
            yield Turn(ended - begun, ended, outcome)
    finally:
        connection.close()


def _ask(connection: http.client.HTTPConnection, body: bytes) -> str:
    try:
        connection.request("POST", _ADDRESS, body, {"Content-Type": "application/json"})
        response = connection.getresponse()
        content = response.read()
        return _outcome(json.loads(content)) if response.status == 200 else "failed"
    except (OSError, http.client.HTTPException, ValueError):
        connection.close()
        return "failed"


def _outcome(replies: object) -> str:
    if not isinstance(replies, list):
        return "failed"
    messages = [reply for reply in replies if isinstance(reply, dict)]
    texts = [message["text"] for message in messages if message.get("text")]
    answers = [message["custom"]["answer"] for message in messages if message.get("custom")]
    if not texts or len(answers) != 1:
        return "empty"
    return "degraded" if answers[0]["degraded"] else str(answers[0]["kind"])


def outcomes(turns: Iterable[Turn]) -> Counter[str]:
    """Count what the turns came to."""
    return Counter(turn.outcome for turn in turns)
