"""Trackers as Rasa sends them to the action server."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rasa_sdk import Tracker

from countyline.topics import ASPECTS

CONFIDENT = {"confidence": 0.95, "confident": True}


def understood(name: str, language: str = "en", **question: Any) -> dict[str, Any]:
    """What understanding says of one question; `name` is `topic/aspect`."""
    topic, _, aspect = name.partition("/")
    assert topic == "smalltalk" or aspect in ASPECTS[topic]
    asked = {"text": "a question", "topic": topic, "aspect": aspect, **CONFIDENT, **question}
    return {"revision": 1, "language": language, "questions": [asked]}


def tracker(
    understanding: Mapping[str, Any],
    slot: object = None,
    metadata: Mapping[str, Any] | None = None,
    input_channel: str = "rest",
    text: str = "a question",
) -> Tracker:
    """A tracker with one message, whose slot and metadata may hold a context each."""
    message = {
        "text": text,
        "message_id": "of-rasa",
        "metadata": dict(metadata or {}),
        "understanding": dict(understanding),
    }
    heard = {"event": "user", "input_channel": input_channel, **message}
    slots = {"context": slot}
    return Tracker("ana", slots, message, [heard], False, None, {}, "action_listen")
