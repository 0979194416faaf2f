"""Told later, over the real programs: a wish that comes true, and a fact that is taken back."""

from __future__ import annotations

import json
import os
import signal
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from twilio.request_validator import RequestValidator

from benchmarks.texting.fake_twilio import ACCOUNT, TOKEN, FakeTwilio
from countyline.cases.staff import Role, StaffMember
from countyline.database.engine import open_engine, reading
from countyline.desk.model import Hint
from countyline.following.corrections import Corrections, Decision
from countyline.following.news import may_text
from countyline.following.schema import correction_sendings
from countyline.following.told import told_of
from countyline.running.later_answers import later_answers_for
from countyline.settings import Settings
from countyline.status.publication_reader import PublicationReader
from docs.running_system import RunningSystem, running_system
from tests.system.system import SNAPSHOTS

COUNTY = "+18165550100"
OLD = "{from: 2024-04-04, through: 2024-04-05, certainty: expected}"
SET = f"{OLD}\n      reopening: {{on: 2024-04-08, certainty: confirmed}}"
CLOSURE = "offices.recorder_of_deeds.closure"
WORDS: dict[Hint, str] = {"en": "Correction: it opens Monday.", "es": "Corrección: abre el lunes."}
PATIENCE_SECONDS = 40.0
BUTTON = "Tell me when it reopens"
OFFER = "Text UPDATES to be told when it reopens."
NOON = "2024-04-03T12:00:00-05:00"
_OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@dataclass
class Town:
    """A county, its Twilio and its residents."""

    system: RunningSystem
    twilio: FakeTwilio
    status: Path
    tokens: dict[str, str] = field(default_factory=dict)
    count: int = 0

    def _post(self, path: str, body: dict[str, Any], token: str = "") -> dict[str, Any]:
        headers = {"Content-Type": "application/json"}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        request = urllib.request.Request(
            f"{self.system.site}{path}", json.dumps(body).encode(), headers
        )
        with _OPENER.open(request, timeout=20) as response:
            return dict(json.loads(response.read() or b"{}"))

    def begin(self) -> str:
        begun = self._post("/webhooks/web/conversations", {"language": "en"})
        self.tokens[begun["conversation"]] = begun["token"]
        return str(begun["conversation"])

    def entries(self, conversation: str) -> list[dict[str, Any]]:
        """What was said to a resident on the web, as the page gets it on return."""
        request = urllib.request.Request(
            f"{self.system.site}/webhooks/web/conversations/{conversation}/entries",
            headers={"Authorization": f"Bearer {self.tokens[conversation]}"},
        )
        with _OPENER.open(request, timeout=20) as response:
            entries = json.loads(response.read())["entries"]
        return [one for one in entries if one["author"] != "resident"]

    def said(self, conversation: str) -> list[str]:
        return [one["text"] for one in self.entries(conversation)]

    def choices(self, conversation: str) -> list[str]:
        """The buttons under what was said last."""
        answer = self.entries(conversation)[-1]["answer"]
        return [one["title"] for one in answer["choices"]]

    def ask(self, conversation: str, text: str) -> str:
        self.count += 1
        before = len(self.said(conversation))
        self._post(
            f"/webhooks/web/conversations/{conversation}/messages",
            {"id": f"m-{self.count}", "text": text},
            self.tokens[conversation],
        )
        until(lambda: len(self.said(conversation)) > before)
        return self.said(conversation)[-1]

    def text(self, number: str, words: str) -> str:
        self.count += 1
        address = f"{self.system.site}/webhooks/sms/webhook"
        fields = {
            "MessageSid": f"SM{self.count:032x}", "AccountSid": ACCOUNT, "From": number,
            "To": COUNTY, "Body": words, "NumMedia": "0",
        }  # fmt: skip
        signature = RequestValidator(TOKEN).compute_signature(address, fields)
        request = urllib.request.Request(
            address, urllib.parse.urlencode(fields).encode(), {"X-Twilio-Signature": signature}
        )
        before = len(self.twilio.sent_to(number))
        _OPENER.open(request, timeout=20).close()
        until(lambda: len(self.twilio.sent_to(number)) > before)
        return str(self.twilio.sent_to(number)[-1])

    def publish(self, old: str, new: str) -> None:
        """Edit the document, and wait until the edit is in service."""
        current = PublicationReader(self.system.var / "publication").current
        before = current()
        assert before is not None
        text = self.status.read_text(encoding="utf-8")
        assert old in text
        self.status.write_text(text.replace(old, new), encoding="utf-8")
        until(lambda: (now := current()) is not None and now.revision > before.revision)

    def kill_desk(self) -> None:
        """Kill the desk at once; the supervisor starts another."""
        for folder in Path("/proc").iterdir():
            with suppress(OSError, ValueError):
                words = (folder / "cmdline").read_bytes()
                parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
                if b"desk_server" in words and parent == self.system.supervisor:
                    os.kill(int(folder.name), signal.SIGKILL)
                    return
        raise AssertionError("no desk")


def until(holds: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        with suppress(urllib.error.URLError, ConnectionError):
            if holds():
                return
        assert time.monotonic() < deadline
        time.sleep(0.2)


def press_the_button(town: Town, conversation: str) -> None:
    closed = "is the recorder of deeds open tomorrow"
    town.ask(conversation, closed)
    assert town.choices(conversation) == [BUTTON]
    assert "I will tell you here" in town.ask(conversation, BUTTON)
    assert town.choices(conversation) == []
    town.ask(conversation, closed)
    assert town.choices(conversation) == []


def take_up_the_offer(town: Town, number: str) -> None:
    closed = "is the recorder of deeds open today"
    assert town.text(number, closed).endswith(OFFER)
    assert "I will text you once" in town.text(number, "UPDATES")
    assert OFFER not in town.text(number, closed)


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    status = tmp_path / "status.yml"
    status.write_text(SNAPSHOTS[0].read_text(encoding="utf-8"), encoding="utf-8")
    with FakeTwilio() as twilio:
        settings = {
            "TWILIO_ACCOUNT_SID": ACCOUNT,
            "TWILIO_AUTH_TOKEN": TOKEN,
            "TWILIO_PHONE_NUMBER": COUNTY,
            "COUNTYLINE_SMS_API": twilio.url,
        }
        with running_system(status, now=NOON, extra=settings) as system:
            yield Town(system, twilio, status)


def test_a_wish_is_fulfilled_once_and_a_correction_reaches_those_who_agreed(town: Town) -> None:
    web, nameless, gone, told, presser = (town.begin() for _ in range(5))
    texter, silent, replier = "+18165550123", "+18165550124", "+18165550125"
    assert "I will tell you here" in town.ask(web, "tell me when the recorder reopens")
    assert "do you mean" in town.ask(nameless, "let me know when it reopens")
    assert "I will tell you here" in town.ask(nameless, "recorder")
    town.ask(gone, "tell me when the recorder reopens")
    assert "I will not tell you" in town.ask(gone, "stop telling me")
    town.ask(told, "is the recorder of deeds open tomorrow")
    press_the_button(town, presser)
    town.text(texter, "tell me when the recorder reopens")
    assert town.text(silent, "is the recorder of deeds open today").endswith(OFFER)
    take_up_the_offer(town, replier)
    said = {one: len(town.said(one)) for one in (web, nameless, gone, told, presser)}
    sent = {one: len(town.twilio.sent_to(one)) for one in (texter, silent, replier)}
    zone = later_answers_for(_settings(town), lambda: datetime.now(UTC)).zone()
    texts_now = int(may_text(datetime.now(UTC), zone))

    town.publish(OLD, SET)
    until(lambda: all(len(town.said(one)) > said[one] for one in (web, nameless, presser)))
    assert all("Monday, April 8" in town.said(one)[-1] for one in (web, nameless, presser))
    if texts_now:
        until(lambda: all(len(town.twilio.sent_to(one)) > sent[one] for one in (texter, replier)))
        assert all("Apr 8" in town.twilio.sent_to(one)[-1] for one in (texter, replier))

    engine = open_engine(f"sqlite:///{town.system.var / 'countyline.db'}")
    try:
        later = later_answers_for(_settings(town), lambda: datetime.now(UTC))
        (fact,) = (one for one in later.reversed_in(2) if one.fact == CLOSURE)

        def on_web() -> set[str]:
            return {one.conversation for one in told_of(engine, fact) if one.channel == "web"}

        # Who was told the reopening needs no correction, once the ledger has it.
        until(lambda: on_web() == {gone, told})
        reached = told_of(engine, fact)
        staff = StaffMember("ana", "Ana Diaz", Role.PUBLISHER)
        decision = Decision("form", [fact], WORDS, staff)
        made = Corrections(engine, lambda: datetime.now(UTC)).decide
        assert made(decision, reached, lambda *_: None) is not None
        town.kill_desk()
        assert made(decision, reached, lambda *_: None) is None

        def is_done() -> bool:
            with reading(engine) as connection:
                states = set(connection.scalars(select(correction_sendings.c.state)))
            return "waiting" not in states or not texts_now

        until(is_done)
        until(lambda: town.said(told)[-1] == WORDS["en"] and town.said(gone)[-1] == WORDS["en"])
        # A second publication tells nobody again.
        town.publish("costs $2.00", "costs $3.50")
        time.sleep(4)
    finally:
        engine.dispose()
    assert {one: len(town.said(one)) - before for one, before in said.items()} == {
        web: 1, nameless: 1, gone: 1, told: 1, presser: 1,
    }  # fmt: skip
    assert len(town.twilio.sent_to(texter)) == sent[texter] + texts_now
    assert len(town.twilio.sent_to(replier)) == sent[replier] + texts_now
    assert len(town.twilio.sent_to(silent)) == sent[silent]


def _settings(town: Town) -> Settings:
    return Settings.from_environment({"COUNTYLINE_VAR": str(town.system.var)})
