"""A Countyline with a desk, a resident and a staff member, on a Rasa that forgets all the time.

Its model's sessions expire after a twentieth of a second, so that each message begins another
one, and its tracker is a file that a test may delete.
"""

from __future__ import annotations

import io
import json
import sqlite3
import subprocess
import sys
import tarfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import yaml

from countyline.settings import PROJECT_ROOT
from tests.console.house import PASSWORD, Person
from tests.system.system import SNAPSHOTS, Program, System, free_ports, model

SESSION_MINUTES = 0.05 / 60
_PATIENCE_SECONDS = 40.0


@dataclass
class Resident:
    """A resident's conversation, as the widget holds it."""

    client: httpx.Client
    conversation: str
    token: str

    def send(self, key: str, text: str) -> None:
        """Send a message, again and again until the desk has it."""
        until(lambda: self._post(key, text), f"the desk took {key}")

    def _post(self, key: str, text: str) -> bool:
        address = f"/webhooks/web/conversations/{self.conversation}/messages"
        try:
            taken = self.client.post(address, json={"id": key, "text": text}, headers=self._headers)
        except httpx.TransportError:
            return False
        return taken.status_code in (200, 202)

    def ask(self, key: str, text: str) -> dict[str, Any]:
        """Send a message and wait for its answer."""
        self.send(key, text)
        until(lambda: self.answers_to(key), f"{key} was answered")
        [answer] = self.answers_to(key)
        return answer

    def answers_to(self, key: str) -> list[dict[str, Any]]:
        return [entry for entry in self.entries() if entry["replies_to"] == key]

    def entries(self) -> list[dict[str, Any]]:
        """Give the whole conversation as the desk has it."""
        address = f"/webhooks/web/conversations/{self.conversation}/entries"
        entries: list[dict[str, Any]] = self.client.get(address, headers=self._headers).json()[
            "entries"
        ]
        return entries

    def authors(self) -> list[str]:
        return [entry["author"] for entry in self.entries()]

    @property
    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}


@dataclass
class Staffed:
    """The system, its desk, and whoever speaks through it."""

    system: System
    desk: Program
    site: str
    tracker: Path
    clients: list[httpx.Client]

    @property
    def programs(self) -> list[Program]:
        return [self.desk, self.system.actions, self.system.rasa]

    def resident(self) -> Resident:
        """Begin a conversation."""
        client = self._client()
        begun = client.post("/webhooks/web/conversations", json={"language": "en"}).json()
        return Resident(client, begun["conversation"], begun["token"])

    def staff_member(self, login: str) -> Person:
        """Add a staff member as the operator does, and sign them in."""
        command = [sys.executable, "-m", "countyline.cli", "staff", "add", login]
        subprocess.run(
            [*command, "--name", "Ana Ruiz", "--ask"],
            input=f"{PASSWORD}\n",
            check=True,
            cwd=PROJECT_ROOT,
            env=dict(self.desk.environment),
            capture_output=True,
            text=True,
        )
        person = Person(self._client())
        assert person.sign_in(login).status == 303
        return person

    def restart(self, *programs: Program, forgetting: bool = False) -> None:
        """Kill programs and start them again; without what Rasa remembered, if it forgets."""
        for one in programs:
            one.kill()
        if forgetting:
            for file in self.tracker.parent.glob(f"{self.tracker.name}*"):
                file.unlink()
        for one in programs:
            one.launch()
        for one in programs:
            one.wait_until_serving()

    def sessions(self, conversation: str) -> int:
        """Count the sessions that Rasa began for a conversation."""
        return self._count(conversation, "session_started")

    def heard(self, conversation: str) -> int:
        """Count what Rasa was told in a conversation."""
        return self._count(conversation, "user")

    def _count(self, conversation: str, kind: str) -> int:
        query = "SELECT count(*) FROM events WHERE sender_id = ? AND type_name = ?"
        with closing(sqlite3.connect(self.tracker)) as database:
            found: int = database.execute(query, (conversation, kind)).fetchone()[0]
            return found

    def _client(self) -> httpx.Client:
        headers = {"Origin": self.site, "Accept": "text/html, application/json"}
        client = httpx.Client(base_url=self.site, headers=headers, trust_env=False, timeout=20)
        self.clients.append(client)
        return client


def until(is_so: Callable[[], object], what: str) -> None:
    """Wait until something is so."""
    given_up = time.monotonic() + _PATIENCE_SECONDS
    while not is_so():
        assert time.monotonic() < given_up, f"not so: {what}"
        time.sleep(0.05)


@contextmanager
def staffed(var: Path) -> Iterator[Staffed]:
    """Start all of it, and end it again."""
    tracker, endpoints = var / "tracker.db", var / "endpoints.yml"
    own = yaml.safe_load((PROJECT_ROOT / "endpoints.yml").read_text(encoding="utf-8"))
    own["tracker_store"] = {"type": "SQL", "dialect": "sqlite", "db": str(tracker)}
    endpoints.write_text(yaml.safe_dump(own), encoding="utf-8")
    options = ("--endpoints", str(endpoints), "--credentials", "credentials.yml")
    system = System(var, SNAPSHOTS[0], rasa_options=options)
    forgetful = _with_short_sessions(model(), var / "forgetful.tar.gz")
    system.rasa.command = tuple(
        str(forgetful) if word == str(model()) else word for word in system.rasa.command
    )
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
        },
        var / "log" / "desk.log",
        f"{site}/health/live",
    )
    whole = Staffed(system, desk, site, tracker, [])
    try:
        system.rasa.launch()
        system.actions.start()
        desk.start()
        system.rasa.wait_until_serving()
        yield whole
    finally:
        for client in whole.clients:
            client.close()
        desk.kill()
        system.end()


def _with_short_sessions(trained: Path, copy: Path) -> Path:
    """Copy a model in which Rasa's sessions expire at once; all the rest stays."""
    with tarfile.open(trained) as source, tarfile.open(copy, "w:gz") as made:
        for member in source:
            if not member.isfile():
                made.addfile(member)
                continue
            extracted = source.extractfile(member)
            assert extracted is not None
            content = extracted.read()
            if member.name.endswith("metadata.json"):
                whole = json.loads(content)
                _shorten(whole["domain"])
                content = json.dumps(whole).encode()
            elif member.name.endswith("domain.yml"):
                domain = yaml.safe_load(content)
                _shorten(domain)
                content = yaml.safe_dump(domain, allow_unicode=True).encode()
            member.size = len(content)
            made.addfile(member, io.BytesIO(content))
    return copy


def _shorten(domain: dict[str, Any]) -> None:
    domain["session_config"]["session_expiration_time"] = SESSION_MINUTES
