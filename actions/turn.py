"""Reads a turn out of Rasa's tracker."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, get_args
from uuid import uuid4

from rasa_sdk import Tracker

from countyline.answers.context import Context, read_context
from countyline.answers.medium import Medium
from countyline.answers.question import Question, read_question
from countyline.topics import ASPECTS


@dataclass(frozen=True)
class Turn:
    """A resident's message and where it came from.

    `id` is the same when the same message is sent again, if the channel gave it a `message_id`.
    `wants_basis`: whoever asks keeps what the answer was made from.
    """

    id: str
    conversation: str
    input_channel: str
    question: Question
    context: Context
    wants_basis: bool = False


def read_turn(tracker: Tracker) -> Turn:
    """Read the latest message, what understanding made of it, and the conversation's context.

    The context that the desk sent along is what the resident was really shown, so it wins over
    Rasa's slot, also when it is empty.
    """
    message: Mapping[str, Any] = tracker.latest_message or {}
    metadata = _mapping(message.get("metadata"))
    # Only a desk asks for it: it keeps both the basis and what is promised.
    has_desk = metadata.get("basis") is True
    input_channel = tracker.get_latest_input_channel() or ""
    sent = metadata.get("context")
    stored = sent if isinstance(sent, Mapping) else tracker.get_slot("context")
    question = read_question(
        _understanding(message),
        text=str(message.get("text") or ""),
        channel=str(metadata.get("channel") or input_channel or "web"),
        capped=bool(metadata.get("capped")),
        read_on=medium if (medium := metadata.get("medium")) in get_args(Medium) else None,
        has_desk=has_desk,
    )
    turn_id = metadata.get("message_id") or message.get("message_id") or ""
    return Turn(
        # A message that nobody named is taken for a new one: better two cases than none.
        id=str(turn_id) or uuid4().hex,
        conversation=str(tracker.sender_id),
        input_channel=input_channel,
        question=question,
        context=read_context(stored),
        wants_basis=has_desk,
    )


def _understanding(message: Mapping[str, Any]) -> Mapping[str, Any]:
    """Give what our components found; of a stock pipeline, its intent as the topic."""
    understood = message.get("understanding")
    if isinstance(understood, Mapping):
        return understood
    intent = _mapping(message.get("intent"))
    topic = str(intent.get("name") or "out_of_scope")
    aspect = next(iter(ASPECTS.get(topic, {"other": ""})))
    confidence = float(intent.get("confidence") or 0.0)
    return {
        "questions": [
            {
                "text": message.get("text"),
                "topic": topic,
                "aspect": aspect,
                "confidence": confidence,
                "confident": confidence >= 0.5 and topic in ASPECTS,
            }
        ]
    }


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
