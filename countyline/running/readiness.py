"""When Countyline is ready: a resident's message over REST gets an answer."""

import json
import time
import urllib.error
import urllib.request
from collections.abc import Sequence

from countyline.running.processes import Program

_GREETING = "hello"
_ANSWER_SECONDS = 30.0

# A proxy of the surroundings has no business between two processes of one computer.
_OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def serves(program: Program, seconds: float = 2.0) -> bool:
    """Tell whether a program answers 200 at its health address."""
    try:
        with _OPENER.open(program.health, timeout=seconds) as answer:
            return int(answer.status) == 200
    except (OSError, ValueError):
        return False


def all_serve(programs: Sequence[Program]) -> bool:
    """Tell whether every program answers at its health address."""
    return all(serves(program) for program in programs)


def greet(rest: str, secret: str | None) -> bool:
    """Send one greeting over REST, as a resident would; tell whether a text came back.

    It also wakes up what is loaded at the first message, so that no resident waits for it.
    """
    body = {"sender": f"countyline-ready-{time.time_ns()}", "message": _GREETING}
    headers = {"Content-Type": "application/json"}
    if secret:
        headers["Authorization"] = f"Bearer {secret}"
    request = urllib.request.Request(rest, json.dumps(body).encode(), headers)
    try:
        with _OPENER.open(request, timeout=_ANSWER_SECONDS) as answer:
            messages = json.load(answer)
    except (OSError, ValueError):
        return False
    return isinstance(messages, list) and any(
        isinstance(message, dict) and message.get("text") for message in messages
    )
