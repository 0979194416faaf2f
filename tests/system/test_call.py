"""Whole calls over HTTP, with the real agent behind them."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest

from countyline.channels.voice import audiocodes
from tests.channels.phoning import shapes as recorded
from tests.system.phone import Phone, phone

AUDIOCODES = recorded("audiocodes")


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Phone]:
    with phone(tmp_path_factory.mktemp("phone")) as started:
        yield started


def cases(county: Phone) -> list[tuple[str, str | None]]:
    with closing(sqlite3.connect(county.system.var / "countyline.db")) as database:
        return list(database.execute("SELECT id, contact FROM cases"))


def test_a_call_in_english(county: Phone) -> None:
    call = county.call()
    greeting = call.begin()
    assert "Jackson County" in greeting.words
    assert "español" in greeting.words
    answer = call.say("is the recorder of deeds open friday")
    assert "Recorder of Deeds" in answer.words
    assert "Friday" in answer.words
    assert not re.search(r"\d|https?:|\.org", answer.words)
    assert answer.one("Gather").attrib["language"] == "en-US"
    again = call.press("9")
    assert "Recorder of Deeds" in again.words
    end = call.say("no thanks goodbye")
    assert end.verbs[-1] == "Hangup"
    assert call.post("/webhooks/voice/twilio/status", {"CallStatus": "completed"}).is_success


def test_a_call_in_spanish_that_is_put_through(county: Phone) -> None:
    call = county.call()
    call.begin()
    spanish = call.press("2")
    assert spanish.one("Gather").attrib["language"] == "es-US"
    answer = call.say("está abierto el registro de escrituras")
    assert "Registro de Escrituras" in answer.words
    assert answer.one("Gather").attrib["language"] == "es-US"
    before = len(cases(county))
    person = call.press("0")
    assert len(cases(county)) == before + 1
    # Wednesday at eight in the morning: staff answer.
    assert person.verbs[-1] == "Dial"
    whisper = call.tell(person.path("Number", "url"), {"CallSid": "CA" + "f" * 32})
    assert whisper.words
    busy = call.tell(person.path("Dial"), {"DialCallStatus": "busy"})
    assert "Gather" in busy.verbs


def test_a_request_that_comes_again_is_answered_the_same(county: Phone) -> None:
    call = county.call()
    greeting = call.begin()
    path = greeting.path("Gather")
    fields = {"SpeechResult": "is assessment open", "Confidence": "0.9"}
    first = call.post(path, fields)
    again = call.post(path, fields)
    assert (first.status_code, first.content) == (again.status_code, again.content)


def test_json_turns(county: Phone) -> None:
    greeting = county.turn("a-call", event="start", **{"from": "+18165550123"})
    assert (greeting["next"], greeting["answer"]) == ("listen", None)
    answer = county.turn("a-call", transcript="can i pay my property tax", confidence=0.8)
    record = answer["answer"]
    assert (record["topic"], answer["language"]) == ("how_to_pay", "en-US")
    assert county.turn("a-call", event="hangup")["next"] == "hangup"


def test_a_call_through_audiocodes(county: Phone) -> None:
    urls = county.bearer(audiocodes.ADDRESS, AUDIOCODES["begin"])
    said = [
        county.bearer(urls["activitiesURL"], {"activities": [AUDIOCODES[name]]})["activities"]
        for name in ("start", "message_google", "no_user_input", "dtmf")
    ]
    greeting, answer, silence, person = (each[0]["text"] for each in said)
    assert "Jackson County" in greeting
    assert "Friday" in answer
    assert silence
    assert person
    assert said[-1][-1]["name"] == "transfer"
    assert county.bearer(urls["disconnectURL"], AUDIOCODES["disconnect"]) == {}


def test_nothing_hangs_up_because_rasa_died(county: Phone) -> None:
    call = county.call()
    call.begin()
    county.system.rasa.kill()
    answer = call.say("is the recorder of deeds open friday")
    assert "Gather" in answer.verbs
    assert "ransomware" in answer.words and "closed" in answer.words
    county.system.rasa.start()
    assert "Gather" in call.say("is assessment open").verbs
