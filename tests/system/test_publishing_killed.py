"""The desk killed in the middle of an approval: the old revision or the new one, never half."""

from __future__ import annotations

import json
import os
import signal
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

from benchmarks.publishing.officers import Approval, Officer, Refused, add_officers, signed_in
from countyline.database.engine import open_engine, reading
from countyline.publishing.schema import drafts
from countyline.settings import Settings
from countyline.status.publication_reader import PublicationReader
from docs.running_system import RunningSystem, running_system
from tests.system.system import SNAPSHOTS

HEADLINE = r"(ansomware)(?: amber \d+)??( attack)?( has shut)"
QUESTION = "what happened to the county's computers"
AFTER_SECONDS = (0.03, 0.1, 0.25, 0.6)
PATIENCE_SECONDS = 60.0


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSystem]:
    status = tmp_path_factory.mktemp("killed") / "status.yml"
    status.write_bytes(SNAPSHOTS[0].read_bytes())
    with running_system(status, "2024-04-03T09:00:00-05:00") as system:
        add_officers(Settings.from_environment(system.environment), "ana", "ben")
        yield system


@pytest.fixture(scope="module")
def ana(county: RunningSystem) -> Iterator[Officer]:
    with signed_in(county.site, "ana") as officer:
        yield officer


@pytest.fixture(scope="module")
def ben(county: RunningSystem) -> Iterator[Officer]:
    with signed_in(county.site, "ben") as officer:
        yield officer


@pytest.mark.parametrize("after", AFTER_SECONDS)
def test_an_approval_that_is_cut_off_is_done_or_not_and_once_when_sent_again(
    county: RunningSystem, ana: Officer, ben: Officer, after: float
) -> None:
    mark = f"amber {round(1000 * after)}"
    before = numbers(county)
    at = ana.hands_in(mark, HEADLINE, rf"\1 {mark}\2\3")
    approval = ben.reads(at)

    sent = threading.Thread(target=is_sent, args=(ben, approval))
    sent.start()
    time.sleep(after)
    kill_desk(county)
    sent.join()

    # Asked at once, of a bot that was never away: what it says is what is published.
    current = PublicationReader(county.var / "publication").current()
    assert current is not None
    headline = current.document.incident["headline"].text.said_in("en")
    assert ((mark in headline), current.revision) in ((False, before[-1]), (True, before[-1] + 1))
    assert (mark in asked(county)) == (mark in headline)
    wait_for_desk(county)

    assert is_sent(ben, approval)
    assert numbers(county) == [*before, before[-1] + 1]
    assert state_of(county, at.rpartition("/")[2]) == "published"
    assert mark in asked(county)
    assert mark in httpx.get(f"{county.site}/", trust_env=False, timeout=20).text


def is_sent(officer: Officer, approval: Approval) -> bool:
    """Whether the desk lived to answer."""
    with suppress(httpx.TransportError):
        officer.approves(approval)
        return True
    return False


def numbers(county: RunningSystem) -> list[int]:
    return sorted(PublicationReader(county.var / "publication").numbers())


def state_of(county: RunningSystem, draft: str) -> str:
    engine = open_engine(Settings.from_environment(county.environment).database_url)
    with reading(engine) as connection:
        found = connection.execute(drafts.select().where(drafts.c.id == draft)).one()
    engine.dispose()
    return str(found.state)


def asked(county: RunningSystem) -> str:
    body = {
        "sender": f"asked-{time.monotonic_ns()}",
        "message": QUESTION,
        "metadata": {"channel": "web", "language": "en"},
    }
    request = urllib.request.Request(
        county.rest, json.dumps(body).encode(), {"Content-Type": "application/json"}
    )
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(request, timeout=30) as response:
        return "\n".join(one["text"] for one in json.load(response) if one.get("text"))


def kill_desk(county: RunningSystem) -> None:
    """Kill the desk at once; the supervisor starts another."""
    for folder in Path("/proc").iterdir():
        with suppress(OSError, ValueError):
            words = (folder / "cmdline").read_bytes()
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            if b"desk_server" in words and parent == county.supervisor:
                os.kill(int(folder.name), signal.SIGKILL)
                return
    raise AssertionError("no desk")


def wait_for_desk(county: RunningSystem) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        with suppress(httpx.TransportError):
            if httpx.get(f"{county.site}/health/live", trust_env=False, timeout=5).is_success:
                return
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_a_refusal_is_told_from_silence(county: RunningSystem, ben: Officer) -> None:
    """The test above would hold for a console that takes anything."""
    with pytest.raises(Refused):
        ben.approves(Approval("/staff/publish/drafts/none/approve", {"version": "1"}))
