"""The bench of many calls: TwiML is carried out as by Twilio, and nothing lost goes uncounted."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qsl
from xml.etree import ElementTree

import pytest
from twilio.request_validator import RequestValidator
from twilio.twiml.voice_response import Gather, VoiceResponse

from benchmarks.calls.__main__ import is_kept, page_of
from benchmarks.calls.loading import PATH, Found, Load, hold_all
from benchmarks.calls.twiml import Instructed, read_twiml
from benchmarks.texting.fake_twilio import TOKEN
from docs.running_system import RunningSystem

SMALL = Load(
    calls=4, seconds=0.3, beginning=0.1, least_thinking=0.01, most_thinking=0.02, killed_after=None
)

Answer = Callable[[str, dict[str, str]], bytes | int]


def gather(site: str, words: str) -> bytes:
    response = VoiceResponse()
    inner = Gather(action=f"{site}{PATH}?step=1", input="dtmf speech")
    inner.say(words)
    response.append(inner)
    response.redirect(f"{site}{PATH}?step=9")
    return str(response).encode()


def hangup(words: str) -> bytes:
    response = VoiceResponse()
    response.say(words)
    response.hangup()
    return str(response).encode()


def wait(site: str) -> bytes:
    response = VoiceResponse()
    response.say("One moment, please.")
    response.pause(length=0)
    response.redirect(f"{site}{PATH}?step=2&waiting=1")
    return str(response).encode()


# TwiML


def test_a_gather_is_read_with_its_words() -> None:
    told = read_twiml(gather("https://a.example", "Closed today."))
    assert told == Instructed("Closed today.", "gather", f"https://a.example{PATH}?step=1")


def test_a_wait_is_read_with_its_pause() -> None:
    said = b"<Say>One <s>moment.</s></Say><Pause length='2'/><Redirect>/x</Redirect>"
    told = read_twiml(b"<Response>" + said + b"</Response>")
    assert told == Instructed("One moment.", "redirect", "/x", 2.0)


@pytest.mark.parametrize(
    ("document", "then"),
    [
        (b"<Response><Say>Bye</Say><Hangup/></Response>", "hangup"),
        (b"<Response><Say>Bye</Say></Response>", "hangup"),
        (b"<Response/>", "hangup"),
        (b"<Response><Dial action='/d'><Number>1</Number></Dial></Response>", "dial"),
        (b"<Response><Record action='/r'/><Redirect>/x</Redirect></Response>", "record"),
    ],
)
def test_what_comes_next_is_read(document: bytes, then: str) -> None:
    assert read_twiml(document).then == then


@pytest.mark.parametrize("document", [b"", b"<Response>", b"<html/>", b'{"error": {}}'])
def test_what_is_no_twiml_is_refused(document: bytes) -> None:
    with pytest.raises((ElementTree.ParseError, ValueError)):
        read_twiml(document)


# Calls


@contextmanager
def desk(answer: Answer) -> Iterator[str]:
    """Play a desk that answers each request of Twilio's; a number is a refusal."""
    refused: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            fields = dict(parse_qsl(body, keep_blank_values=True))
            address = f"http://{self.headers['Host']}{self.path}"
            signed = self.headers["X-Twilio-Signature"]
            if not RequestValidator(TOKEN).validate(address, fields, signed):
                refused.append(self.path)
            told = b"" if self.path.endswith("/status") else answer(self.path, fields)
            self.send_response(told if isinstance(told, int) else 200)
            content = b"" if isinstance(told, int) else told
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Keep quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
    assert refused == []


def held(site: str) -> Found:
    system = RunningSystem("", site, Path(), {}, 0)
    return asyncio.run(hold_all(SMALL, system))


def patient(path: str, fields: dict[str, str], site: str) -> bytes:
    """Ask for a moment at each question, then answer; end the call at goodbye."""
    words = fields.get("SpeechResult", "")
    if words in ("goodbye", "adiós"):
        return hangup("Goodbye.")
    if words:
        return wait(site)
    return gather(site, "It is closed today.")


def test_whole_calls_are_counted_with_their_waits() -> None:
    address: list[str] = []
    with desk(lambda path, fields: patient(path, fields, address[0])) as site:
        address.append(site)
        found = held(site)
    assert not found.dropped
    assert found.farewells == SMALL.calls
    assert found.unanswered == 0
    assert len(found.waiting) == len(found.answers) > 0
    assert len(found.requests) > 2 * len(found.answers)
    assert found.most_at_once == SMALL.calls


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (lambda path, fields: 503, "status 503"),
        (lambda path, fields: hangup("Bye."), "hung up"),
        (lambda path, fields: b"{}", "no TwiML"),
    ],
)
def test_a_call_that_ends_too_soon_is_dropped(answer: Answer, why: str) -> None:
    with desk(answer) as site:
        assert held(site).dropped == {why: SMALL.calls}


def test_an_answer_without_words_is_none() -> None:
    address: list[str] = []

    def silent(path: str, fields: dict[str, str]) -> bytes:
        if fields.get("SpeechResult") in ("goodbye", "adiós"):
            return hangup("Goodbye.")
        return gather(address[0], "")

    with desk(silent) as site:
        address.append(site)
        found = held(site)
    assert found.unanswered > 0
    assert not found.answers


# The page


def measured(**more: object) -> Found:
    good = {"requests": [0.1] * 100, "answers": [0.2] * 50, "outcomes": {"answered": 50}}
    return Found(**(good | more))  # type: ignore[arg-type]


def test_the_page_says_what_was_kept() -> None:
    assert is_kept(measured())
    assert "**100**, kept" in page_of(Load(), measured(), "by nobody", 0.0)


@pytest.mark.parametrize(
    "more",
    [
        {"requests": [0.1] * 90 + [1.5] * 10},
        {"requests": []},
        {"dropped": {"hung up": 1}},
        {"unanswered": 1},
        {"outcomes": {"none": 1}},
    ],
)
def test_every_shortfall_fails(more: dict[str, object]) -> None:
    assert not is_kept(measured(**more))
    page_of(Load(), measured(**more), "by nobody", 0.0)
