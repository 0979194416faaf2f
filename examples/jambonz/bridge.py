"""Lets jambonz answer a county's phone through Countyline's JSON turn.

python examples/jambonz/bridge.py

jambonz (https://jambonz.org) posts what happens in a call, and takes a list of verbs in return.
This program turns the one into a turn for `/webhooks/voice/turn`, and what comes back into the
other; docs/phone.md says how to set it up. It needs Python 3.11 and nothing else, keeps nothing
between two requests, and can run as often as wanted.

Environment: COUNTYLINE_URL (http://localhost:8000), COUNTYLINE_VOICE_TOKEN, JAMBONZ_PORT (3000).
"""

from __future__ import annotations

import json
import math
import os
import urllib.request
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

OVER = {"completed", "failed", "busy", "no-answer"}
OUTCOMES = {"completed": "completed", "busy": "busy", "no-answer": "no_answer"}
LONGEST_REQUEST = 64 * 1024
SECONDS = 12
Json = dict[str, Any]
Ask = Callable[[Json], Json]


def turn_of(hook: Mapping[str, Any], step: int) -> Json:
    """Turn what jambonz posts into a turn. `step` counts the requests of a call."""
    turn: Json = {
        "call_id": hook["call_sid"],
        "turn_id": f"step-{step}",
        "from": hook.get("from"),
        **_happened(hook, step),
    }
    return turn


def _happened(hook: Mapping[str, Any], step: int) -> Json:
    if "dial_call_status" in hook:
        outcome = OUTCOMES.get(hook["dial_call_status"], "failed")
        return {"event": "transfer_ended", "transfer": outcome}
    if hook.get("call_status") in OVER:
        return {"event": "hangup"}
    if "reason" not in hook:
        return {"event": "start" if step == 0 else "no_input"}
    if hook["reason"] == "dtmfDetected":
        return {"digits": hook.get("digits", "")}
    speech = hook.get("speech") or {}
    alternatives = [
        {"transcript": one["transcript"], "confidence": one.get("confidence")}
        for one in speech.get("alternatives", ())
        if one.get("transcript")
    ]
    return {"alternatives": alternatives[:3], "language": speech.get("language_code")}


def verbs_of(answer: Mapping[str, Any], step: int) -> list[Json]:
    """Turn what Countyline says into verbs for jambonz."""
    hook = f"/turn?step={step + 1}"
    speaker = {"vendor": "default", "language": answer["language"]}
    say: Json = {"text": answer["ssml"], "synthesizer": speaker}
    if answer["next"] == "hangup":
        return [{"verb": "say", **say}, {"verb": "hangup"}]
    if answer["next"] == "transfer":
        whom = {"type": "phone", "number": answer["transfer_to"]}
        dial = {"verb": "dial", "target": [whom], "actionHook": hook, "timeout": 25}
        return [{"verb": "say", **say}, {**dial, "answerOnBridge": True}]
    listen = answer["listen"]
    return [
        {
            "verb": "gather",
            "input": ["speech", "digits"],
            "actionHook": hook,
            "timeout": math.ceil(listen["seconds"]),
            "minDigits": 1,
            "maxDigits": listen["most_keys"],
            "finishOnKey": "#",
            "bargein": True,
            "dtmfBargein": True,
            "recognizer": {
                "vendor": "default",
                "language": answer["language"],
                "hints": listen["hints"],
            },
            "say": say,
        }
    ]


def verbs_for(hook: Mapping[str, Any], step: int, ask: Ask) -> list[Json]:
    """Answer what jambonz posts. When Countyline does not answer, the caller hears so."""
    try:
        return verbs_of(ask(turn_of(hook, step)), step)
    except (OSError, ValueError, KeyError):
        sorry = (
            "Sorry, something went wrong. Please call again, or say your question once more. "
            "Lo sentimos, algo falló. Llame otra vez, o repita su pregunta."
        )
        return [
            {"verb": "say", "text": sorry},
            {
                "verb": "gather",
                "input": ["speech", "digits"],
                "actionHook": f"/turn?step={step + 1}",
                "timeout": 10,
            },
        ]


def asking(url: str, token: str) -> Ask:
    """Give what asks Countyline at an address. It raises OSError or ValueError."""

    def ask(turn: Json) -> Json:
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        address = f"{url}/webhooks/voice/turn"
        request = urllib.request.Request(address, json.dumps(turn).encode(), headers)
        with urllib.request.urlopen(request, timeout=SECONDS) as response:
            answer: Json = json.load(response)
        return answer

    return ask


def serving(ask: Ask) -> type[BaseHTTPRequestHandler]:
    """Give what serves jambonz: `/turn` for calls, `/status` for their end."""

    class Bridge(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            size = min(int(self.headers.get("Content-Length") or 0), LONGEST_REQUEST)
            parts = urlsplit(self.path)
            try:
                hook: Json = json.loads(self.rfile.read(size))
                step = int(parse_qs(parts.query).get("step", ["0"])[0])
                verbs = verbs_for(hook, step, ask)
            except (ValueError, TypeError):
                self.send_error(400)
                return
            body = json.dumps([] if parts.path == "/status" else verbs).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Log nothing: what is posted holds numbers and words of callers."""

    return Bridge


def main() -> None:
    """Serve until stopped."""
    url = os.environ.get("COUNTYLINE_URL", "http://localhost:8000").rstrip("/")
    ask = asking(url, os.environ["COUNTYLINE_VOICE_TOKEN"])
    port = int(os.environ.get("JAMBONZ_PORT", "3000"))
    ThreadingHTTPServer(("127.0.0.1", port), serving(ask)).serve_forever()


if __name__ == "__main__":
    main()
