"""Transcripts through the real programs: the command, Rasa, the actions, the desk."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx

from countyline.settings import PROJECT_ROOT
from docs.running_system import RunningSystem
from tests.intake.scene import json_lines, voicemail
from tests.system.conftest import TOKEN

CALLS = [
    voicemail("Hi, this is Maria Lopez. Is the recorder of deeds open on Friday? Thank you.", 1),
    voicemail(
        "hola buenos días soy ana ruiz cuándo abren otra vez llámeme al ocho uno seis cinco cinco "
        "cinco cero uno tres cuatro gracias",
        2,
        language="es-US",
    ),
    voicemail(
        "I got a ticket for expired tags because you are closed, can you fix it? Also, can I "
        "speak to a real person? Call me back at 816-555-0142.",
        3,
    ),
    voicemail("is the recorder of deeds open on friday", 4),
    voicemail("Please call me back.", 5),
]


def countyline(system: RunningSystem, *words: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "countyline.cli", *words],
        cwd=PROJECT_ROOT,
        env=dict(system.environment),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def listed(system: RunningSystem) -> dict[str, list[dict[str, Any]]]:
    """The questions by the day's transcripts, in the order in which they came."""
    words = ("intake", "list", "--day", "2024-04-03", "--format", "json")
    found: dict[str, list[dict[str, Any]]] = {}
    for one in json.loads(countyline(system, *words)):
        found.setdefault(one["transcript"], []).append(one)
    return found


def test_the_command(system: RunningSystem, tmp_path: Path) -> None:
    file = tmp_path / "calls.jsonl"
    file.write_bytes(json_lines(*CALLS).getvalue())
    said = countyline(system, "intake", "add", str(file))
    assert "5 new, 0 known, 0 bad lines." in said
    questions = [one for found in listed(system).values() for one in found]
    english = [one for one in questions if "recorder" in one["question"].lower()]
    assert len(english) == 2
    for one in english:
        assert (one["outcome"], one["topic"], one["certainty"]) == ("drafted", "status", "expected")
        assert one["subjects"] == ["recorder_of_deeds"]
        assert "April 5" in one["draft"]
        assert one["revision"] == 1
    (spanish,) = [one for one in questions if one["language"] == "es"]
    assert spanish["topic"] == "reopening"
    assert "816-555-0134" in spanish["contact"]
    # Two hand-overs of one caller are one case, with the number; who asked nothing has one too.
    cases = json.loads(countyline(system, "cases", "list", "--json"))
    by_number = {case["contact"]: case for case in cases if case["channel"] == "voice"}
    ticket = by_number["816-555-0142; 816-555-0199"]
    assert ticket["reason"] == "case_by_case"
    assert [case["reason"] for case in cases].count("asked_for_person") == 1
    report = countyline(system, "intake", "report", "--day", "2024-04-03")
    assert "1. 2 × status/open [recorder_of_deeds]" in report
    again = countyline(system, "intake", "add", str(file))
    assert "0 new, 5 known, 0 bad lines." in again
    assert json.loads(countyline(system, "cases", "list", "--json")) == cases
    assert countyline(system, "intake", "report", "--day", "2024-04-03") == report


def test_a_phone_system(system: RunningSystem) -> None:
    address = f"{system.site}/webhooks/voice/transcripts"
    headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/x-ndjson"}
    calls = [voicemail("How can I pay my property tax?", n) for n in range(100, 110)]
    with httpx.Client(headers=headers, trust_env=False, timeout=30) as client:
        taken = client.post(address, content=json_lines(*calls).getvalue())
        assert taken.status_code == 202
        assert taken.json()["taken"] == 10
        given_up = time.monotonic() + 60
        while client.get(f"{address}/{taken.json()['id']}").json()["waiting"]:
            assert time.monotonic() < given_up
            time.sleep(0.2)
    log = (system.var / "log" / "desk.log").read_text(encoding="utf-8")
    assert "property tax" not in log
    drafts = [
        one["draft"]
        for found in listed(system).values()
        for one in found
        if "property tax" in one["question"]
    ]
    assert len(drafts) == 10
    assert all("payments.jacksongov.org" in draft for draft in drafts)
