"""Calls through Twilio: what it posts is understood, and answered with TwiML, once a step."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from sqlalchemy import select

from countyline.calling.model import Alternative, CallRefused, Event, TransferOutcome
from countyline.channels.voice.twiml import ADDRESS
from countyline.database.engine import DatabaseUnavailable, reading
from countyline.intake.schema import transcript_batches, transcripts
from tests.channels.conftest import OpenSite
from tests.channels.phoning import CALL, TWILIO, Twilio, fields
from tests.channels.scripted_calls import ScriptedCalls, said, transfer
from tests.channels.site import PUBLIC_URL, Site
from tests.channels.test_limits import assert_too_many
from tests.channels.texting import signature


@pytest.fixture
def calls() -> ScriptedCalls:
    return ScriptedCalls()


async def test_a_call_from_greeting_to_goodbye(site: OpenSite, calls: ScriptedCalls) -> None:
    calls.says(
        said("Hello."),
        said("Closed.", language="es"),
        said("Hold on.", next="wait"),
        said("Goodbye.", next="hangup"),
    )
    async with site(calls=calls) as (_, client):
        twilio = Twilio(client)
        greeting = await twilio.call("start")
        assert (greeting.words, greeting.verbs) == ("Hello.", ["Gather", "Redirect"])
        assert greeting.path("Redirect", "") == greeting.path("Gather")
        answer = await twilio.call("speech", greeting.path("Gather"))
        assert answer.one("Gather").attrib["language"] == "es-US"
        waiting = await twilio.call("keys", answer.path("Gather"))
        assert waiting.verbs == ["Say", "Pause", "Redirect"]
        end = await twilio.call("silence", waiting.path("Redirect", ""))
        assert (end.words, end.verbs) == ("Goodbye.", ["Say", "Hangup"])
        assert (await twilio.post(fields("status"), f"{ADDRESS}/status")).status == 204
    start, speech, keys, wait, over = calls.heard
    assert {one.call for one in calls.heard} == {f"twilio:{CALL}"}
    assert [one.key for one in calls.heard] == ["0", "1", "2", "3", "hangup"]
    assert [one.event for one in calls.heard] == [
        Event.START, Event.SPEECH, Event.KEYS, Event.WAITING, Event.HANGUP,
    ]  # fmt: skip
    assert start.caller == speech.caller == "+18165550123"
    assert (start.language, speech.language, keys.language) == (None, "en", "es")
    assert speech.alternatives == (Alternative("Is the recorder open Friday?", 0.91224754),)
    assert keys.keys == "1"
    assert all(one.abilities.waits and one.abilities.records for one in (start, wait))
    assert not over.alternatives


@pytest.mark.parametrize("given", ["", "0.0", "0", "nan", "1.2", "-1", "high", "٠.٥x"])
async def test_a_wild_confidence_is_unknown(
    site: OpenSite, calls: ScriptedCalls, given: str
) -> None:
    async with site(calls=calls) as (_, client):
        await Twilio(client).call("speech", f"{ADDRESS}?step=1", Confidence=given)
    assert calls.heard[0].alternatives[0].confidence is None


async def test_silence_and_odd_words(site: OpenSite, calls: ScriptedCalls) -> None:
    async with site(calls=calls) as (_, client):
        twilio = Twilio(client)
        await twilio.call("silence", f"{ADDRESS}?step=1")
        await twilio.call("speech", f"{ADDRESS}?step=2", SpeechResult="  \u0007\u202e ")
        await twilio.call("speech", f"{ADDRESS}?step=3", SpeechResult="a\u0000b\n😀 ñ" + "x" * 9000)
        both = {"SpeechResult": "one", "Digits": "1"}
        await twilio.call("speech", f"{ADDRESS}?step=4", **both)
    silent, odd, long, pressed = calls.heard
    assert silent.event is odd.event is Event.NO_INPUT
    assert long.alternatives[0].transcript.startswith("a b 😀 ñxxx")
    assert len(long.alternatives[0].transcript) == 2000
    assert (pressed.event, pressed.keys) == (Event.KEYS, "1")


@pytest.mark.parametrize(
    ("sender", "caller"),
    [
        ("+18165550123", "+18165550123"),
        ("+5215512345678", "+5215512345678"),
        ("anonymous", None),
        ("Restricted", None),
        ("+266696687", None),
        ("+7378742833", None),
        ("+2562533", None),
        ("+8656696", None),
        ("+86282452253", None),
        ("client:desk", None),
        ("", None),
        ("sip:+18165550123@pbx.example", "+18165550123"),
    ],
)
async def test_who_calls(
    site: OpenSite, calls: ScriptedCalls, sender: str, caller: str | None
) -> None:
    calls.says(said("Hold on.", next="transfer", transfer=transfer()))
    async with site(calls=calls) as (_, client):
        dial = (await Twilio(client).call("start", From=sender)).one("Dial")
        # Whose number is withheld is put through under the county's.
        assert dial.attrib.get("callerId") == (None if caller else "+18165550100")
    assert calls.heard[0].caller == caller


@pytest.mark.parametrize(
    ("status", "bridged", "outcome"),
    [
        ("completed", "true", TransferOutcome.COMPLETED),
        ("answered", "", TransferOutcome.COMPLETED),
        ("completed", "false", TransferOutcome.NO_ANSWER),
        ("busy", "", TransferOutcome.BUSY),
        ("no-answer", "", TransferOutcome.NO_ANSWER),
        ("failed", "", TransferOutcome.FAILED),
        ("canceled", "", TransferOutcome.FAILED),
        ("a-new-word", "", TransferOutcome.FAILED),
    ],
)
async def test_a_transfer(
    site: OpenSite, calls: ScriptedCalls, status: str, bridged: str, outcome: TransferOutcome
) -> None:
    calls.says(
        said("Hold on.", language="es", next="transfer", transfer=transfer()), said("Sorry.")
    )
    async with site(calls=calls) as (_, client):
        twilio = Twilio(client)
        put_through = await twilio.call("keys", f"{ADDRESS}?step=4")
        whisper = await twilio.call("whisper", put_through.path("Number", "url"))
        assert whisper.words == "Call from Countyline, about a waiver."
        # Staff hear English, whatever the caller speaks.
        assert whisper.one("Say").attrib["language"] == "en-US"
        assert len(calls.heard) == 1  # Staff's leg is no report of the caller's.
        ended = {"DialCallStatus": status, "DialBridged": bridged}
        assert (await twilio.call("transfer", put_through.path("Dial"), **ended)).words == "Sorry."
    assert (calls.heard[1].event, calls.heard[1].transfer) == (Event.TRANSFER_ENDED, outcome)
    assert calls.heard[1].key == "5"


async def test_staff_get_the_caller_even_when_nobody_can_say_who_it_is(
    site: OpenSite, calls: ScriptedCalls
) -> None:
    path = f"{ADDRESS}/whisper?call={CALL}&step=9"
    async with site(calls=calls) as (_, client):
        twilio = Twilio(client)
        assert (await twilio.call("whisper", path)).verbs == []
        assert (await twilio.call("whisper", f"{ADDRESS}/whisper?call=%00")).verbs == []
        for failure in (CallRefused("no"), DatabaseUnavailable("gone")):
            calls.failure = failure
            assert (await twilio.call("whisper", path)).verbs == []


# Voicemail


def voicemails(site: Site) -> list[Any]:
    with reading(site.engine) as connection:
        return list(connection.execute(select(transcripts)))


async def test_a_voicemail_is_taken_in_once(site: OpenSite, calls: ScriptedCalls) -> None:
    calls.says(said("After the tone.", next="record"), said("Thank you.", next="hangup"))
    async with site(calls=calls) as (served, client):
        twilio = Twilio(client)
        record = await twilio.call("keys", f"{ADDRESS}?step=2")
        action = record.path("Record")
        assert (await twilio.call("recording", action)).words == "Thank you."
        assert voicemails(served) == []  # Its words come later.
        callback = record.path("Record", "transcribeCallback")
        for _ in range(3):
            assert (await twilio.post(fields("transcription"), callback)).status == 204
        [one] = voicemails(served)
        assert one.text.startswith("Hi, I need a waiver")
        assert (one.kind, one.language, one.contact) == ("voicemail", "en", "816-555-0123")
        with reading(served.engine) as connection:
            [batch] = connection.execute(select(transcript_batches))
        assert (batch.source, batch.taken, batch.complete) == ("voicemail", 1, True)
    assert [one.event for one in calls.heard] == [Event.KEYS, Event.RECORDED]
    assert calls.heard[1].key == "3"


async def test_a_voicemail_that_was_not_transcribed_is_left_to_the_calls_case(
    site: OpenSite, calls: ScriptedCalls
) -> None:
    async with site(calls=calls) as (served, client):
        twilio = Twilio(client)
        failed = fields("transcription", TranscriptionStatus="failed", TranscriptionText="")
        path = f"{ADDRESS}/voicemail?step=3&language=en"
        assert (await twilio.post(failed, path)).status == 204
        path = f"{ADDRESS}/voicemail?step=3&language=es"
        await twilio.call("recording", path)
        await twilio.call("recording", path.replace("3", "4"), RecordingUrl="javascript:x")
        assert voicemails(served) == []
    recorded, odd = calls.heard
    assert recorded.recording == TWILIO["recording"]["RecordingUrl"]
    assert odd.recording == TWILIO["recording"]["RecordingSid"]


async def test_a_recording_without_a_name_is_refused(site: OpenSite) -> None:
    async with site() as (served, client):
        for wrong in ("", "RE1", "../x"):
            answer = await Twilio(client).post(
                fields("transcription", RecordingSid=wrong), f"{ADDRESS}/voicemail?step=1"
            )
            assert (answer.status, answer.code) == (400, "invalid_request")
        assert voicemails(served) == []


# The end


async def test_only_an_end_is_an_end(site: OpenSite, calls: ScriptedCalls) -> None:
    async with site(calls=calls) as (_, client):
        twilio = Twilio(client)
        for status in ("initiated", "ringing", "in-progress", "queued", ""):
            posted = fields("status", CallStatus=status)
            assert (await twilio.post(posted, f"{ADDRESS}/status")).status == 204
        assert calls.heard == []
        for status in ("completed", "busy", "failed", "no-answer", "canceled"):
            posted = fields("status", CallStatus=status)
            assert (await twilio.post(posted, f"{ADDRESS}/status")).status == 204
        assert [one.event for one in calls.heard] == [Event.HANGUP]


async def test_a_call_that_is_over_is_not_greeted(site: OpenSite, calls: ScriptedCalls) -> None:
    async with site(calls=calls) as (_, client):
        assert (await Twilio(client).call("start", CallStatus="completed")).verbs == []
        over = await Twilio(client).call("speech", f"{ADDRESS}?step=3", CallStatus="completed")
        assert over.verbs == []
    assert [(one.event, one.key) for one in calls.heard] == [(Event.HANGUP, "hangup")]


# Hostile edges


async def test_a_request_that_comes_again_gets_the_same_answer(
    site: OpenSite, calls: ScriptedCalls
) -> None:
    calls.says(*(said(f"Answer {number}.") for number in range(10)))
    async with site(calls=calls) as (_, client):
        twilio = Twilio(client)
        path = f"{ADDRESS}?step=3&language=en"
        posted = fields("speech")
        answers = await asyncio.gather(*(twilio.post(posted, path) for _ in range(8)))
        assert len({answer.body for answer in answers}) == 1
        later = await twilio.call("keys", f"{ADDRESS}?step=4&language=en")
        # A step from the past is told what it was told.
        assert (await twilio.post(posted, path)).body == answers[0].body
        assert later.words == "Answer 1."
    assert len(calls.heard) == 2


async def test_who_is_not_twilio_is_refused(site: OpenSite, calls: ScriptedCalls) -> None:
    places = ["", "/transfer", "/voicemail", "/whisper", "/status"]
    async with site(calls=calls) as (served, client):
        twilio = Twilio(client)
        for place in places:
            path = f"{ADDRESS}{place}?step=1&call={CALL}"
            posted = fields("transcription")
            for signed, code in (
                (None, "unsigned"),
                ("", "unsigned"),
                ("x", "wrong_signature"),
                (signature(PUBLIC_URL + path, posted, "another token"), "wrong_signature"),
                (signature(f"{PUBLIC_URL}{ADDRESS}{place}?step=2", posted), "wrong_signature"),
                (signature(PUBLIC_URL + path, {**posted, "To": ""}), "wrong_signature"),
                (signature(PUBLIC_URL + path, {k: v for k, v in posted.items() if v}),
                 "wrong_signature"),
            ):  # fmt: skip
                answer = await twilio.post(posted, path, signed)
                assert (answer.status, answer.code) == (403, code)
            other = fields("transcription", AccountSid="AC" + "9" * 32)
            assert (await twilio.post(other, path)).code == "wrong_account"
            assert (await client.get(path)).status == 405
        assert voicemails(served) == []
    assert calls.heard == []


@pytest.mark.parametrize("public", ["https://county.example/help", "https://county.example:8443"])
async def test_a_proxy_with_a_prefix_and_a_port(
    site: OpenSite, calls: ScriptedCalls, public: str
) -> None:
    async with site(calls=calls, public_url=public) as (_, client):
        greeting = await Twilio(client, public).call("start")
        assert greeting.one("Gather").attrib["action"].startswith(public + ADDRESS)


@pytest.mark.parametrize(
    ("changed", "path"),
    [
        ({"CallSid": ""}, ADDRESS),
        ({"CallSid": "CA 1"}, ADDRESS),
        ({"Digits": "1'; drop"}, f"{ADDRESS}?step=1"),
        ({"Digits": "1" * 33}, f"{ADDRESS}?step=1"),
        ({"Digits": "١"}, f"{ADDRESS}?step=1"),
        ({}, f"{ADDRESS}?step=x"),
        ({}, f"{ADDRESS}?step=12345"),
        ({}, f"{ADDRESS}?step=-1"),
        ({"CallSid": ""}, f"{ADDRESS}/status"),
    ],
)
async def test_what_twilio_would_not_send_is_refused(
    site: OpenSite, calls: ScriptedCalls, changed: dict[str, str], path: str
) -> None:
    async with site(calls=calls) as (_, client):
        answer = await Twilio(client).post(fields("speech", **changed), path)
        assert (answer.status, answer.code) == (400, "invalid_request")
    assert calls.heard == []


async def test_failures_send_twilio_to_the_fallback(site: OpenSite, calls: ScriptedCalls) -> None:
    async with site(calls=calls) as (_, client):
        twilio = Twilio(client)
        for failure, status, code in (
            (CallRefused("This call makes no sense."), 400, "invalid_request"),
            (DatabaseUnavailable("gone"), 503, "not_saved"),
            (RuntimeError("Is the recorder open Friday?"), 500, "failed"),
        ):
            calls.failure = failure
            answer = await twilio.post(fields("speech"), f"{ADDRESS}?step=1")
            assert (answer.status, answer.code) == (status, code)


async def test_a_body_that_is_too_large(site: OpenSite) -> None:
    async with site() as (_, client):
        answer = await Twilio(client).post(fields("speech", More="x" * 70_000))
        assert (answer.status, answer.code) == (413, "too_large")


async def test_a_call_that_asks_too_much_waits_alone_and_may_still_end(
    site: OpenSite, calls: ScriptedCalls
) -> None:
    async with site(calls=calls, conversation_limit="3/minute") as (_, client):
        twilio = Twilio(client)
        for step in range(3):
            await twilio.call("speech", f"{ADDRESS}?step={step + 1}")
        assert_too_many(await twilio.post(fields("speech"), f"{ADDRESS}?step=4"))
        await twilio.call("start", CallSid="CA" + "9" * 32)
        assert (await twilio.post(fields("status"), f"{ADDRESS}/status")).status == 204
    async with site(calls=calls, everybody_limit="1/minute") as (_, client):
        await Twilio(client).call("start", CallSid="CA" + "8" * 32)
        other = await Twilio(client).post(fields("start", CallSid="CA" + "7" * 32))
        assert_too_many(other)


async def test_json_is_taken_too(site: OpenSite, calls: ScriptedCalls) -> None:
    async with site(calls=calls) as (_, client):
        headers = {"Content-Type": "application/json"}
        body = json.dumps(fields("start")).encode()
        assert (await client.ask("POST", ADDRESS, body, headers)).status == 403


async def test_without_an_account_everybody_is_refused(
    site: OpenSite, calls: ScriptedCalls, caplog: pytest.LogCaptureFixture
) -> None:
    async with site(calls=calls, twilio_account=None) as (_, client):
        for place in ("", "/transfer", "/voicemail", "/whisper", "/status"):
            answer = await Twilio(client).post(fields("start"), f"{ADDRESS}{place}")
            assert (answer.status, answer.code) == (403, "not_configured")
    assert caplog.text.count("TWILIO_AUTH_TOKEN is not set") == 1
    assert calls.heard == []


async def test_no_number_is_logged(
    site: OpenSite, calls: ScriptedCalls, caplog: pytest.LogCaptureFixture
) -> None:
    async with site(calls=calls) as (_, client):
        await Twilio(client).call("start")
        await Twilio(client).post(fields("speech"), signed="x")
        await Twilio(client).post(fields("transcription"), f"{ADDRESS}/voicemail?step=1")
    assert "8165550123" not in caplog.text
