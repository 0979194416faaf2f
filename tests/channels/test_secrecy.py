"""What goes wrong says nothing of what was sent: not to the caller, not in a log.

The log of every test here is searched for every text and token that passed: see `conftest.py`.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from sanic import Blueprint, Request
from sanic.response import HTTPResponse

from countyline.desk.brain import BrainTooSlow, BrainUnavailable
from countyline.status.publication import Published
from countyline.status.publication_reader import PublicationReader
from tests.channels.client import WEB, Answer, assert_hardened, raw, told
from tests.channels.conftest import OpenSite

WORDS = "my neighbour beats her children"


class BrokenReader(PublicationReader):
    """Fails as if it quoted a resident."""

    def current(self) -> Published | None:
        raise RuntimeError(WORDS)


def failing() -> Blueprint:
    blueprint = Blueprint("failing")

    @blueprint.post("/webhooks/failing")
    async def fail(request: Request) -> HTTPResponse:
        try:
            raise KeyError(request.body.decode())
        except KeyError as error:
            raise ValueError(f"{error} {request.token}") from error

    return blueprint


def assert_failed(answer: Answer) -> None:
    assert (answer.status, answer.code) == (500, "failed")
    assert WORDS not in answer.body.decode()
    for trace in (b"Traceback", b".py", b"Error"):
        assert trace not in answer.body


async def test_an_error_within_says_where_and_not_what(
    site: OpenSite, caplog: pytest.LogCaptureFixture
) -> None:
    told.update({WORDS, "token-of-the-resident"})
    async with site(extra=(failing(),)) as (served, client):
        headers = {"Authorization": "Bearer token-of-the-resident"}
        assert_failed(await client.post("/webhooks/failing", WORDS.encode(), headers))
        assert b'countyline_refused_total{code="failed"} 1.0' in served.metrics.exposition()
    assert "request_failed" in caplog.text
    assert "ValueError" in caplog.text
    assert "test_secrecy.py:" in caplog.text


async def test_a_publication_that_fails_is_not_told(site: OpenSite, publication: Path) -> None:
    told.add(WORDS)
    async with site(reader=BrokenReader(publication)) as (_, client):
        assert_failed(await client.get(f"{WEB}/about"))
        talk = await client.begin()
        assert (await talk.send("m-1", WORDS)).status == 202


@pytest.mark.parametrize(
    "failure", [BrainUnavailable(WORDS), BrainTooSlow(WORDS), ValueError(WORDS)]
)
async def test_a_brain_that_fails_is_answered_for_with_the_headline(
    site: OpenSite, failure: Exception
) -> None:
    told.add(WORDS)
    async with site() as (served, client):
        served.brain.failure = failure
        talk = await client.begin()
        await talk.send("m-1", WORDS)
        _, answered = await talk.all(2)
        assert answered["answer"]["degraded"] is True
        assert answered["replies_to"] == "m-1"
        assert WORDS not in answered["text"]


async def test_a_refusal_quotes_nothing(site: OpenSite) -> None:
    told.add(WORDS)
    async with site() as (_, client):
        talk = await client.begin()
        for body in [
            {"id": WORDS, "text": WORDS},
            {"id": "m-1", "text": WORDS, "language": WORDS},
            {"id": "m-1", "text": [WORDS]},
            {WORDS: WORDS},
            WORDS,
            [WORDS],
            f'{{"text": "{WORDS}'.encode(),
        ]:
            answer = await client.post(f"{talk.path}/messages", body, talk.authorization)
            assert answer.status == 400
            assert WORDS not in answer.body.decode()
        for name in ("after", "wait"):
            answer = await talk.entries(**{name: WORDS.replace(" ", "%20")})
            assert WORDS not in answer.body.decode()


async def test_a_page_that_is_not_there_is_refused_as_a_page(site: OpenSite) -> None:
    async with site() as (_, client):
        html = {"Accept": "text/html,application/xhtml+xml"}
        answer = await client.get("/<script>alert(1)</script>", html)
        assert answer.status == 404
        assert answer.headers["Content-Type"].startswith("text/html")
        assert b"script" not in answer.body
        # What programs ask for is refused as programs read it, whatever a browser says.
        for path in ("/webhooks/nothing", "/health/nothing", "/metrics/nothing"):
            assert (await client.get(path, html)).code == "not_found"
        assert (await client.get("/nothing")).code == "not_found"


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"\x00\xff\r\n\r\n", 400),
        (b"GET\r\n\r\n", 400),
        (b"GET / HTTP/9.9\r\n\r\n", 400),
        (b"GET /\xc3\xa9 HTTP/1.1\r\nHost: x\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nno colon\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 20_000 + b"\r\n\r\n", 413),
        (b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nExpect: rain\r\n\r\n", 417),
        (b"OPTIONS * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", 404),
    ],
)
async def test_what_is_no_request_is_refused_in_plain_words_too(
    site: OpenSite, sent: bytes, status: int
) -> None:
    async with site() as (served, client):
        head, _, body = (await raw(served.port, sent)).partition(b"\r\n\r\n")
        first, *lines = head.decode().split("\r\n")
        headers = {name.title(): value for name, _, value in (x.partition(": ") for x in lines)}
        assert first.split()[1] == str(status)
        names = {"X-Content-Type-Options", "Referrer-Policy", "Content-Security-Policy"}
        assert names <= set(headers)
        assert_hardened({"Content-Security-Policy": "", **headers})
        assert Answer(status, headers, body).code
        assert (await client.get("/health/live")).status == 200
