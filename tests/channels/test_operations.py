"""What those who run it see: alive, ready, degraded and why, and what is counted."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from prometheus_client.parser import text_string_to_metric_families

from countyline.desk.health import STARTING_SECONDS
from tests.channels.client import WEB, Client
from tests.channels.conftest import OpenSite
from tests.channels.site import until

State = Mapping[str, Any]


def saying(states: dict[str, State | Exception]) -> dict[str, Callable[[], Awaitable[State]]]:
    """Give probes that find what `states` holds at the moment."""

    def probe(name: str) -> Callable[[], Awaitable[State]]:
        async def look() -> State:
            state = states[name]
            if isinstance(state, Exception):
                raise state
            return state

        return look

    return {name: probe(name) for name in states}


def all_well() -> dict[str, State | Exception]:
    parts = ("database", "rasa", "actions", "status_document")
    return {name: {"state": "ok"} for name in parts}


async def test_a_desk_that_serves_is_alive(site: OpenSite) -> None:
    async with site() as (_, client):
        answer = await client.get("/health/live")
        assert (answer.status, answer.json) == (200, {"status": "live"})
        assert answer.headers["Cache-Control"] == "no-store"


async def test_it_is_ready_once_rasa_was_seen_to_work_and_stays_so(site: OpenSite) -> None:
    states = all_well()
    states["rasa"] = ConnectionRefusedError("secret words")
    async with site(probes=saying(states)) as (served, client):
        answer = await client.get("/health/ready")
        assert (answer.status, answer.json) == (503, {"status": "starting", "parts": {}})
        await served.health.look()
        answer = await client.get("/health/ready")
        assert (answer.status, answer.json["status"]) == (503, "starting")
        states["rasa"] = {"state": "ok"}
        await served.health.look()
        answer = await client.get("/health/ready")
        assert (answer.status, answer.json["status"]) == (200, "ready")
        assert answer.headers["Cache-Control"] == "no-store"
        for part in states:
            kept, states[part] = states[part], ConnectionRefusedError("secret words")
            await served.health.look()
            answer = await client.get("/health/ready")
            assert (answer.status, answer.json["status"]) == (200, "degraded")
            assert answer.json["parts"][part] == {
                "state": "down",
                "reason": "ConnectionRefusedError",
            }
            states[part] = kept


async def test_without_rasa_it_is_as_ready_as_it_will_be_after_a_minute(site: OpenSite) -> None:
    states = all_well()
    states["rasa"] = {"state": "down"}
    async with site(probes=saying(states)) as (served, client):
        served.health.started -= STARTING_SECONDS + 1
        await served.health.look()
        answer = await client.get("/health/ready")
        assert (answer.status, answer.json["status"]) == (200, "degraded")


async def test_a_document_past_its_review_is_degraded_and_says_so(site: OpenSite) -> None:
    states = all_well()
    states["status_document"] = {"state": "stale", "fresh": False}
    async with site(probes=saying(states)) as (served, client):
        await served.health.look()
        answer = await client.get("/health/ready")
        assert (answer.status, answer.json["status"]) == (200, "degraded")
        assert answer.json["parts"]["status_document"] == {"state": "stale", "fresh": False}


async def counted(client: Client) -> dict[str, float]:
    """Read the metrics as Prometheus does."""
    answer = await client.get("/metrics")
    assert answer.status == 200
    assert answer.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    samples = {}
    for family in text_string_to_metric_families(answer.body.decode()):
        for sample in family.samples:
            labels = ",".join(f"{name}={value}" for name, value in sorted(sample.labels.items()))
            samples[f"{sample.name}{{{labels}}}"] = sample.value
    return samples


async def test_what_happens_is_counted(site: OpenSite) -> None:
    async with site() as (served, client):
        talk = await client.begin("es")
        await talk.send("m-1")
        await talk.send("m-1")
        await talk.all(2)
        await client.get(f"{WEB}/nothing")
        await client.get(f"{talk.path}/entries")
        async with talk.events() as stream:
            await stream.until("ready")
            seen = await counted(client)
            assert seen["countyline_streams{}"] == 1
        assert seen["countyline_messages_total{channel=web}"] == 1
        answered = "channel=web,headline=false,kind=answer,language=es,topic=status"
        assert seen[f"countyline_replies_total{{{answered}}}"] == 1
        assert seen["countyline_turn_seconds_count{channel=web}"] == 1
        assert seen["countyline_refused_total{code=not_found}"] == 1
        assert seen["countyline_refused_total{code=unauthorized}"] == 1
        await until(lambda: not served.bell.heard())
        assert (await counted(client))["countyline_streams{}"] == 0


async def test_no_label_holds_what_was_sent(site: OpenSite) -> None:
    async with site() as (_, client):
        talk = await client.begin()
        await talk.send("m-1", "a very special text")
        await talk.all(2)
        await client.get("/a-very-special-address")
        await client.get(f"{WEB}/about", {"Origin": "https://a-very-special.example"})
        metrics = (await client.get("/metrics")).body
        for secret in (b"special", talk.token.encode(), talk.conversation.encode()):
            assert secret not in metrics


async def test_about_tells_what_is_in_service(site: OpenSite) -> None:
    async with site() as (_, client):
        answer = await client.get(f"{WEB}/about")
        assert answer.status == 200
        assert answer.headers["Cache-Control"] == "public, max-age=5"
        assert answer.json == {
            "county": {"en": "Jackson County", "es": "Condado de Jackson"},
            "revision": 1,
            "as_of": "2024-04-03T13:00:00.000Z",
            "mark": {"en": "Replay", "es": "Repetición"},
            "menu": {
                "en": [{"title": "What is closed?", "message": "What is closed?"}],
                "es": [{"title": "¿Qué está cerrado?", "message": "¿Qué está cerrado?"}],
            },
        }


async def test_about_before_anything_was_published(site: OpenSite, tmp_path: Any) -> None:
    async with site(publication=tmp_path / "nothing") as (_, client):
        about = (await client.get(f"{WEB}/about")).json
        assert about["county"] is about["revision"] is about["as_of"] is about["mark"] is None
        assert about["menu"]["en"]


async def test_conversations_go_on_side_by_side(site: OpenSite) -> None:
    async with site() as (served, client):
        slow = await client.begin()
        may_answer = served.brain.slow[slow.conversation] = asyncio.Event()
        await slow.send("m-1")
        talks = [await client.begin() for _ in range(10)]
        await asyncio.gather(*(talk.send("m-1") for talk in talks))
        for talk in talks:
            assert len(await talk.all(2)) == 2
        assert len((await slow.entries()).json["entries"]) == 1
        may_answer.set()
        assert len(await slow.all(2)) == 2
