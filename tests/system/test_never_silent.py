"""Whatever fails behind, a resident gets the headline, the staff contact and hours."""

from __future__ import annotations

import json
import re
import resource
import shutil
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.system.contract import violations
from tests.system.stand_in import (
    Misbehavior,
    drips,
    hangs_up,
    says,
    says_json,
    sleeps,
    standing_in,
)
from tests.system.system import SNAPSHOTS, Program, Reply, System

CASE_NUMBER = re.compile(r"\b\d[A-Z]-\d\d")


def ask_degraded(
    system: System, resident: str, message: str = "is the recorder open today"
) -> Reply:
    """Ask while something is broken; the answer must be the whole degraded one."""
    reply = system.ask(resident, message)
    assert violations(reply, resident) == []
    assert reply["degraded"]
    assert reply["case"] is None
    assert not CASE_NUMBER.search(reply.text)
    return reply


def assert_headline(reply: Reply) -> None:
    english = reply["language"] == "en"
    assert "ransomware" in reply.text
    assert "816-881-3232" in reply.text
    assert ("8 a.m. to 5 p.m." if english else "8 a. m. a 5 p. m.") in reply.text
    assert reply["facts"]
    assert reply["sources"]


def assert_recovered(system: System, resident: str) -> None:
    reply = system.ask(resident, "is the recorder open friday")
    assert violations(reply, resident) == []
    assert not reply["degraded"]
    assert (reply["kind"], reply["subjects"]) == ("answer", ["recorder_of_deeds"])


def test_the_action_server_is_killed_and_comes_back(changing: System, resident: str) -> None:
    assert_recovered(changing, resident)
    changing.actions.kill()
    assert_headline(ask_degraded(changing, resident))
    spanish = ask_degraded(changing, resident, "¿está abierta la recaudación?")
    assert spanish["language"] == "es"
    assert_headline(spanish)
    assert_headline(ask_degraded(changing, resident, "i want a person"))
    changing.actions.start()
    assert_recovered(changing, resident)


@pytest.fixture
def deserted(rasa_alone: System) -> System:
    """Snapshot 1 is published, and no action server serves it."""
    if SNAPSHOTS[0].stem not in _identifier(rasa_alone):
        rasa_alone.serve(SNAPSHOTS[0])
    rasa_alone.actions.kill()
    return rasa_alone


def _identifier(system: System) -> str:
    folder = system.publication / "revisions" / f"{system.current()['revision']:06d}"
    return str(json.loads((folder / "status.json").read_bytes())["identifier"])


@pytest.mark.parametrize(
    "misbehave",
    [
        pytest.param(sleeps(12), id="too slow"),
        pytest.param(drips, id="drips"),
        pytest.param(hangs_up, id="hangs up"),
        pytest.param(says(500, b'{"error": "no", "action_name": "action_answer"}'), id="500"),
        pytest.param(says(500, b"<h1>boom</h1>", "text/html"), id="500 in HTML"),
        pytest.param(says(404, b""), id="404"),
        pytest.param(says(400, b'{"error": "rejected", "action_name": "x"}'), id="rejected"),
        pytest.param(says(204, b""), id="nothing"),
        pytest.param(says(200, b""), id="an empty body"),
        pytest.param(says(200, b"{garbage"), id="garbage"),
        pytest.param(says(200, b"\xff\xfe\x00"), id="no text"),
        pytest.param(says(200, b"{}", "text/html"), id="another type"),
        pytest.param(says_json({"events": [], "responses": []}), id="nothing to say"),
        pytest.param(says_json({"events": "x", "responses": 7}), id="a wrong schema"),
        pytest.param(says_json([1, 2]), id="a list"),
        pytest.param(says_json(None), id="null"),
        pytest.param(
            says_json({"events": [{"event": "no_such_event"}], "responses": []}),
            id="an unknown event",
        ),
        pytest.param(
            says_json({"events": [], "responses": [{"text": "hello"}]}), id="text without answer"
        ),
        pytest.param(
            says_json({"events": [], "responses": [{"custom": {"answer": {}}}]}),
            id="answer without text",
        ),
        pytest.param(
            says_json({"events": [], "responses": [{"text": "hi", "custom": {"answer": {}}}]}),
            id="an empty answer",
        ),
        pytest.param(
            says_json({"events": [], "responses": [{"text": " ", "custom": "answer"}]}),
            id="custom of another kind",
        ),
    ],
)
def test_the_action_server_misbehaves(
    deserted: System, resident: str, misbehave: Misbehavior
) -> None:
    with standing_in(deserted.actions_port, misbehave):
        assert_headline(ask_degraded(deserted, resident))


def test_after_misbehaving_it_recovers(deserted: System, resident: str) -> None:
    with standing_in(deserted.actions_port, says(200, b"{garbage")):
        ask_degraded(deserted, resident)
    deserted.actions.start()
    assert_recovered(deserted, resident)


def test_residents_do_not_wait_for_each_other_s_slow_turns(deserted: System, resident: str) -> None:
    with standing_in(deserted.actions_port, sleeps(12)), ThreadPoolExecutor(8) as pool:
        senders = [f"{resident}-{number}" for number in range(8)]
        for reply in pool.map(lambda sender: ask_degraded(deserted, sender), senders):
            assert_headline(reply)


def test_impatient_messages_of_one_resident_are_all_answered(
    deserted: System, resident: str
) -> None:
    """They queue for the conversation; the deadline counts from when each came in."""
    with standing_in(deserted.actions_port, sleeps(12)), ThreadPoolExecutor(4) as pool:
        for reply in pool.map(lambda _: ask_degraded(deserted, resident), range(4)):
            assert_headline(reply)


@pytest.mark.parametrize(
    "message", ["is the recorder open today", "¿qué está cerrado?", "bonjour", "?"]
)
def test_every_kind_of_message_is_answered_while_down(
    deserted: System, resident: str, message: str
) -> None:
    assert_headline(ask_degraded(deserted, resident, message))


# The publication


def republished(system: System) -> None:
    system.wait_until(lambda record: record.get("revision") and not record["error"])


def test_the_publication_is_deleted_while_running(changing: System, resident: str) -> None:
    assert_recovered(changing, resident)
    shutil.rmtree(changing.publication)
    during = changing.ask(resident, "is the recorder open friday")
    assert violations(during, resident) == []
    assert during["subjects"] == ["recorder_of_deeds"]
    republished(changing)
    assert_recovered(changing, resident)


def test_the_publication_is_deleted_and_the_document_changed(
    rasa_alone: System, tmp_path: Path, resident: str
) -> None:
    """The number begins anew, so it alone does not tell what readers have already read."""
    path = tmp_path / "status.yml"
    shutil.copy(SNAPSHOTS[0], path)
    shutil.rmtree(rasa_alone.publication)
    rasa_alone.serve(path, now="2024-04-03T12:00:00-05:00")
    first = rasa_alone.ask(resident, "is the dog pound open today")
    assert (first["revision"], first["subjects"]) == (1, [])
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("en: [assessor,", "en: [dog pound, assessor,"), encoding="utf-8")
    shutil.rmtree(rasa_alone.publication)
    republished(rasa_alone)
    rasa_alone.wait_until(lambda _: "dog pound" in _revision_one(rasa_alone))
    reply = rasa_alone.ask(f"{resident}-again", "is the dog pound open today")
    assert reply["subjects"] == ["assessment"]


def _revision_one(system: System) -> str:
    return (system.publication / "revisions" / "000001" / "status.json").read_text("utf-8")


@pytest.mark.parametrize("name", ["current.json", "status.json", "fallback.json"])
def test_a_published_file_is_corrupted_while_running(
    changing: System, resident: str, name: str
) -> None:
    assert_recovered(changing, resident)
    folder = changing.publication
    revision = folder / "revisions" / f"{changing.current()['revision']:06d}"
    path = next(path for path in (folder / name, revision / name) if path.exists())
    good = path.read_bytes()
    try:
        for content in (b"", b"{", b"[]", b"null", b"\xff\xff", b'{"revision": "x"}'):
            path.write_bytes(content)
            reply = changing.ask(resident, "is the recorder open friday")
            assert violations(reply, resident) == []
            assert reply["subjects"] == ["recorder_of_deeds"]
        changing.actions.kill()
        assert_headline(ask_degraded(changing, resident))
    finally:
        path.write_bytes(good)
    changing.actions.start()
    republished(changing)
    assert_recovered(changing, resident)


@pytest.fixture(scope="module")
def unpublished(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[System, Path]]:
    """A county whose document was broken from the beginning, at a time past its review."""
    folder = tmp_path_factory.mktemp("unpublished")
    status = folder / "status.yml"
    status.write_text("offices: [broken", encoding="utf-8")
    system = System(folder / "var", status, now="2024-04-06T09:00:00-05:00")
    try:
        system.rasa.start()
        yield system, status
    finally:
        system.end()


def test_started_with_nothing_then_late_then_mended(
    unpublished: tuple[System, Path], resident: str
) -> None:
    system, status = unpublished
    for message, language in (("what is closed", "en"), ("¿qué está cerrado?", "es")):
        before = ask_degraded(system, resident, message)
        assert (before["language"], before["certainty"]) == (language, "unknown")
    system.actions.start()
    broken = ask_degraded(system, resident)
    assert broken["revision"] is None
    assert "county" in broken.text
    assert_headline_is_missing(broken)
    shutil.copy(SNAPSHOTS[0], status)
    republished(system)
    assert_recovered(system, resident)
    system.actions.kill()
    stale = ask_degraded(system, resident)
    assert_headline(stale)
    assert stale["certainty"] == "not_confirmed"


def assert_headline_is_missing(reply: Reply) -> None:
    """Nothing was ever published, so nothing may be told."""
    assert reply["facts"] == []
    assert reply["sources"] == []
    assert "ransomware" not in reply.text


# The disk


@contextmanager
def disk_full(program: Program) -> Iterator[None]:
    """Let every write of a program to a file fail, as on a full disk, until the end."""
    before = resource.prlimit(program.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(program.pid, resource.RLIMIT_FSIZE, (0, before[1]))
    try:
        yield
    finally:
        resource.prlimit(program.pid, resource.RLIMIT_FSIZE, before)


def cases_of(system: System, conversation: str) -> int:
    path = system.var / "countyline.db"
    if not path.exists():
        return 0
    with closing(sqlite3.connect(path)) as database:
        query = "SELECT count(*) FROM cases WHERE conversation = ?"
        return int(database.execute(query, (conversation,)).fetchone()[0])


@pytest.mark.parametrize("message", ["i want a person", "quiero hablar con una persona"])
def test_a_full_disk_promises_no_case(changing: System, resident: str, message: str) -> None:
    earlier = changing.ask(f"{resident}-earlier", message)["case"]
    assert earlier
    with disk_full(changing.actions), disk_full(changing.rasa):
        reply = ask_degraded(changing, resident, message)
        assert "816-881-3232" in reply.text
        facts = changing.ask(resident, "is the recorder open friday")
        assert facts["subjects"] == ["recorder_of_deeds"]
    assert cases_of(changing, resident) == 0
    afterwards = changing.ask(resident, message)
    assert afterwards["case"]["id"] in afterwards.text
    assert cases_of(changing, resident) == 1


def test_a_full_disk_from_the_beginning_promises_no_case(changing: System, resident: str) -> None:
    """No database yet: even making it fails."""
    for path in changing.var.glob("countyline.db*"):
        path.unlink()
    with disk_full(changing.actions):
        assert "816-881-3232" in ask_degraded(changing, resident, "i want a person").text
    afterwards = changing.ask(resident, "i want a person")
    assert afterwards["case"]["id"] in afterwards.text
    assert cases_of(changing, resident) == 1


def test_a_contact_that_is_not_kept_is_not_confirmed(changing: System, resident: str) -> None:
    case = changing.ask(resident, "i want a person")["case"]["id"]
    with disk_full(changing.actions):
        reply = ask_degraded(changing, resident, "call me at 816-555-0142")
        assert case not in reply.text
    again = changing.ask(resident, "call me at 816-555-0142")
    assert again["case"]["id"] == case


def test_a_full_disk_keeps_the_last_revision_and_publishes_later(
    rasa_alone: System, tmp_path: Path, resident: str
) -> None:
    path = tmp_path / "status.yml"
    shutil.copy(SNAPSHOTS[0], path)
    rasa_alone.serve(path, now="2024-04-03T12:00:00-05:00")
    question = "how much does it cost to pay online"
    with disk_full(rasa_alone.actions):
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("costs $2.00", "costs $3.50"), encoding="utf-8")
        reply = rasa_alone.ask(resident, question)
        assert "$2.00" in reply.text
        assert violations(reply, resident) == []
    rasa_alone.wait_until(
        lambda record: record["revision"] > reply["revision"] and not record["error"]
    )
    assert "$3.50" in rasa_alone.ask(resident, question).text


def test_a_database_that_is_no_database(changing: System, resident: str) -> None:
    changing.actions.kill()
    for path in changing.var.glob("countyline.db*"):
        path.unlink()
    database = changing.var / "countyline.db"
    database.write_bytes(b"this is no database" * 100)
    changing.actions.start()
    assert "816-881-3232" in ask_degraded(changing, resident, "i want a person").text
    assert_recovered(changing, resident)
    database.unlink()
    kept = changing.ask(resident, "i want a person")
    assert kept["case"]["id"] in kept.text
