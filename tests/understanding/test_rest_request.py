"""What a request to the inner channel holds."""

import json
from typing import Any

import pytest

from countyline.understanding.rest_request import LARGEST_BODY, Refused, Turn, read_turn


def turn(message: str = "is the recorder open", **metadata: Any) -> Turn:
    body = {"sender": "ana", "message": message, "metadata": metadata}
    return read_turn(json.dumps(body).encode())


def test_the_desk_says_that_it_capped_a_text() -> None:
    assert turn(capped=True).metadata == {"capped": True}
    assert turn("word " * 300).metadata == {"capped": True}
    for other in (False, None, 1, "true", [True]):
        assert turn(capped=other).metadata == {}
    assert turn("word " * 300, capped=False).metadata == {"capped": True}


def test_an_empty_context_is_one() -> None:
    assert turn(context={}).metadata == {"context": {}}
    assert turn(language="es", context={}).language == "es"
    others: list[Any] = [None, [], "context", 5]
    for other in others:
        assert turn(context=other).metadata == {}


def test_the_largest_context_of_ours_comes_through() -> None:
    emoji = "\U0001f600"
    context = {
        "language": "es",
        "topic": "status",
        "subjects": ["recorder_of_deeds"] * 20,
        "date": {"kind": "weekday", "weekday": 4, "which": "bare"},
        "choices": [{"id": "status/open", "title": emoji * 100}] * 12,
        "question": emoji * 1000,
        "last": {"paragraphs": ["ñ" * 1000, emoji * 990], "source": None, "mark": None},
    }
    message = emoji * 1000
    body = json.dumps({"sender": "ana", "message": message, "metadata": {"context": context}})
    assert len(body) < LARGEST_BODY
    assert read_turn(body.encode()).metadata["context"] == context
    assert turn(context={"question": ["x" * 1000] * 40}).metadata == {}


def refusal(**body: Any) -> int:
    with pytest.raises(Refused) as refused:
        read_turn(json.dumps({"sender": "ana", "message": "hello", **body}).encode())
    return refused.value.status


def test_only_the_context_may_make_a_request_long() -> None:
    assert turn(context={"question": "x" * 17000}).metadata["context"]
    assert refusal(message="x" * 17000) == 413
    assert refusal(metadata={"x": "y" * 17000}) == 413
    assert refusal(metadata={"context": {"last": "x" * LARGEST_BODY}}) == 413


@pytest.mark.parametrize("broken", ["\\ud800", "\\ud83d \\ude00"])
def test_half_a_character_is_no_fault(broken: str) -> None:
    context = f'{{"question": "{broken}"}}'
    body = f'{{"sender": "ana", "message": "hi {broken}", "metadata": {{"context": {context}}}}}'
    assert read_turn(body.encode()).text.startswith("hi")


@pytest.mark.parametrize("message_id", ["SM1", "0f0e-11", "x" * 200])
def test_the_desk_s_id_of_a_message_is_kept(message_id: str) -> None:
    assert turn(message_id=message_id).message_id == message_id
    assert turn().message_id is None


def test_the_medium_of_the_answer_comes_along() -> None:
    known: dict[str, Any] = {"channel": "voice", "medium": "screen"}
    assert turn(**known).metadata == known
    for other in ("print", "", "SCREEN", None, ["screen"]):
        assert turn(medium=other).metadata == {}


def test_what_recognition_heard_is_kept_and_redacted() -> None:
    listed = [
        {"text": "is the recorder open", "confidence": 0.7},
        {"text": "card 4111 1111 1111 1111", "confidence": "x", "more": 1},
        "nothing",
    ]
    kept = turn(recognition={"confidence": 0.5, "alternatives": listed, "engine": "y"}).metadata
    assert kept == {
        "recognition": {
            "confidence": 0.5,
            "alternatives": [
                {"text": "is the recorder open", "confidence": 0.5},
                {"text": "card [###]", "confidence": None},
            ],
        }
    }
    assert turn(recognition="0.9").metadata == {}


def test_a_question_that_is_to_be_confirmed_comes_back_whole() -> None:
    date = {"kind": "between", "first": {"kind": "date", "month": 4, "day": 5}, "start": 3}
    reading = [{"topic": "status", "subjects": [{"id": "collection"}], "dates": [date]}]
    context = {"heard": [reading, reading]}
    assert turn(context=context).metadata["context"] == context


def test_the_basis_is_wanted_only_when_it_is_said_plainly() -> None:
    assert turn(basis=True).metadata == {"basis": True}
    for other in (False, None, 1, "true", [True]):
        assert turn(basis=other).metadata == {}
