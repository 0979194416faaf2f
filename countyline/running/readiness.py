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


def is_ready(desk: str, seconds: float = 2.0) -> bool:
    """Tell whether the desk says that it can answer residents."""
    try:
        with _OPENER.open(f"{desk}/health/ready", timeout=seconds) as answer:
            return int(answer.status) == 200
    except (OSError, ValueError):
        return False


def greet(rest: str, secret: str | None) -> bool:
    """Send one greeting over REST, as a resident would; tell whether it was truly answered.

    The published headline is no answer to a greeting: it stands in while a part behind is down.
    The greeting also wakes up what is loaded at the first message, so that no resident waits.
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
    return isinstance(messages, list) and _has_text(messages) and _is_whole(messages)


def _has_text(messages: list[object]) -> bool:
    return any(isinstance(message, dict) and message.get("text") for message in messages)


def _is_whole(messages: list[object]) -> bool:
    """Tell whether an answer says of itself that nothing behind it is down."""
    customs = [m.get("custom") for m in messages if isinstance(m, dict)]
    answers = [custom.get("answer") for custom in customs if isinstance(custom, dict)]
    return any(isinstance(a, dict) and a.get("degraded") is False for a in answers)
