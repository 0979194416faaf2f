"""One JSON turn in, one out."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from countyline.calling.core import TooManyReports
from countyline.calling.model import (
    Alternative,
    CallRefused,
    Event,
    Listening,
    TransferOutcome,
)
from countyline.channels.voice.turn import ADDRESS
from countyline.database.engine import DatabaseUnavailable
from tests.channels.conftest import OpenSite
from tests.channels.phoning import BEARER, take_turn
from tests.channels.scripted_calls import ANSWER, ScriptedCalls, said, transfer
from tests.channels.test_limits import assert_too_many


@pytest.fixture
def calls() -> ScriptedCalls:
    return ScriptedCalls()


async def test_a_call_from_greeting_to_goodbye(site: OpenSite, calls: ScriptedCalls) -> None:
    listening = Listening(seconds=6.5, hints=("Recorder of Deeds",), most_keys=1)
    calls.says(
        said("Hello."),
        said("Está cerrado.", language="es", answer=ANSWER, listening=listening),
        said("Hold on.", next="transfer", transfer=transfer()),
        said("Goodbye.", next="hangup"),
    )
    async with site(calls=calls) as (_, client):
        greeting = await take_turn(client, event="start", **{"from": "(816) 555-0123"})
        assert greeting.headers["Cache-Control"] == "no-store"
        assert greeting.json == {
            "say": "Hello.",
            "ssml": '<speak version="1.1" xml:lang="en-US"><s>Hello.</s></speak>',
            "language": "en-US",
            "next": "listen",
            "listen": {"seconds": 6.0, "most_keys": 1, "hints": []},
            "answer": None,
        }
        answer = (await take_turn(client, transcript="is it open", language="es-MX")).json
        assert (answer["language"], answer["answer"]) == ("es-US", ANSWER)
        assert answer["listen"] == {
            "seconds": 6.5, "most_keys": 1, "hints": ["Recorder of Deeds"],
        }  # fmt: skip
        put_through = (await take_turn(client, digits="0")).json
        assert (put_through["next"], put_through["transfer_to"]) == ("transfer", "+18165550188")
        assert put_through["whisper"] == "Call from Countyline, about a waiver."
        assert put_through["summary"] == "About a waiver, case 4F-27."
        ended = await take_turn(client, event="transfer_ended", transfer="busy")
        assert ended.json["next"] == "hangup"
        assert (await take_turn(client, event="hangup")).status == 200
    assert [one.event for one in calls.heard] == [
        Event.START, Event.SPEECH, Event.KEYS, Event.TRANSFER_ENDED, Event.HANGUP,
    ]  # fmt: skip
    assert {one.call for one in calls.heard} == {"json:call-1"}
    assert calls.heard[0].caller == "+18165550123"
    assert calls.heard[1].language == "es"
    assert calls.heard[3].transfer is TransferOutcome.BUSY
    abilities = calls.heard[0].abilities
    assert (abilities.transfers, abilities.records, abilities.waits) == (True, False, False)


WAYS: list[tuple[dict[str, Any], list[tuple[str, float | None]]]] = [
    ({"transcript": "a", "confidence": 0.5}, [("a", 0.5)]),
    ({"transcript": "a"}, [("a", None)]),
    ({"transcript": "a", "confidence": 0}, [("a", None)]),
    ({"transcript": "a", "confidence": 7}, [("a", None)]),
    (
        {"alternatives": [{"transcript": "b", "confidence": 0.2}, {"transcript": "a"},
                          {"transcript": "c", "confidence": 0.7}]},
        [("c", 0.7), ("b", 0.2), ("a", None)],
    ),
    (
        {"transcript": "A", "alternatives": [{"transcript": "b", "confidence": 0.9},
                                             {"transcript": "a", "confidence": 0.4}]},
        [("A", 0.4), ("b", 0.9)],
    ),
    (
        {"transcript": "a", "confidence": 0.3,
         "alternatives": [{"transcript": f"b{n}", "confidence": 0.1} for n in range(200)]},
        [("a", 0.3), ("b0", 0.1), ("b1", 0.1)],
    ),
    ({"transcript": "  ", "alternatives": [{"transcript": "a", "confidence": 0.3}]}, [("a", 0.3)]),
]  # fmt: skip


@pytest.mark.parametrize(("body", "heard"), WAYS)
async def test_what_was_heard(
    site: OpenSite, calls: ScriptedCalls, body: dict[str, Any], heard: list[Any]
) -> None:
    async with site(calls=calls) as (_, client):
        await take_turn(client, **body)
    assert calls.heard[0].event is Event.SPEECH
    assert calls.heard[0].alternatives == tuple(Alternative(*one) for one in heard)


@pytest.mark.parametrize(
    "body",
    [{}, {"event": ""}, {"event": None}, {"event": "no_input"}, {"transcript": ""},
     {"transcript": "\u0007 \u200b"}, {"digits": ""}, {"alternatives": []}, {"turn_id": ""}],
)  # fmt: skip
async def test_nothing_heard_is_silence(
    site: OpenSite, calls: ScriptedCalls, body: dict[str, Any]
) -> None:
    async with site(calls=calls) as (_, client):
        assert (await take_turn(client, **body)).status == 200
    assert calls.heard[0].event is Event.NO_INPUT


async def test_a_phone_system_that_can_do_more(site: OpenSite, calls: ScriptedCalls) -> None:
    calls.says(said("Hold on.", next="wait"), said("After the tone.", next="record"), said("x"))
    can = {"can_record": True, "can_wait": True, "can_transfer": False}
    async with site(calls=calls) as (_, client):
        assert (await take_turn(client, transcript="a", **can)).json["next"] == "wait"
        assert (await take_turn(client, event="waiting", **can)).json["next"] == "record"
        await take_turn(client, event="recorded", **can)
    assert [one.event for one in calls.heard] == [Event.SPEECH, Event.WAITING, Event.RECORDED]
    abilities = calls.heard[0].abilities
    assert (abilities.transfers, abilities.records, abilities.waits) == (False, True, True)


async def test_a_turn_with_an_id_is_taken_once(site: OpenSite, calls: ScriptedCalls) -> None:
    calls.says(*(said(f"Answer {number}.") for number in range(9)))
    async with site(calls=calls) as (_, client):
        turns = [take_turn(client, turn_id="t-1", transcript="a") for _ in range(6)]
        answers = [answer.json["say"] for answer in await asyncio.gather(*turns)]
        assert answers == ["Answer 0."] * 6
        # The same id in another call is another turn; without one each is new.
        other = {"turn_id": "t-1", "transcript": "a", "call_id": "call-2"}
        assert (await client.post(ADDRESS, other, BEARER)).json["say"] == "Answer 1."
        for number in (2, 3):
            assert (await take_turn(client, digits="1")).json["say"] == f"Answer {number}."
        for _ in range(2):
            assert (await take_turn(client, event="start")).json["say"] == "Answer 4."


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"", 400, "invalid_json"),
        (b"[]", 400, "invalid_request"),
        ({}, 400, "invalid_request"),
        ({"call_id": ""}, 400, "invalid_request"),
        ({"call_id": 7}, 400, "invalid_request"),
        ({"call_id": "a b"}, 400, "invalid_request"),
        ({"call_id": "x" * 129}, 400, "invalid_request"),
        ({"call_id": "a", "turn_id": "x" * 65}, 400, "invalid_request"),
        ({"call_id": "a", "event": "explode"}, 400, "invalid_request"),
        ({"call_id": "a", "transfer": "maybe"}, 400, "invalid_request"),
        ({"call_id": "a", "digits": "12a"}, 400, "invalid_request"),
        ({"call_id": "a", "digits": "1" * 33}, 400, "invalid_request"),
        ({"call_id": "a", "digits": 1}, 400, "invalid_request"),
        ({"call_id": "a", "transcript": ["x"]}, 400, "invalid_request"),
        ({"call_id": "a", "confidence": "high"}, 400, "invalid_request"),
        ({"call_id": "a", "confidence": True}, 400, "invalid_request"),
        ({"call_id": "a", "can_wait": 1}, 400, "invalid_request"),
        ({"call_id": "a", "alternatives": [{"confidence": 1}]}, 400, "invalid_request"),
        ({"call_id": "a", "alternatives": "x"}, 400, "invalid_request"),
        (b'{"call_id":"a","confidence":NaN}', 400, "invalid_request"),
        (b'{"call_id":"a","confidence":1e999}', 400, "invalid_request"),
        (b'{"call_id":"a","transcript":"\\ud83d"}', 400, "invalid_json"),
        (b'{"call_id":"a","x":' + b"[" * 5000 + b"]" * 5000 + b"}", 400, "invalid_json"),
        (b" " * 40_000, 413, "too_large"),
    ],
)
async def test_what_makes_no_sense_is_refused(
    site: OpenSite, calls: ScriptedCalls, body: Any, status: int, code: str
) -> None:
    async with site(calls=calls) as (_, client):
        answer = await client.post(ADDRESS, body, BEARER)
        assert (answer.status, answer.code) == (status, code)
        kind = await client.ask("POST", ADDRESS, b"{}", {**BEARER, "Content-Type": "text/plain"})
        assert (kind.status, kind.code) == (415, "unsupported_media_type")
    assert calls.heard == []


async def test_who_has_no_token_is_refused(site: OpenSite, calls: ScriptedCalls) -> None:
    async with site(calls=calls) as (_, client):
        for wrong in ({}, {"Authorization": "Bearer x"}, {"Authorization": "Bearer "}):
            answer = await client.post(ADDRESS, {"call_id": "a"}, wrong)
            assert (answer.status, answer.code) == (401, "unauthorized")
            assert answer.headers["WWW-Authenticate"] == "Bearer"
    async with site(calls=calls, phone_token=None) as (_, client):
        assert (await client.post(ADDRESS, {"call_id": "a"}, BEARER)).status == 401
    assert calls.heard == []


async def test_failures_are_told(site: OpenSite, calls: ScriptedCalls) -> None:
    async with site(calls=calls, conversation_limit="5/minute") as (_, client):
        for failure, status, code in (
            (CallRefused("No such call."), 400, "invalid_request"),
            (DatabaseUnavailable("gone"), 503, "not_saved"),
            (TooManyReports(7), 429, "too_many"),
            (RuntimeError("is it open"), 500, "failed"),
        ):
            calls.failure = failure
            answer = await take_turn(client, transcript="is it open")
            assert (answer.status, answer.code) == (status, code)
        calls.failure = None
        await take_turn(client, digits="1")
        assert_too_many(await take_turn(client, digits="1"))
        assert (await take_turn(client, event="hangup")).status == 200
