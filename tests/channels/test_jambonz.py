"""The example for jambonz: what it posts becomes turns, and what comes back becomes verbs."""

from __future__ import annotations

import asyncio
import json
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import ThreadingHTTPServer
from typing import Any

import pytest

from countyline.calling.model import Event, Listening, TransferOutcome
from countyline.channels.voice.turn import Turn
from examples.jambonz import bridge
from tests.channels.conftest import OpenSite
from tests.channels.jambonz_schemas import objections
from tests.channels.phoning import shapes
from tests.channels.scripted_calls import ScriptedCalls, said, transfer
from tests.channels.site import PHONE_TOKEN

SHAPES = shapes("jambonz")
CALLBACKS = {
    "session-new": "session-new",
    "speech": "gather",
    "digits": "gather",
    "timeout": "gather",
    "low_confidence": "gather",
    "dial": "dial",
    "call-status": "call-status",
}


@contextmanager
def bridged(ask: bridge.Ask) -> Iterator[str]:
    """Serve the bridge on a free port of loopback; give its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), bridge.serving(ask))
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def post(address: str, body: bytes) -> Any:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(urllib.request.Request(address, body), timeout=10) as response:
        return json.load(response)


async def test_a_whole_call_over_http(site: OpenSite) -> None:
    calls = ScriptedCalls()
    calls.says(
        said("Hello.", listening=Listening(hints=("Recorder of Deeds",), most_keys=10)),
        said("Está cerrado.", language="es"),
        said("Are you there?"),
        said("Hold on.", next="transfer", transfer=transfer()),
        said("Goodbye.", next="hangup"),
    )
    async with site(calls=calls) as (served, _):
        with bridged(bridge.asking(served.url, PHONE_TOKEN)) as address:

            async def hook(shape: str, path: str = "/turn") -> list[Any]:
                body = json.dumps(SHAPES[shape]).encode()
                return list(await asyncio.to_thread(post, address + path, body))

            [greeting] = await hook("session-new")
            assert greeting["actionHook"] == "/turn?step=1"
            assert greeting["recognizer"]["hints"] == ["Recorder of Deeds"]
            [answer] = await hook("speech", greeting["actionHook"])
            assert answer["say"]["synthesizer"]["language"] == "es-US"
            assert await hook("speech", greeting["actionHook"]) == [answer]
            [silence] = await hook("timeout", answer["actionHook"])
            _, dial = await hook("digits", silence["actionHook"])
            assert dial["target"] == [{"type": "phone", "number": "+18165550188"}]
            _, hangup = await hook("dial", dial["actionHook"])
            assert hangup == {"verb": "hangup"}
            assert await hook("call-status", "/status") == []
    assert [one.event for one in calls.heard] == [
        Event.START, Event.SPEECH, Event.NO_INPUT, Event.KEYS, Event.TRANSFER_ENDED, Event.HANGUP,
    ]  # fmt: skip
    assert calls.heard[0].caller == "+18165550123"
    assert [one.confidence for one in calls.heard[1].alternatives] == [0.9, 0.5]
    assert calls.heard[4].transfer is TransferOutcome.NO_ANSWER


@pytest.mark.parametrize("shape", CALLBACKS)
def test_every_payload_makes_a_turn_that_is_taken(shape: str) -> None:
    turn = Turn.model_validate(bridge.turn_of(SHAPES[shape], 3))
    assert turn.heard().call == f"json:{SHAPES[shape]['call_sid']}"


def test_jambonz_schemas_know_all_that_is_posted_and_said() -> None:
    listening = {"seconds": 6.5, "most_keys": 1, "hints": ["Recorder of Deeds"]}
    answer = {"language": "es-US", "ssml": "<speak>Hola.</speak>", "listen": listening}

    def broken(_: bridge.Json) -> bridge.Json:
        raise OSError

    apps = [
        bridge.verbs_of({**answer, "next": "listen"}, 0),
        bridge.verbs_of({**answer, "next": "hangup"}, 0),
        bridge.verbs_of({**answer, "next": "transfer", "transfer_to": "+18165550188"}, 0),
        bridge.verbs_for(SHAPES["speech"], 3, broken),
        [{"verb": "dial", "timeout": 3}],
        [{"verb": "gather", "actionhook": "/x"}],
    ]
    payloads = [(callback, SHAPES[shape]) for shape, callback in CALLBACKS.items()]
    wrong = ("gather", {"reason": "tired"})
    of_apps, of_payloads = objections(apps, [*payloads, wrong])
    assert of_apps[:4] == [[], [], [], []]
    assert all(of_apps[4:])
    assert of_payloads[:-1] == [[] for _ in payloads]
    assert of_payloads[-1]


def test_a_bridge_without_countyline_still_answers() -> None:
    for failure in (OSError(), ValueError(), KeyError("next")):

        def ask(_: bridge.Json, failure: Exception = failure) -> bridge.Json:
            raise failure

        say, gather = bridge.verbs_for(SHAPES["speech"], 3, ask)
        assert "Lo sentimos" in say["text"]
        assert gather["actionHook"] == "/turn?step=4"


def test_what_is_no_payload_is_refused() -> None:
    with bridged(lambda _: {}) as address:
        for body, path in ((b"{", "/turn"), (b"{}", "/turn?step=x"), (b"[]", "/turn")):
            with pytest.raises(urllib.error.HTTPError):
                post(address + path, body)
