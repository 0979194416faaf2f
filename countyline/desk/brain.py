"""What the desk asks for answers: Rasa, through its private REST channel."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, NoReturn, Protocol

import aiohttp

from countyline.desk.model import Reply, Turn
from countyline.desk.outgoing import Outgoing

IN_PARTS = frozenset({"sms", "voice"})
"""The channels whose answers come in parts: worded for a text message or for the phone."""

SCREEN = "screen"
"""The medium of what is worded to be read with room, whatever channel the question came by."""


class BrainUnavailable(Exception):
    """No answer can be had now, but perhaps in a moment: nobody listens, or it went away."""


class BrainTooSlow(Exception):
    """No answer came within the time that was given."""


class Brain(Protocol):
    """Answers turns."""

    async def reply(self, turn: Turn, seconds: float) -> Reply:
        """Answer a turn within `seconds`. Raises BrainUnavailable or BrainTooSlow."""
        ...


class RasaBrain:
    """Rasa on loopback.

    Args:
        outgoing: how to call it.
        address: where its REST channel takes a message.
        secret: what it asks callers for, or None.
    """

    def __init__(self, outgoing: Outgoing, address: str, secret: str | None) -> None:
        self._outgoing = outgoing
        self._address = address
        self._headers = {"Content-Type": "application/json"}
        if secret:
            self._headers["Authorization"] = f"Bearer {secret}"

    async def reply(self, turn: Turn, seconds: float) -> Reply:
        """Answer a turn within `seconds`. Raises BrainUnavailable or BrainTooSlow."""
        try:
            async with self._outgoing.session.post(
                self._address,
                data=json.dumps(_request(turn)),
                headers=self._headers,
                timeout=aiohttp.ClientTimeout(total=seconds),
            ) as response:
                body = await response.read()
                if response.status != 200:
                    raise BrainUnavailable(f"Rasa answered {response.status}")
        except TimeoutError as error:
            raise BrainTooSlow from error
        except (aiohttp.ClientError, OSError) as error:
            raise BrainUnavailable(type(error).__name__) from error
        return _reply(body, turn)


def _request(turn: Turn) -> dict[str, Any]:
    metadata: dict[str, Any] = {
        "message_id": f"{turn.conversation}/{turn.key}",
        "channel": turn.channel,
        "context": dict(turn.context or {}),
        "basis": True,
    }
    if turn.language in ("en", "es"):
        metadata["language"] = turn.language
    if turn.capped:
        metadata["capped"] = True
    if turn.recognition is not None:
        metadata["recognition"] = dict(turn.recognition)
    if turn.medium is not None:
        metadata["medium"] = turn.medium
    return {"sender": turn.conversation, "message": turn.text, "metadata": metadata}


def _reply(body: bytes, turn: Turn) -> Reply:
    try:
        messages = json.loads(body, parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise BrainUnavailable("Rasa's answer is no JSON") from None
    if not isinstance(messages, list):
        raise BrainUnavailable("Rasa's answer is no list")
    texts = [m["text"] for m in messages if isinstance(m, Mapping) and _is_text(m.get("text"))]
    custom = _custom(messages)
    answer = custom.get("answer")
    if not texts or not isinstance(answer, Mapping):
        raise BrainUnavailable("Rasa's answer has no text or no record")
    rest, watches = custom.get("rest"), custom.get("watches")
    if turn.channel in IN_PARTS and turn.medium != SCREEN and not isinstance(rest, list):
        # Rasa's own headline, which is worded for a screen: the desk has one for the channel.
        raise BrainUnavailable("Rasa's answer is not worded for the channel")
    card, context, basis = custom.get("card"), custom.get("context"), custom.get("basis")
    return Reply(
        text="\n".join(texts),
        language="es" if answer.get("language") == "es" else "en",
        answer=answer,
        card=card if isinstance(card, Mapping) else None,
        context=context if isinstance(context, Mapping) else None,
        headline=answer.get("degraded") is True,
        rest=_rest(rest),
        basis=basis if isinstance(basis, Mapping) else None,
        watches=tuple(one for one in watches if isinstance(one, Mapping))
        if isinstance(watches, list)
        else (),
        may_change=custom.get("may_change") is True,
    )


def _rest(parts: object) -> tuple[str, ...]:
    """Give the further parts of an answer; what says nothing is left out."""
    return tuple(filter(_is_text, parts)) if isinstance(parts, list) else ()


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no JSON, and a database takes none")


def _is_text(text: object) -> bool:
    """Tell whether it is a text that says something and that a database can hold."""
    if not isinstance(text, str) or not text or "\0" in text:
        return False
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _custom(messages: Sequence[Any]) -> Mapping[str, Any]:
    for message in messages:
        custom = message.get("custom") if isinstance(message, Mapping) else None
        if isinstance(custom, Mapping):
            return custom
    return {}
