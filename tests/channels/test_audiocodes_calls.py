"""Calls through AudioCodes VoiceAI Connect: activities in, activities out, nothing kept between."""

from __future__ import annotations

import asyncio
from typing import Any
from xml.etree import ElementTree

import pytest

from countyline.calling.model import (
    Alternative,
    CallRefused,
    Event,
    Listening,
    TransferOutcome,
)
from countyline.channels.voice.audiocodes import ADDRESS, EXPIRES_SECONDS
from countyline.database.engine import DatabaseUnavailable
from tests.channels.client import Answer, Client
from tests.channels.conftest import OpenSite
from tests.channels.phoning import BEARER, VoiceAi, shapes
from tests.channels.scripted_calls import ScriptedCalls, said, transfer
from tests.channels.test_limits import assert_too_many

SHAPES = shapes("audiocodes")
CONVERSATION = SHAPES["begin"]["conversation"]
ACTIVITIES = f"/conversations/{CONVERSATION}/activities"
ONE = f"{ADDRESS}/conversations/{CONVERSATION}"
TYPES = SHAPES["published_types"]


@pytest.fixture
def calls() -> ScriptedCalls:
    return ScriptedCalls()


def assert_published(answer: Answer) -> list[dict[str, Any]]:
    """What is said to VoiceAI Connect has the names of AudioCodes' own types."""
    assert answer.status == 200, answer
    assert set(answer.json) == {"conversation", "activities"}
    found: list[dict[str, Any]] = answer.json["activities"]
    for one in found:
        assert set(one) <= set(TYPES["activity_fields"])
        assert {"id", "timestamp", "type"} <= set(one)
        assert one["type"] in TYPES["activity_types"]
        if one["type"] == "event":
            assert one["name"] in TYPES["event_names"]
        else:
            ElementTree.fromstring(one["text"])
    return found


async def test_it_is_validated_and_begun(site: OpenSite, calls: ScriptedCalls) -> None:
    async with site(calls=calls) as (_, client):
        valid = await client.get(ADDRESS, BEARER)
        assert (valid.status, valid.json) == (200, {"type": "ac-bot-api", "success": True})
        assert await VoiceAi(client).begin() == {
            "activitiesURL": f"{ONE}/activities",
            "disconnectURL": f"{ONE}/disconnect",
            "refreshURL": f"{ONE}/refresh",
            "expiresSeconds": EXPIRES_SECONDS,
        }
        assert (await client.post(f"{ONE}/refresh", SHAPES["refresh"], BEARER)).json == {}
    assert calls.heard == []


async def test_behind_a_prefix_the_addresses_have_it(site: OpenSite) -> None:
    async with site(public_url="https://county.example/help") as (_, client):
        urls = await VoiceAi(client).begin()
        assert urls["refreshURL"] == f"/help{ONE}/refresh"


async def test_a_call_from_greeting_to_goodbye(site: OpenSite, calls: ScriptedCalls) -> None:
    listening = Listening(seconds=6.5, hints=("Recorder of Deeds",), most_keys=10)
    calls.says(
        said("Hello & welcome.", listening=listening),
        said("Está cerrado.", language="es"),
        said("Goodbye.", next="hangup"),
    )
    async with site(calls=calls) as (_, client):
        vaic = VoiceAi(client)
        [greeting] = assert_published(await vaic.tell(SHAPES["start"]))
        assert "Hello &amp; welcome." in greeting["text"]
        assert greeting["sessionParams"] == {
            "language": "en-US",
            "bargeIn": True,
            "bargeInOnDTMF": True,
            "sendDTMF": True,
            "dtmfCollect": True,
            "dtmfCollectMaxDigits": 10,
            "dtmfCollectSubmitDigit": "#",
            "userNoInputTimeoutMS": 6500,
            "sttSpeechContexts": [{"phrases": ["Recorder of Deeds"]}],
        }
        [answer] = assert_published(await vaic.tell(SHAPES["message_google"]))
        assert answer["sessionParams"]["language"] == "es-US"
        goodbye, hangup = assert_published(await vaic.tell(SHAPES["dtmf"]))
        assert "Goodbye." in goodbye["text"]
        assert (hangup["type"], hangup["name"]) == ("event", "hangup")
        ended = await client.post(f"{ONE}/disconnect", SHAPES["disconnect"], BEARER)
        assert (ended.status, ended.json) == (200, {})
    start, speech, keys, over = calls.heard
    assert {one.call for one in calls.heard} == {f"audiocodes:{CONVERSATION}"}
    assert [one.event for one in calls.heard] == [
        Event.START, Event.SPEECH, Event.KEYS, Event.HANGUP,
    ]  # fmt: skip
    assert (start.caller, start.language) == ("+18165550123", "en")
    assert speech.alternatives == (
        Alternative("is the recorder open friday", 0.9),
        Alternative("is the recorder opened friday", 0.61),
        Alternative("is there corridor open friday", None),
    )
    assert (keys.keys, over.key) == ("0", "hangup")
    assert not start.abilities.waits
    assert not start.abilities.records


async def test_other_vendors_alternatives(site: OpenSite, calls: ScriptedCalls) -> None:
    deepgram = {"channel": {"alternatives": [{"transcript": "is it open", "confidence": 0.7}]}}
    google = {"results": [{"alternatives": [{"transcript": "is it hoping", "confidence": 0.5}]}]}
    async with site(calls=calls) as (_, client):
        for number, output in enumerate((deepgram, google), start=1):
            message = {**SHAPES["message_plain"], "id": f"m-{number}", "text": "is it open?"}
            message["parameters"] = {"recognitionOutput": output}
            await VoiceAi(client).tell(message)
        await VoiceAi(client).tell(SHAPES["message_azure"])
        await VoiceAi(client).tell(SHAPES["message_plain"])
    first, second, azure, plain = (one.alternatives for one in calls.heard)
    assert [one.transcript for one in first] == ["is it open?", "is it open"]
    assert second[1] == Alternative("is it hoping", 0.5)
    assert azure == (
        Alternative("¿Está abierto el registro?", 0.8),
        Alternative("Esta abierto el resto.", 0.42),
    )
    assert plain == (Alternative("is the recorder open friday", None),)
    assert [one.language for one in calls.heard] == [None, None, "es", None]


@pytest.mark.parametrize(
    "output",
    [
        None, 7, "x", [], {"alternatives": 7}, {"alternatives": [7, None, {}]},
        {"NBest": {"Confidence": 1}}, {"results": []}, {"results": [[]]}, {"channel": "x"},
        {"alternatives": [{"transcript": 7, "confidence": "high"}]},
        {"alternatives": [{"transcript": "x", "confidence": [1]}] * 500},
    ],
)  # fmt: skip
async def test_what_a_vendor_says_never_hurts(
    site: OpenSite, calls: ScriptedCalls, output: Any
) -> None:
    parameters = {"confidence": {"wild": 1}, "recognitionOutput": output}
    async with site(calls=calls) as (_, client):
        message = {**SHAPES["message_plain"], "parameters": parameters}
        assert_published(await VoiceAi(client).tell(message))
    assert calls.heard[0].alternatives[0] == Alternative("is the recorder open friday", None)


async def test_silence_and_a_transfer_that_comes_back(
    site: OpenSite, calls: ScriptedCalls
) -> None:
    calls.says(said("Hold on.", next="transfer", transfer=transfer()), said("It is busy."))
    async with site(calls=calls) as (_, client):
        vaic = VoiceAi(client)
        _, put_through = assert_published(await vaic.tell(SHAPES["no_user_input"]))
        assert put_through["name"] == "transfer"
        assert put_through["activityParams"] == {
            "transferTarget": "tel:+18165550188",
            "handoverReason": "About a waiver, case 4F-27.",
            "transferSipHeaders": [
                {"name": "X-Countyline-Summary", "value": "About a waiver, case 4F-27."}
            ],
        }
        await vaic.tell(SHAPES["transfer_failed"])
        failed = SHAPES["transfer_failed"]
        for number, (value, outcome) in enumerate(
            [
                ({"status": "answered"}, TransferOutcome.COMPLETED),
                ({"status": "failed", "reasonCode": "no-answer"}, TransferOutcome.NO_ANSWER),
                ({"status": "failed", "reasonCode": "declined"}, TransferOutcome.FAILED),
                ({"status": "failed", "reasonCode": ["busy"]}, TransferOutcome.FAILED),
                ("odd", TransferOutcome.FAILED),
            ]
        ):
            await vaic.tell({**failed, "id": f"t-{number}", "value": value})
            assert calls.heard[-1].transfer is outcome
    assert calls.heard[0].event is Event.NO_INPUT
    assert calls.heard[1].transfer is TransferOutcome.BUSY


async def test_no_summary_makes_a_header_of_its_own(site: OpenSite, calls: ScriptedCalls) -> None:
    wild = transfer()
    calls.says(
        said("x", next="transfer", transfer=type(wild)(wild.to, wild.whisper, "a\r\nVia: b" * 99))
    )
    async with site(calls=calls) as (_, client):
        _, put_through = assert_published(await VoiceAi(client).tell(SHAPES["dtmf"]))
        [header] = put_through["activityParams"]["transferSipHeaders"]
        assert header["value"].isprintable()
        assert len(header["value"]) <= 200


async def test_an_activity_that_comes_again_is_the_same(
    site: OpenSite, calls: ScriptedCalls
) -> None:
    calls.says(*(said(f"Answer {number}.") for number in range(9)))
    async with site(calls=calls) as (_, client):
        vaic = VoiceAi(client)
        answers = await asyncio.gather(*(vaic.tell(SHAPES["message_plain"]) for _ in range(5)))
        said_each = [assert_published(answer)[0] for answer in answers]
        assert len({(one["id"], one["text"]) for one in said_each}) == 1
        both = await vaic.tell(SHAPES["message_plain"], SHAPES["dtmf"])
        first, second = assert_published(both)
        assert first["id"] == said_each[0]["id"] != second["id"]
    assert len(calls.heard) == 2


async def test_what_is_not_known_is_acknowledged(site: OpenSite, calls: ScriptedCalls) -> None:
    event = SHAPES["unknown"]
    async with site(calls=calls) as (_, client):
        for odd in (
            event,
            {**event, "type": "something"},
            {**event, "name": None},
            {**event, "name": "DTMF", "value": "one"},
            {**event, "name": "DTMF", "value": None},
            {**event, "name": "DTMF", "value": "1" * 99},
        ):
            assert assert_published(await VoiceAi(client).tell(odd)) == []
        assert assert_published(await VoiceAi(client).tell()) == []
    assert calls.heard == []


async def test_who_has_no_token_is_refused(site: OpenSite, calls: ScriptedCalls) -> None:
    async def statuses(client: Client, headers: dict[str, str]) -> set[tuple[int, str]]:
        answers = [await client.get(ADDRESS, headers)]
        for path in (ADDRESS, f"{ONE}/activities", f"{ONE}/refresh", f"{ONE}/disconnect"):
            answers.append(await client.post(path, SHAPES["begin"], headers))
        return {(answer.status, answer.code) for answer in answers}

    async with site(calls=calls) as (_, client):
        for wrong in ("", "Bearer", "Bearer x", "Basic x", "Bearer é"):
            headers = {"Authorization": wrong} if wrong else {}
            assert await statuses(client, headers) == {(401, "unauthorized")}
    async with site(calls=calls, phone_token=None) as (_, client):
        assert await statuses(client, BEARER) == {(401, "unauthorized")}
    assert calls.heard == []


@pytest.mark.parametrize(
    ("place", "body", "code"),
    [
        ("", b"{", "invalid_json"),
        ("", [], "invalid_request"),
        ("", {}, "invalid_request"),
        ("", {"conversation": "a/b"}, "invalid_request"),
        ("", {"conversation": "x" * 65}, "invalid_request"),
        (ACTIVITIES, {"activities": {}}, "invalid_request"),
        (ACTIVITIES, {"activities": [{}]}, "invalid_request"),
        (ACTIVITIES, {"activities": [{"id": "", "type": "event"}]}, "invalid_request"),
        (ACTIVITIES, {"activities": [SHAPES["dtmf"]] * 21}, "invalid_request"),
        (ACTIVITIES, {"conversation": "another", "activities": []}, "another_call"),
        (ACTIVITIES, b'{"activities":' + b"[" * 9000 + b"]" * 9000 + b"}", "invalid_json"),
        (ACTIVITIES, b'{"activities":[{"id":"a","type":"message","text":"\\ud800"}]}',
         "invalid_json"),
        (ACTIVITIES, b" " * 70_000, "too_large"),
        (f"/conversations/{CONVERSATION}/refresh", {"conversation": "x"}, "another_call"),
        ("/conversations/a%20b/refresh", {}, "not_found"),
        (f"/conversations/{'x' * 65}/disconnect", {}, "not_found"),
    ],
)  # fmt: skip
async def test_what_makes_no_sense_is_refused(
    site: OpenSite, calls: ScriptedCalls, place: str, body: Any, code: str
) -> None:
    statuses = {"not_found": 404, "another_call": 409, "too_large": 413}
    async with site(calls=calls) as (_, client):
        answer = await client.post(ADDRESS + place, body, BEARER)
        assert (answer.status, answer.code) == (statuses.get(code, 400), code)
    assert calls.heard == []


async def test_failures_are_told(site: OpenSite, calls: ScriptedCalls) -> None:
    async with site(calls=calls, conversation_limit="3/minute") as (_, client):
        vaic = VoiceAi(client)
        calls.failure = CallRefused("No such call.")
        assert (await vaic.tell(SHAPES["dtmf"])).status == 400
        calls.failure = DatabaseUnavailable("gone")
        assert (await vaic.tell(SHAPES["dtmf"])).status == 503
        calls.failure = None
        await vaic.tell(SHAPES["dtmf"])
        assert_too_many(await vaic.tell(SHAPES["start"]))
        assert (await client.post(f"{ONE}/disconnect", {}, BEARER)).status == 200
