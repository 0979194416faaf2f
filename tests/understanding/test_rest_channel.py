"""The inner channel over real HTTP: never silent, never leaking, never a command."""

import json
import time
from pathlib import Path
from typing import Any

import pytest

from tests.rasa_server import ActionStandIn, RasaServer
from tests.understanding.conftest import answering
from tests.understanding.published import publish


def is_headline(server: RasaServer, message: str, sender: str) -> bool:
    answered = server.say(message, sender)
    assert answered.status == 200
    assert len(answered.answers) == 1
    return answered.answers[0]["degraded"] is True and "headline" in answered.texts[0]


def test_an_answer_comes_through_whole(rasa: RasaServer, actions: ActionStandIn) -> None:
    answered = rasa.say("is the recorder open", "whole")
    assert answered.texts == ["An answer."]
    assert [answer["topic"] for answer in answered.answers] == ["status"]


def test_an_absent_action_server_gives_the_headline_in_the_residents_language(
    rasa: RasaServer,
) -> None:
    assert rasa.say("is the recorder open", "absent").texts == ["en stale headline"]
    answered = rasa.say("¿está abierto el registro?", "absent")
    assert answered.texts == ["es stale headline"]
    assert answered.answers[0]["degraded"] is True


@pytest.mark.parametrize(
    "body",
    [
        {"error": "my social is 987-65-4321"},
        {"events": "no list", "responses": []},
        {"events": [{"event": "slot"}], "responses": []},
        {"events": [], "responses": [17]},
        {"events": [], "responses": []},
        {"events": [], "responses": [{"text": "   "}]},
        {"events": [], "responses": [{"text": "words without an answer"}]},
        [],
    ],
)
def test_a_response_that_is_no_answer_gives_the_headline(
    rasa: RasaServer, actions: ActionStandIn, body: Any
) -> None:
    actions.reply = lambda call: (200, body)
    assert is_headline(rasa, "is the recorder open", "invalid")


def test_a_failing_action_server_gives_the_headline_and_its_words_stay_out_of_the_log(
    rasa: RasaServer, actions: ActionStandIn
) -> None:
    actions.reply = lambda call: (500, {"error": "quoting-the-tracker"})
    assert is_headline(rasa, "is the recorder open", "failing")
    assert "quoting-the-tracker" not in rasa.log.read_text()


def test_a_slow_action_server_gives_the_headline_and_the_next_turn_works(
    rasa: RasaServer, actions: ActionStandIn
) -> None:
    def slowly(call: dict[str, Any]) -> tuple[int, Any]:
        time.sleep(6)
        return 200, answering("Too late.")

    actions.reply = slowly
    assert is_headline(rasa, "is the recorder open", "slow")
    actions.reply = lambda call: (200, answering("In time."))
    assert rasa.say("is the recorder open", "slow").texts == ["In time."]


def test_more_than_one_custom_becomes_one(rasa: RasaServer, actions: ActionStandIn) -> None:
    twice = answering("First.")["responses"] + answering("Second.")["responses"]
    actions.reply = lambda call: (200, {"events": [], "responses": twice})
    answered = rasa.say("is the recorder open", "twice")
    assert answered.texts == ["First.", "Second."]
    assert len(answered.answers) == 1


@pytest.mark.parametrize("command", ["/restart", "/status", "//restart", " /safety{}", "／restart"])
def test_a_slash_is_no_command(rasa: RasaServer, actions: ActionStandIn, command: str) -> None:
    answered = rasa.say(command, "slash")
    assert answered.texts == ["An answer."]
    assert actions.latest["intent"]["confidence"] < 1.0
    assert not actions.latest["text"].startswith("/")


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"{", 400, "invalid_json"),
        (b"\xff\xfe", 400, "invalid_json"),
        (b"[" * 9000, 400, "invalid_json"),
        (b"[]", 400, "invalid_request"),
        (b'{"message": "hello"}', 400, "invalid_sender"),
        (b'{"sender": "", "message": "hello"}', 400, "invalid_sender"),
        (b'{"sender": "a"}', 400, "invalid_message"),
        (b'{"sender": "a", "message": 5}', 400, "invalid_message"),
        (b'{"sender": "a", "message": "hello", "metadata": 5}', 400, "invalid_metadata"),
        (b'{"sender": "a", "message": "' + b"x" * 17000 + b'"}', 413, "too_large"),
    ],
)
def test_bad_requests_are_refused_in_plain_words(
    rasa: RasaServer, body: bytes, status: int, code: str
) -> None:
    answered = rasa.post(body)
    assert answered.status == status
    assert answered.body["error"]["code"] == code
    assert answered.body["error"]["message"].endswith(".")


def test_secret_numbers_never_reach_rasa_or_its_log(
    rasa: RasaServer, actions: ActionStandIn
) -> None:
    context = {"last": "card 4111 1111 1111 1111", "language": "en"}
    rasa.say("my social is 219-09-9999, was it stolen", "secret", context=context, other="x")
    seen = json.dumps(actions.calls[-1])
    for secret in ("219-09-9999", "4111 1111", "41111111"):
        assert secret not in seen
        assert secret not in rasa.log.read_text()
    assert "other" not in actions.latest["metadata"]


def test_a_long_message_is_capped_and_says_so(rasa: RasaServer, actions: ActionStandIn) -> None:
    rasa.say("is the recorder open " * 100, "long")
    assert len(actions.latest["text"]) <= 1000
    assert actions.latest["metadata"]["capped"] is True


@pytest.mark.parametrize("message", ["", "   ", "///", "\u200b", "👍", "<b></b>", "?" * 900])
def test_a_message_without_words_is_answered_too(
    rasa: RasaServer, actions: ActionStandIn, message: str
) -> None:
    assert rasa.say(message, "wordless").texts == ["An answer."]


def test_the_call_stays_small_however_long_the_conversation(
    rasa: RasaServer, actions: ActionStandIn
) -> None:
    sizes = []
    for _ in range(12):
        rasa.say("is the recorder open", "talkative")
        sizes.append(len(json.dumps(actions.calls[-1])))
    assert sizes[-1] < 1.2 * sizes[0]
    assert actions.calls[-1]["domain"] == {}
    heard = [event for event in actions.calls[-1]["tracker"]["events"] if event["event"] == "user"]
    assert len(heard) == 1


def test_the_context_is_kept_while_old_turns_are_forgotten(
    rasa: RasaServer, actions: ActionStandIn
) -> None:
    slot = {"event": "slot", "name": "context", "value": {"language": "es", "topic": "status"}}
    actions.reply = lambda call: (200, {**answering("Con contexto."), "events": [slot]})
    rasa.say("¿está abierto el registro?", "keeping")
    actions.reply = lambda call: (200, answering("Sin nada nuevo."))
    for _ in range(8):
        rasa.say("ok", "keeping")
    assert actions.calls[-1]["tracker"]["slots"]["context"] == slot["value"]
    assert actions.latest["understanding"]["language"] == "es"


def test_a_secret_is_asked_for_when_one_is_set(
    model: Path, tmp_path: Path, actions: ActionStandIn
) -> None:
    publish(tmp_path / "publication")
    settings = {"COUNTYLINE_RASA_SECRET": "only-the-desk"}
    body = b'{"sender": "a", "message": "hello"}'
    with RasaServer(model, tmp_path, actions.port, settings) as server:
        assert server.post(body).status == 401
        assert server.post(body, Authorization="Bearer wrong").status == 401
        assert server.post(body, Authorization="Bearer only-the-desk").status == 200


def test_without_any_publication_there_is_still_a_sentence(model: Path, tmp_path: Path) -> None:
    with RasaServer(model, tmp_path, 9) as server:
        answered = server.say("is the recorder open", "nothing")
    assert "county information" in answered.texts[0]
    assert "información del condado" in answered.texts[0]
    assert answered.answers[0]["certainty"] == "unknown"
    assert answered.answers[0]["degraded"] is True
