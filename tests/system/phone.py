"""A county's phone: Rasa, the action server and the desk, with a Twilio that calls them."""

from __future__ import annotations

import itertools
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx

from countyline.channels.voice.turn import ADDRESS as TURN
from countyline.channels.voice.twiml import ADDRESS
from tests.channels.phoning import TWILIO, Spoken
from tests.channels.texting import signature
from tests.channels.twiml_rules import checked
from tests.system.system import SNAPSHOTS, Program, System, free_ports

ACCOUNT = TWILIO["call"]["AccountSid"]
AUTH_TOKEN = "0123456789abcdef0123456789abcdef"
VOICE_TOKEN = "a-token-for-the-phone-system"
_numbers = itertools.count(1)


@dataclass
class TwilioCall:
    """A call as Twilio makes it: it goes on where the last answer says."""

    phone: Phone
    sid: str
    spoken: list[Spoken] = field(default_factory=list)

    def post(self, path: str, fields: Mapping[str, str]) -> httpx.Response:
        posted = {**TWILIO["call"], "CallSid": self.sid, **fields}
        signed = signature(self.phone.site + path, posted, AUTH_TOKEN)
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "X-Twilio-Signature": signed,
        }
        return self.phone.client.post(path, content=urlencode(posted), headers=headers)

    def tell(self, path: str, fields: Mapping[str, str]) -> Spoken:
        """Post a report, follow redirects that wait, and give what is said in the end."""
        answer = self.post(path, fields)
        assert answer.status_code == 200, answer.text
        spoken = Spoken(checked(answer.content))
        self.spoken.append(spoken)
        if "Pause" in spoken.verbs:
            return self.tell(spoken.path("Redirect", ""), {})
        return spoken

    def begin(self) -> Spoken:
        return self.tell(ADDRESS, {"CallStatus": "ringing"})

    def say(self, words: str, confidence: str = "0.93") -> Spoken:
        return self._next({"SpeechResult": words, "Confidence": confidence})

    def press(self, keys: str) -> Spoken:
        return self._next({"Digits": keys})

    def _next(self, fields: Mapping[str, str]) -> Spoken:
        return self.tell(self.spoken[-1].path("Gather"), fields)


@dataclass(frozen=True)
class Phone:
    """The programs, and the way in."""

    system: System
    desk: Program
    site: str
    client: httpx.Client

    def call(self) -> TwilioCall:
        return TwilioCall(self, f"CA{next(_numbers):032x}")

    def turn(self, call: str, **body: object) -> dict[str, Any]:
        """Take a JSON turn."""
        return self.bearer(TURN, {"call_id": call, **body})

    def bearer(self, path: str, body: Mapping[str, object]) -> dict[str, Any]:
        """Post JSON with the token of phone systems."""
        headers = {"Authorization": f"Bearer {VOICE_TOKEN}"}
        answer = self.client.post(path, json=body, headers=headers)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found


@contextmanager
def phone(var: Path) -> Iterator[Phone]:
    """Start all of it, and end it again."""
    system = System(var, SNAPSHOTS[0])
    [port] = free_ports(1)
    site = f"http://localhost:{port}"
    desk = Program(
        (sys.executable, "-m", "countyline.running.desk_server"),
        {
            **system.rasa.environment,
            "COUNTYLINE_PORT": str(port),
            "COUNTYLINE_PUBLIC_URL": site,
            "COUNTYLINE_STAFF_MAIL": "",
            "COUNTYLINE_STAFF_WEBHOOK": "",
            "COUNTYLINE_VOICE_TOKEN": VOICE_TOKEN,
            "TWILIO_ACCOUNT_SID": ACCOUNT,
            "TWILIO_AUTH_TOKEN": AUTH_TOKEN,
            "COUNTYLINE_SMS_API": "http://127.0.0.1:9",
        },
        var / "log" / "desk.log",
        f"{site}/health/live",
    )
    client = httpx.Client(base_url=site, trust_env=False, timeout=20)
    try:
        system.rasa.launch()
        system.actions.start()
        desk.start()
        system.rasa.wait_until_serving()
        yield Phone(system, desk, site, client)
    finally:
        client.close()
        desk.kill()
        system.end()
