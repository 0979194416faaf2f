"""The way to Rasa and back, through a server that plays Rasa, badly where it can."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import web

from countyline.desk.brain import BrainTooSlow, BrainUnavailable, RasaBrain
from countyline.desk.model import Reply, Turn
from countyline.desk.outgoing import Outgoing
from tests.desk.scene import run, waiting_turn

ANSWER = {"kind": "answer", "topic": "status", "language": "es", "choices": []}
CARD = {"paragraphs": ["Closed."], "source": None, "mark": None}
CONTEXT = {"language": "es", "topic": "status"}
GOOD: list[Any] = [
    {"recipient_id": "c", "text": "Closed."},
    {"recipient_id": "c", "custom": {"answer": ANSWER, "card": CARD, "context": CONTEXT}},
]
Serve = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Rasa:
    """Notes what it was sent, and answers as it is told to."""

    def __init__(self, serve: Serve) -> None:
        self._serve = serve
        self.bodies: list[Any] = []
        self.headers: list[Any] = []

    async def handle(self, request: web.Request) -> web.StreamResponse:
        self.headers.append(request.headers)
        self.bodies.append(json.loads(await request.read()))
        return await self._serve(request)


@asynccontextmanager
async def at(rasa: Rasa) -> AsyncIterator[str]:
    app = web.Application()
    app.router.add_post("/webhooks/rest/webhook", rasa.handle)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/webhooks/rest/webhook"
    finally:
        await runner.cleanup()


@asynccontextmanager
async def brain_at(address: str, secret: str | None = None) -> AsyncIterator[RasaBrain]:
    outgoing = Outgoing()
    try:
        yield RasaBrain(outgoing, address, secret)
    finally:
        await outgoing.close()


def ask(
    serve: Serve, turn: Turn | None = None, secret: str | None = None, seconds: float = 10
) -> tuple[Reply, Rasa]:
    async def test() -> tuple[Reply, Rasa]:
        rasa = Rasa(serve)
        async with at(rasa) as address, brain_at(address, secret) as brain:
            return await brain.reply(turn or waiting_turn(), seconds), rasa

    return run(test())


def saying(body: Any, status: int = 200) -> Serve:
    async def serve(_: web.Request) -> web.StreamResponse:
        written = body if isinstance(body, bytes) else json.dumps(body).encode()
        return web.Response(body=written, status=status, content_type="application/json")

    return serve


def with_record(**changes: Any) -> list[Any]:
    """The good answer, with another record."""
    custom = {"answer": ANSWER, "card": CARD, "context": CONTEXT, **changes}
    return [{"text": "Closed."}, {"custom": custom}]


# What is sent


def test_what_is_sent_at_the_beginning_of_a_conversation() -> None:
    _, rasa = ask(saying(GOOD), waiting_turn("is it open", conversation="c-1", key="m-7"))
    assert rasa.bodies == [
        {
            "sender": "c-1",
            "message": "is it open",
            "metadata": {
                "message_id": "c-1/m-7",
                "channel": "web",
                "context": {},
                "basis": True,
            },
        }
    ]
    assert rasa.headers[0]["Content-Type"] == "application/json"
    assert "Authorization" not in rasa.headers[0]


def test_what_is_sent_later() -> None:
    turn = waiting_turn("¿está «abierto»?", context=CONTEXT, language="es", capped=True)
    _, rasa = ask(saying(GOOD), turn, secret="s3cret")
    assert rasa.bodies[0]["message"] == "¿está «abierto»?"
    assert rasa.bodies[0]["metadata"] == {
        "message_id": "c-1/m-1",
        "channel": "web",
        "context": CONTEXT,
        "basis": True,
        "language": "es",
        "capped": True,
    }
    assert rasa.headers[0]["Authorization"] == "Bearer s3cret"


@pytest.mark.parametrize("language", [None, "und", "fr", ""])
def test_no_language_is_sent_that_is_none_of_ours(language: str | None) -> None:
    _, rasa = ask(saying(GOOD), waiting_turn(language=language))
    assert "language" not in rasa.bodies[0]["metadata"]


def test_no_proxy_of_the_surroundings_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    said, _ = ask(saying(GOOD))
    assert said.text == "Closed."


# What comes back


def test_an_answer_is_read() -> None:
    said, _ = ask(saying(GOOD))
    assert (said.text, said.language, said.headline) == ("Closed.", "es", False)
    assert (said.answer, said.card, said.context) == (ANSWER, CARD, CONTEXT)


def test_several_texts_are_one() -> None:
    said, _ = ask(saying([{"text": "One."}, {"text": ""}, *GOOD, {"image": "x"}]))
    assert said.text == "One.\nClosed."


def test_a_degraded_answer_is_a_headline_and_leaves_the_context() -> None:
    said, _ = ask(saying(with_record(answer={**ANSWER, "degraded": True}, context=None)))
    assert said.headline
    assert said.context is None


@pytest.mark.parametrize("missing", [None, "text", 5, []])
def test_without_card_or_context_there_is_none(missing: Any) -> None:
    said, _ = ask(saying(with_record(card=missing, context=missing)))
    assert (said.card, said.context) == (None, None)


@pytest.mark.parametrize("language", [None, "", "und", "english, more or less", ["es"], 5])
def test_a_language_that_is_none_of_ours_costs_no_answer(language: Any) -> None:
    said, _ = ask(saying(with_record(answer={**ANSWER, "language": language})))
    assert (said.text, said.language) == ("Closed.", "en")


def test_an_empty_context_is_one() -> None:
    said, _ = ask(saying(with_record(context={})))
    assert said.context == {}


NESTED = b"[" * 100_000 + b"]" * 100_000
UNUSABLE: list[Any] = [
    [],
    {},
    None,
    "Closed.",
    5,
    [[], None, 5],
    [{"text": "Closed."}],
    [{"custom": {"answer": ANSWER}}],
    [{"text": ""}, {"custom": {"answer": ANSWER}}],
    [{"text": None}, {"custom": {"answer": ANSWER}}],
    [{"text": 5}, {"custom": {"answer": ANSWER}}],
    [{"text": ["Closed."]}, {"custom": {"answer": ANSWER}}],
    [{"text": "Closed."}, {"custom": {"answer": None}}],
    [{"text": "Closed."}, {"custom": {"answer": "yes"}}],
    [{"text": "Closed."}, {"custom": [ANSWER]}],
    # What no database of ours could keep.
    [{"text": "half: \ud800"}, {"custom": {"answer": ANSWER}}],
    [{"text": "nothing: \x00"}, {"custom": {"answer": ANSWER}}],
    with_record(answer={**ANSWER, "confidence": float("nan")}),
    with_record(context={"score": float("inf")}),
    b"",
    b"not JSON",
    b"<html>",
    b"[{",
    b"\xff\xfe\x00",
    NESTED,
]


@pytest.mark.parametrize("body", UNUSABLE, ids=lambda body: ascii(body)[:60])
def test_what_is_no_answer_is_none(body: Any) -> None:
    with pytest.raises(BrainUnavailable):
        ask(saying(body))


@pytest.mark.parametrize("status", [201, 204, 400, 401, 404, 413, 429, 500, 502, 503])
def test_another_status_is_no_answer(status: int) -> None:
    with pytest.raises(BrainUnavailable):
        ask(saying(GOOD if status != 204 else b"", status))


def test_errors_hold_no_words_of_anybody() -> None:
    for body in (b"not JSON but secret", [{"text": "secret"}]):
        with pytest.raises(BrainUnavailable) as raised:
            ask(saying(body), waiting_turn("my secret"))
        assert "secret" not in f"{raised.value} {raised.value.__cause__}"


def test_a_slow_brain_is_too_slow() -> None:
    async def serve(_: web.Request) -> web.StreamResponse:
        await asyncio.sleep(5)
        return web.Response()

    with pytest.raises(BrainTooSlow):
        ask(serve, seconds=0.05)


def test_a_brain_that_dribbles_is_too_slow() -> None:
    async def serve(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        while True:
            await response.write(b" ")
            await asyncio.sleep(0.01)

    with pytest.raises(BrainTooSlow):
        ask(serve, seconds=0.1)


def test_a_huge_answer_is_read() -> None:
    long = "Closed. " * 500_000
    said, _ = ask(saying([{"text": long}, {"custom": {"answer": ANSWER}}]))
    assert said.text == long


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n[{",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n[{",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\n[]",
        b"HTTP/1.1 20",
        b"SSH-2.0-OpenSSH\r\n",
        b"\x00" * 100,
    ],
    ids=range(7),
)
def test_a_connection_that_breaks_is_no_answer(sent: bytes) -> None:
    async def test() -> None:
        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.readuntil(b"\r\n\r\n")
            writer.write(sent)
            await writer.drain()
            # A reset, not an orderly end.
            writer.transport.abort()

        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        async with server:
            port = server.sockets[0].getsockname()[1]
            async with brain_at(f"http://127.0.0.1:{port}/") as brain:
                with pytest.raises(BrainUnavailable):
                    await brain.reply(waiting_turn(), 10)

    run(test())


def test_nobody_there_is_unavailable() -> None:
    async def test() -> None:
        async with brain_at("http://127.0.0.1:1/") as brain:
            with pytest.raises(BrainUnavailable):
                await brain.reply(waiting_turn(), 10)

    run(test())


def test_a_brain_that_was_started_again_is_asked_over_a_new_connection() -> None:
    async def test() -> None:
        rasa = Rasa(saying(GOOD))
        outgoing = Outgoing()
        for _ in range(3):
            async with at(rasa) as address:
                brain = RasaBrain(outgoing, address, None)
                for _ in range(3):
                    assert (await brain.reply(waiting_turn(), 10)).text == "Closed."
        assert len(rasa.bodies) == 9
        await outgoing.close()

    run(test())


def test_many_turns_are_asked_side_by_side() -> None:
    async def test() -> None:
        together = asyncio.Barrier(30)

        async def serve(_: web.Request) -> web.StreamResponse:
            await together.wait()
            return web.json_response(GOOD)

        async with at(Rasa(serve)) as address, brain_at(address) as brain:
            replies = await asyncio.gather(*(brain.reply(waiting_turn(), 10) for _ in range(30)))
            assert len(replies) == 30

    run(test())


def test_the_rest_of_a_text_message_comes_along() -> None:
    custom = {"answer": ANSWER, "card": CARD, "context": CONTEXT, "rest": ["More.", "", 5]}
    body = [{"text": "Closed. Reply MORE for the rest."}, {"custom": custom}]
    reply, _ = ask(saying(body), waiting_turn(channel="sms"))
    assert reply.rest == ("More.",)


def test_other_channels_have_no_rest() -> None:
    reply, _ = ask(saying(GOOD))
    assert reply.rest == ()


@pytest.mark.parametrize("channel", ["sms", "voice"])
def test_a_headline_that_is_worded_for_a_screen_goes_to_no_phone(channel: str) -> None:
    with pytest.raises(BrainUnavailable):
        ask(saying(GOOD), waiting_turn(channel=channel))


def test_what_came_by_voice_may_be_read_on_a_screen() -> None:
    reply, rasa = ask(saying(GOOD), waiting_turn(channel="voice", medium="screen"))
    assert reply.text == "Closed."
    assert rasa.bodies[0]["metadata"]["channel"] == "voice"
    assert rasa.bodies[0]["metadata"]["medium"] == "screen"


@pytest.mark.parametrize(
    ("rest", "kept"),
    [
        (["Part 2.", "Part 3."], ("Part 2.", "Part 3.")),
        (None, ()),
        ("Part 2.", ()),
        (["", 5, None, "\x00", "Part 2."], ("Part 2.",)),
    ],
)
def test_the_rest_of_an_answer(rest: Any, kept: tuple[str, ...]) -> None:
    answer, _ = ask(saying(with_record(rest=rest)))
    assert answer.rest == kept


def test_what_the_answer_was_made_from_comes_along() -> None:
    basis = {"by": "answers", "revision": 1}
    others: list[tuple[Any, Any]] = [(basis, basis), ("nonsense", None), (None, None)]
    for given, kept in others:
        custom = {"answer": ANSWER, "card": CARD, "context": CONTEXT, "basis": given}
        said, _ = ask(saying([{"text": "Closed."}, {"custom": custom}]))
        assert isinstance(said, Reply) and said.basis == kept
