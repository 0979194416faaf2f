"""The ledger of the real programs: on the web and on the phone, listed, checked, said again."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from typing import Any

import httpx

from countyline.settings import PROJECT_ROOT
from docs.running_system import RunningSystem
from tests.system.conftest import TOKEN

MESSAGES = [
    "is the recorder of deeds open on friday",
    "¿puedo pagar mis taxes por correo?",
    "thanks",
    "let me speak to a person please",
    "asdf recordr assesmnt which one",
]
CALL: list[dict[str, Any]] = [
    {"event": "start"},
    {"transcript": "is the recorder of deeds open on friday", "confidence": 0.9},
    {"transcript": "more", "confidence": 0.9},
    {"digits": "9"},
    {"event": "hangup"},
]


def ledger(system: RunningSystem, *words: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "countyline.cli", "ledger", *words],
        cwd=PROJECT_ROOT,
        env=dict(system.environment),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def entries(system: RunningSystem, *words: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in ledger(system, "list", "--json", *words).splitlines()]


def chat(system: RunningSystem, messages: list[str]) -> list[str]:
    """Write on the web, one message after the other; give what the resident was shown."""
    site = f"{system.site}/webhooks/web/conversations"
    with httpx.Client(trust_env=False, timeout=30) as client:
        begun = client.post(site, json={"language": "en"}).json()
        own = f"{site}/{begun['conversation']}"
        headers = {"Authorization": f"Bearer {begun['token']}"}
        for number, text in enumerate(messages):
            body = {"id": f"m{number}", "text": text}
            assert client.post(f"{own}/messages", json=body, headers=headers).is_success
            for _ in range(300):
                found = client.get(f"{own}/entries", headers=headers).json()
                if not found["typing"] and found["entries"][-1]["author"] != "resident":
                    break
                time.sleep(0.1)
    assert all("basis" not in one for one in found["entries"])
    return [one["text"] for one in found["entries"] if one["author"] == "bot"]


def call(system: RunningSystem, reports: list[dict[str, Any]]) -> list[str]:
    """Call, and give what the caller heard."""
    heard = []
    with httpx.Client(trust_env=False, timeout=30) as client:
        for number, report in enumerate(reports):
            body = {"call_id": "call-1", "from": "+18165550142", "id": f"r{number}", **report}
            answer = client.post(
                f"{system.site}/webhooks/voice/turn",
                json=body,
                headers={"Authorization": f"Bearer {TOKEN}"},
            )
            assert answer.is_success, answer.text
            heard.append(answer.json()["say"])
    return heard


def test_what_residents_were_told_is_in_the_ledger_and_said_again(system: RunningSystem) -> None:
    shown, heard = chat(system, MESSAGES), call(system, CALL)
    assert len(shown) == len(MESSAGES)
    time.sleep(3)  # sealed within a second or two, by the desk itself
    on_web = entries(system, "--channel", "web")
    assert [one["text"] for one in on_web] == shown
    assert [one["question"] for one in on_web] == MESSAGES
    assert all(one["delivered_at"] for one in on_web)
    told = "\n".join(one["text"] for one in entries(system, "--channel", "voice"))
    for words in heard:
        assert all(line in told for line in words.split(". ")), (words, told)
    about = entries(system, "--about", "recorder_of_deeds", "--from", "2024-04-03")
    assert {one["channel"] for one in about} == {"web", "voice"}
    assert {one["revision"] for one in about} == {1}
    assert "entries hold." in ledger(system, "verify")
    replayed = [json.loads(line) for line in ledger(system, "replay", "--json").splitlines()]
    outcomes = {one["number"]: one["outcome"] for one in replayed}
    assert {outcomes[one["number"]] for one in on_web} == {"identical"}
    assert set(outcomes.values()) <= {"identical", "desk"}
    assert {outcomes[one["number"]] for one in about} == {"identical"}


def test_what_would_have_been_said_is_understood_by_rasa_and_leaves_nothing(
    system: RunningSystem,
) -> None:
    before = len(entries(system))
    question = "which days is the assessment office open"
    words = ("would-have-said", question, "--at", "2024-04-03T10:00")
    said = json.loads(ledger(system, *words, "--json"))
    assert said["understood"] == "as Rasa understands it now"
    assert "Assessment" in said["text"]
    handed = ledger(system, "would-have-said", "I want to speak to a person", "--channel", "sms")
    assert "revision 1" in handed
    time.sleep(2)
    assert len(entries(system)) == before
