"""Calls to the action server: checked with a validator that is built once, short, and bounded.

Rasa 3.6 has four habits in `RemoteAction` that no setting reaches:

* It checks each response with `jsonschema.validate`, which checks the schema itself again every
  time: 19 ms, most of a turn. A validator that is built once finds the same errors in 0.1 ms.
* It sends the whole history at each call. Our actions need the last message and the slots.
* It opens a session, and so a connection, for each call: 0.5 ms on its side, and some on the other.
* It waits 300 seconds, and its errors quote the response, in which the action server may quote
  the conversation, so the log would too.

`ActionCall` changes these four and nothing else. Rasa names the class in one place, the module
`rasa.core.actions.action`; `install` puts ours there.
"""

from __future__ import annotations

import asyncio
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit, urlunsplit
from weakref import WeakKeyDictionary

import rasa.core.actions.action as rasa_action
from aiohttp import ClientSession
from jsonschema.exceptions import (  # type: ignore[import-untyped,unused-ignore]
    ValidationError,
    best_match,
)
from jsonschema.validators import (  # type: ignore[import-untyped,unused-ignore]
    validator_for,
)
from rasa.core.actions.action import RemoteAction
from rasa.core.channels.channel import OutputChannel
from rasa.core.nlg.generator import NaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.exceptions import RasaException
from rasa.utils.endpoints import EndpointConfig

from countyline.settings import DEFAULT_ACTIONS_PORT, Settings

_TIMEOUT_SECONDS = 4.0


@lru_cache(maxsize=1)
def _validator() -> Any:
    schema = RemoteAction.action_response_format_spec()
    checker = validator_for(schema)
    checker.check_schema(schema)
    return checker(schema)


def check_response(response: object) -> None:
    """Refuse what is no response of an action server.

    Raises:
        ValidationError: with the path of the fault; it quotes no value.
    """
    error = best_match(_validator().iter_errors(response))
    if error is not None:
        place = "/".join(str(step) for step in error.absolute_path) or "the whole"
        raise ValidationError(f"The action server's response is invalid at {place}.")


class ActionCall(RemoteAction):
    """One call of the action server."""

    def __init__(self, name: str, action_endpoint: EndpointConfig | None) -> None:
        super().__init__(name, _kept_open(_own_port(action_endpoint)))

    def _validate_action_result(self, result: dict[str, Any]) -> bool:
        check_response(result)
        return True

    def _action_call_format(self, tracker: DialogueStateTracker, domain: Domain) -> dict[str, Any]:
        call = super()._action_call_format(_last_turn(tracker), domain)
        # Our action needs no domain; without the key rasa-sdk 3.21 refuses the call.
        call["domain"] = {}
        return call

    async def run(
        self,
        output_channel: OutputChannel,
        nlg: NaturalLanguageGenerator,
        tracker: DialogueStateTracker,
        domain: Domain,
    ) -> list[Event]:
        """Call the action server and give its events.

        Raises:
            RasaException: it did not answer in time or not properly; says which, quotes nothing.
        """
        settings = self.action_endpoint.kwargs if self.action_endpoint else {}
        seconds = float(settings.get("timeout_seconds", _TIMEOUT_SECONDS))
        try:
            return await asyncio.wait_for(
                super().run(output_channel, nlg, tracker, domain), seconds
            )
        except asyncio.TimeoutError:
            reason = f"it did not answer within {seconds:g} s"
        except Exception as error:
            reason = type(error).__name__
        raise RasaException(f"The action server did not do '{self.name()}': {reason}.") from None


class _Endpoint(EndpointConfig):
    """An endpoint whose calls share one session, and so keep their connections open."""

    def session(self) -> _KeptSession:
        """Give the session of this event loop, in a shape that Rasa may "close" after each call."""
        loop = asyncio.get_running_loop()
        kept = _sessions.get(loop)
        if kept is None or kept.closed:
            kept = _sessions[loop] = super().session()
        return _KeptSession(kept)


class _KeptSession:
    """A session that stays open when the block ends that uses it."""

    def __init__(self, session: ClientSession) -> None:
        self._session = session

    async def __aenter__(self) -> ClientSession:
        return self._session

    async def __aexit__(self, *_: object) -> None:
        """Leave it open."""


_sessions: WeakKeyDictionary[asyncio.AbstractEventLoop, ClientSession] = WeakKeyDictionary()


def _kept_open(endpoint: EndpointConfig | None) -> EndpointConfig | None:
    if endpoint is None:
        return None
    kept = _Endpoint.__new__(_Endpoint)
    kept.__dict__.update(endpoint.__dict__)
    return kept


def _last_turn(tracker: DialogueStateTracker) -> DialogueStateTracker:
    """The tracker with its slots and only the events from the last message on."""
    events = list(tracker.events)
    places = [place for place, event in enumerate(events) if isinstance(event, UserUttered)]
    return tracker.copy() if not places else _shallow(tracker, events[places[-1] :])


def _shallow(tracker: DialogueStateTracker, events: list[Event]) -> DialogueStateTracker:
    short = tracker.init_copy()
    short.slots = tracker.slots
    short.latest_message = tracker.latest_message
    short.latest_action = tracker.latest_action
    short.followup_action = tracker.followup_action
    short.events.extend(events)
    return short


def _own_port(endpoint: EndpointConfig | None) -> EndpointConfig | None:
    """The endpoint, at the port that the setting names when it is not the default one.

    `endpoints.yml` cannot say it: Rasa leaves `${X}` as it stands when X is unset.
    """
    port = _port()
    if endpoint is None or endpoint.url is None or port == DEFAULT_ACTIONS_PORT:
        return endpoint
    parts = urlsplit(endpoint.url)
    if parts.port != DEFAULT_ACTIONS_PORT:
        return endpoint
    moved = endpoint.copy()
    moved.url = urlunsplit(parts._replace(netloc=f"{parts.hostname}:{port}"))
    return moved


@lru_cache(maxsize=1)
def _port() -> int:
    return Settings.from_environment().actions_port


def install() -> None:
    """Let Rasa make its calls with `ActionCall`. Doing it again changes nothing."""
    rasa_action.RemoteAction = ActionCall


__all__ = ["ActionCall", "check_response", "install"]
