"""The shape of `custom.answer` that the outside relies on, as a strict JSON Schema.

Written from the contract, not from the code, so that the code cannot drift away from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker

from countyline.topics import TOPICS
from tests.system.system import Reply

_MOMENT = r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$"
_ID = r"^[a-z][a-z0-9_]*$"
_FACT = r"^[a-z][a-z0-9_]*(\.[a-z0-9_]+)*$"
_CASE = r"^[0-9A-Z]+-[0-9A-Z]+$"


def _object(required: Mapping[str, Any], optional: Mapping[str, Any] | None = None) -> Any:
    return {
        "type": "object",
        "required": list(required),
        "properties": {**required, **(optional or {})},
        "additionalProperties": False,
    }


def _list(items: Any, **more: Any) -> Any:
    return {"type": "array", "items": items, **more}


def _when(field: str, value: Any, then: Mapping[str, Any]) -> Any:
    return {"if": {"properties": {field: {"const": value}}}, "then": {"properties": then}}


_TEXT = {"type": "string", "minLength": 1, "maxLength": 300}
_TOPIC = {"enum": list(TOPICS)}
_EMPTY = {"type": "array", "maxItems": 0}
_NULL = {"type": "null"}

ANSWER: Mapping[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    **_object(
        {
            "kind": {"enum": ["answer", "clarify", "handoff", "decline", "smalltalk"]},
            "topic": {"anyOf": [_TOPIC, _NULL]},
            "topics": _list(_TOPIC, uniqueItems=True),
            "subjects": _list({"type": "string", "pattern": _ID}, uniqueItems=True),
            "facts": _list({"type": "string", "pattern": _FACT}, uniqueItems=True),
            "certainty": {"enum": ["confirmed", "expected", "not_confirmed", "unknown", None]},
            "as_of": {"anyOf": [{"type": "string", "pattern": _MOMENT}, _NULL]},
            "revision": {"anyOf": [{"type": "integer", "minimum": 1}, _NULL]},
            "sources": _list(
                _object(
                    {
                        "title": _TEXT,
                        "url": {"anyOf": [{"type": "string", "pattern": "^https?://"}, _NULL]},
                        "published": {"type": "string", "format": "date"},
                    }
                )
            ),
            "language": {"enum": ["en", "es", "und"]},
            "choices": _list(_object({"id": _TEXT, "title": _TEXT}), maxItems=4),
            "case": {
                "anyOf": [
                    _NULL,
                    _object(
                        {
                            "id": {"type": "string", "pattern": _CASE},
                            "state": {"enum": ["open", "claimed", "closed"]},
                        }
                    ),
                ]
            },
            "degraded": {"type": "boolean"},
        },
        # An addition of ours: whether a past event or an exercise is played.
        {"replay": {"type": "boolean"}},
    ),
    "allOf": [
        _when("kind", "answer", {"certainty": {"type": "string"}, "topic": _TOPIC}),
        _when("kind", "clarify", {"choices": {"minItems": 1}}),
        _when("kind", "decline", {"topic": {"const": "out_of_scope"}, "facts": _EMPTY}),
        _when("kind", "smalltalk", {"facts": _EMPTY}),
        _when("degraded", True, {"kind": {"const": "answer"}, "topic": {"const": "incident"}}),
        _when("language", "und", {"kind": {"const": "clarify"}}),
        # "Null outside `answer`."
        {
            "if": {"properties": {"kind": {"not": {"const": "answer"}}}},
            "then": {"properties": {"certainty": _NULL}},
        },
        # An answer without facts is a defect, unless nothing was published.
        {
            "if": {"properties": {"kind": {"const": "answer"}, "facts": _EMPTY}},
            "then": {"properties": {"certainty": {"const": "unknown"}}},
        },
        # A fact has its time and its source.
        {
            "if": {"properties": {"facts": {"minItems": 1}}},
            "then": {
                "properties": {"as_of": {"type": "string"}, "sources": {"minItems": 1}},
            },
        },
    ],
}

_LINE = {"type": "string", "minLength": 1, "pattern": r"^[^\n]*$"}
_LINE_OR_NULL = {"anyOf": [_LINE, _NULL]}
BESIDE = {"answer", "card", "context"}

_CARD = Draft202012Validator(
    _object(
        {
            "paragraphs": _list(_LINE, minItems=1),
            "source": _LINE_OR_NULL,
            "mark": _LINE_OR_NULL,
        }
    )
)
_VALIDATOR = Draft202012Validator(ANSWER, format_checker=FormatChecker())
_MESSAGE_KEYS = {"recipient_id", "text", "custom", "buttons", "image", "attachment"}


def violations(reply: Reply, sender: str) -> list[str]:
    """Say everything in which a reply breaks the contract."""
    if not isinstance(reply.messages, list) or not reply.messages:
        return ["there is no message"]
    found = [
        f"a message of an odd shape: {sorted(message)}"
        for message in reply.messages
        if not set(message) <= _MESSAGE_KEYS or message.get("recipient_id") != sender
    ]
    if not any(str(message.get("text") or "").strip() for message in reply.messages):
        found.append("no message has text")
    customs = [message["custom"] for message in reply.messages if "custom" in message]
    if len(customs) != 1 or "answer" not in customs[0]:
        return [*found, f"not exactly one custom answer: {customs}"]
    answer = customs[0]["answer"]
    found += _faults_beside(reply, customs[0])
    found += [
        f"{'/'.join(map(str, error.absolute_path))}: {error.message}"
        for error in _VALIDATOR.iter_errors(answer)
    ]
    if not found and (answer["topics"] or [None])[0] != answer["topic"]:
        found.append(f"topic {answer['topic']} does not lead topics {answer['topics']}")
    return found


def _faults_beside(reply: Reply, custom: Mapping[str, Any]) -> list[str]:
    """Additions of ours: the card holds the same text; a degraded answer has no new context."""
    expected = {"answer", "card"} if custom["answer"].get("degraded") else BESIDE
    if set(custom) - {"basis"} != expected:
        return [f"custom holds {sorted(custom)}"]
    faults = [f"card: {error.message}" for error in _CARD.iter_errors(custom["card"])]
    if not faults and joined(custom["card"]) != reply.text:
        faults.append(f"the card does not make the text: {custom['card']}")
    if not isinstance(custom.get("context", {}), Mapping):
        faults.append("the context is no object")
    return faults


def joined(card: Mapping[str, Any]) -> str:
    """Put the parts of a card together: paragraphs, then the source and the mark on one line."""
    last = " · ".join(part for part in (card["source"], card["mark"]) if part)
    return "\n".join([*card["paragraphs"], *([last] if last else [])])


def unknown_names(reply: Reply, document: Mapping[str, Any]) -> list[str]:
    """Give the subjects and facts of a reply that the published document does not hold."""
    subjects = {
        key
        for section in ("offices", "places", "services", "portals", "authorities")
        for key in document[section]
    }
    return [
        *(name for name in reply["subjects"] if name not in subjects),
        *(name for name in reply["facts"] if not _holds(document, name.split("."))),
    ]


def _holds(document: Any, path: list[str]) -> bool:
    for step in path:
        if not isinstance(document, Mapping) or document.get(step) is None:
            return False
        document = document[step]
    return True
