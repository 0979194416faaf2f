"""The inner channel: Rasa's REST channel, made safe to stand behind the desk.

Its name stays `rest`, so Rasa's own address and shape of messages stay too. It redacts the text
before Rasa stores or logs anything, keeps a deadline, never answers with nothing, and answers a
message that is sent again as before.
"""

from __future__ import annotations

import asyncio
import json
import logging
import traceback
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
from rasa.core.channels.rest import RestInput
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from countyline.headline import Headline, headline, present
from countyline.settings import Settings
from countyline.understanding.guarantee import guaranteed
from countyline.understanding.language import decide
from countyline.understanding.language_identifier import identify
from countyline.understanding.publication import published
from countyline.understanding.resent import Replies, Reply, Sent
from countyline.understanding.rest_request import Refused, Turn, admit, read_turn

logger = logging.getLogger(__name__)

_DEADLINE_SECONDS = 8.0

OnMessage = Callable[[UserMessage], Awaitable[Any]]


class PrivateRestInput(RestInput):
    """REST for the desk alone: JSON in, a list of messages out, never empty, never late."""

    def __init__(self, deadline_seconds: float = _DEADLINE_SECONDS) -> None:
        self._deadline = float(deadline_seconds)
        self._secret = Settings.from_environment().rasa_secret
        self._replies = Replies()

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> PrivateRestInput:
        """Create the channel from its part of `credentials.yml`."""
        return cls(**(credentials or {}))

    def blueprint(self, on_new_message: OnMessage) -> Blueprint:
        """The channel's addresses: `GET /` says that it lives, `POST /webhook` takes a turn."""
        webhook = Blueprint("countyline_rest")

        @webhook.route("/", methods=["GET"])
        async def health(_: Request) -> HTTPResponse:
            return response.json({"status": "ok"})

        @webhook.route("/webhook", methods=["POST"])
        async def receive(request: Request) -> HTTPResponse:
            try:
                admit(request.headers.get("authorization"), self._secret)
                turn = read_turn(request.body)
            except Refused as refused:
                return response.json(refused.body, status=refused.status)
            return response.json(await self._answer(turn, on_new_message))

        return webhook

    async def _answer(self, turn: Turn, on_new_message: OnMessage) -> Reply:
        """Give the reply to a message; one that has an id is known again."""
        take_turn = partial(self._take_turn, turn, on_new_message)
        if turn.message_id is None:
            return await take_turn()
        return await self._replies.reply(_sent(turn, turn.message_id), take_turn)

    async def _take_turn(self, turn: Turn, on_new_message: OnMessage) -> Reply:
        collector = CollectingOutputChannel()
        message = UserMessage(
            turn.text,
            collector,
            turn.sender,
            input_channel=self.name(),
            message_id=turn.message_id,
            metadata=turn.metadata,
        )
        try:
            # A cancelled turn gives its place in the conversation's queue free on the way out
            # (LockStore.lock is a context manager), and leaves the tracker as it was before.
            await asyncio.wait_for(on_new_message(message), self._deadline)
        except asyncio.TimeoutError:
            logger.error("A turn was not answered within %s s.", self._deadline)
        except Exception as error:
            _log_without_texts(error)
        return guaranteed(collector.messages, turn.sender, partial(_headline, turn))


def _sent(turn: Turn, message_id: str) -> Sent:
    revision = published().current()
    return Sent(
        turn.sender,
        message_id,
        turn.text,
        json.dumps(turn.metadata.get("context"), sort_keys=True),
        revision.number if revision is not None else None,
    )


def _headline(turn: Turn) -> Headline:
    revision = published().current()
    language = decide(turn.text, turn.language, identify).language
    return headline(revision, language, present(revision))


def _log_without_texts(error: Exception) -> None:
    """Log where a turn failed. The error's own words may quote the resident: they stay out."""
    places = "".join(traceback.format_tb(error.__traceback__))
    logger.error("A turn failed with %s:\n%s", type(error).__name__, places)
