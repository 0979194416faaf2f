"""What is described is what is there, and what is there keeps to it."""

from __future__ import annotations

import asyncio
import json
import re
import sys
from pathlib import Path
from typing import Any

import jsonschema_rs
from jsonschema import Draft202012Validator
from schemathesis.specs.openapi.definitions import OPENAPI_31

from tests.channels.client import Talk
from tests.channels.conftest import OpenSite
from tests.channels.site import PHONE_TOKEN, PUBLIC_URL, Site, described

CONFIGURATION = """
[parameters]
"path.conversation" = {conversation}

[auth.openapi.conversation]
bearer = {token}

[auth.openapi.phone]
bearer = {phone_token}

[output.sanitization]
enabled = false

# No schema says which text holds transcripts.
[[operations]]
include-name = "POST /webhooks/voice/transcripts"
checks.positive_data_acceptance.expected-statuses = ["2xx", "4xx"]
"""


METHODS = ["get", "post", "put", "patch", "delete", "head"]


def test_the_description_is_a_valid_openapi_document() -> None:
    jsonschema_rs.validator_for(OPENAPI_31).validate(described())


def test_every_body_is_a_valid_json_schema() -> None:
    for schema in described()["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)


async def test_the_description_is_served_for_the_public_address(site: OpenSite) -> None:
    async with site() as (_, client):
        answer = await client.get("/openapi.json")
        assert answer.json == described()
        assert answer.json["servers"] == [{"url": PUBLIC_URL}]


async def test_every_address_is_described_and_every_description_has_an_address(
    site: OpenSite,
) -> None:
    async with site() as (served, _):
        there = {
            (method.lower(), "/" + re.sub(r"<(\w+):\w+>", r"{\1}", route.path))
            for route in served.app.router.routes
            for method in route.methods
            # How browsers ask before they send is no operation of ours, and what Twilio sends is
            # Twilio's to describe.
            if method != "OPTIONS" and not route.path.startswith("webhooks/voice/twilio")
        }
    paths: dict[str, Any] = dict(described()["paths"])
    told = {(method, path) for path, each in paths.items() for method in METHODS if method in each}
    # A description does not describe itself.
    assert there - {("get", "/openapi.json")} == told


async def schemathesis(site: Site, talk: Talk, folder: Path) -> str:
    """Let schemathesis do its worst with all checks but one; give what it found.

    Left out is `ignored_auth`, which takes nothing but 401 and 403 for a wrong token. Here it is
    404: which conversations there are is nobody's business.
    """
    configuration = folder / "schemathesis.toml"
    configuration.write_text(
        CONFIGURATION.format(
            conversation=json.dumps(talk.conversation),
            token=json.dumps(talk.token),
            phone_token=json.dumps(PHONE_TOKEN),
        )
    )
    command = Path(sys.executable).with_name("st")
    arguments = [
        "--config-file", str(configuration), "run", f"{site.url}/openapi.json", "--url", site.url,
        "--checks", "all", "--max-examples", "25", "--generation-deterministic", "--no-color",
        "--exclude-checks", "ignored_auth", "--request-timeout", "5", "--continue-on-failure",
    ]  # fmt: skip
    running = await asyncio.create_subprocess_exec(
        command,
        *arguments,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        cwd=folder,
    )
    out, _ = await running.communicate()
    return "" if running.returncode == 0 else out.decode()


async def test_schemathesis_finds_nothing(site: OpenSite, tmp_path: Path) -> None:
    async with site() as (served, client):
        talk = await client.begin()
        await talk.send("m-1")
        await talk.all(2)
        # Streams end at once, and nobody waits for entries.
        served.desk.is_closing = served.health.was_ready = True
        found = await schemathesis(served, talk, tmp_path)
        assert found == ""
