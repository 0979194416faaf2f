"""Twilio's REST API for messages, over real HTTP, failing in whatever way a test wants."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

ACCOUNT = "AC" + "0" * 32
TOKEN = "12345678901234567890123456789012"
PATH = f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
PATIENCE = 20.0
LONGEST_BODY = 1600

STATUSES = {21610: 400, 21211: 400, 21614: 400, 21617: 400, 20429: 429, 20500: 500, 20003: 401}


def signature(address: str, fields: Mapping[str, str]) -> str:
    """Sign a request as Twilio does: the whole address, and the fields by their names."""
    signed = address + "".join(f"{name}{fields[name]}" for name in sorted(fields))
    digest = hmac.new(TOKEN.encode(), signed.encode(), hashlib.sha1).digest()
    return base64.b64encode(digest).decode()


@dataclass(frozen=True)
class Deed:
    """What is done to one request: `code` is answered, whether or not the message is taken.

    `hangs` never answers, `drops` closes the connection, `garbles` answers what is no JSON.
    """

    code: int | None = None
    is_taken: bool = False
    hangs: bool = False
    drops: bool = False
    garbles: bool = False


TAKES = Deed(is_taken=True)
Choose = Callable[[Mapping[str, str]], Deed | None]


@dataclass
class Message:
    """A message that the fake has."""

    sid: str
    fields: Mapping[str, str]
    created: datetime
    status: str = "queued"

    def as_json(self) -> dict[str, Any]:
        """Give it as Twilio does."""
        made = format_datetime(self.created)
        return {
            "sid": self.sid,
            "account_sid": ACCOUNT,
            "body": self.fields["Body"],
            "to": self.fields["To"],
            "from": self.fields.get("From"),
            "messaging_service_sid": self.fields.get("MessagingServiceSid"),
            "direction": "outbound-api",
            "status": self.status,
            "num_segments": "1",
            "num_media": "0",
            "date_created": made,
            "date_updated": made,
            # Twilio has not sent it yet.
            "date_sent": None,
            "error_code": None,
            "error_message": None,
            "price": None,
            "price_unit": "USD",
            "api_version": "2010-04-01",
            "uri": f"/2010-04-01/Accounts/{ACCOUNT}/Messages/{self.sid}.json",
            "subresource_uris": {},
        }


@dataclass
class FakeTwilio:
    """Listens on a port of its own. `deeds` are done one after the other, then `choose` decides."""

    deeds: list[Deed] = field(default_factory=list)
    choose: Choose | None = None
    opted_out: set[str] = field(default_factory=set)
    messages: list[Message] = field(default_factory=list)
    asked: list[Mapping[str, str]] = field(default_factory=list)
    lists: list[Mapping[str, str]] = field(default_factory=list)
    is_away: bool = False
    got_request: threading.Event = field(default_factory=threading.Event)
    goes_on: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.lock = threading.Lock()
        self._server = _Server(("127.0.0.1", 0), _handler_of(self))
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        )

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    @property
    def bodies(self) -> list[str]:
        """The words of all messages."""
        return [message.fields["Body"] for message in self.messages]

    def sent_to(self, number: str) -> list[str]:
        """Give the words that went to a number."""
        return [one.fields["Body"] for one in self.messages if one.fields["To"] == number]

    def __enter__(self) -> FakeTwilio:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.goes_on.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def deed_for(self, fields: Mapping[str, str]) -> Deed:
        """Decide what is done to a request."""
        with self.lock:
            self.asked.append(fields)
            if self.is_away:
                return Deed(code=20500)
            if self.deeds:
                return self.deeds.pop(0)
        if fields.get("To") in self.opted_out:
            return Deed(code=21610)
        if len(fields.get("Body", "")) > LONGEST_BODY:
            return Deed(code=21617)
        return (self.choose(fields) if self.choose else None) or TAKES

    def take(self, fields: Mapping[str, str]) -> Message:
        """Keep a message."""
        with self.lock:
            message = Message(f"SM{len(self.messages):032x}", fields, datetime.now(UTC))
            self.messages.append(message)
        return message


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def handle_error(self, request: object, client_address: object) -> None:
        """Whoever called was killed: that is no error of the test."""


def _handler_of(twilio: FakeTwilio) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            """Take a message."""
            length = int(self.headers["Content-Length"])
            body = self.rfile.read(length)
            if len(body) < length:  # Whoever sent it was killed.
                self.close_connection = True
                return
            fields = dict(parse_qsl(body.decode(), keep_blank_values=True))
            if not self._is_known():
                return
            deed = twilio.deed_for(fields)
            message = twilio.take(fields) if deed.is_taken else None
            twilio.got_request.set()
            if deed.hangs:
                twilio.goes_on.wait(PATIENCE)
                self.close_connection = True
            elif deed.drops:
                self.close_connection = True
            elif deed.garbles:
                self._answer(201, b"<html>")
            elif deed.code is not None:
                self._fail(deed.code)
            elif message is not None:
                self._answer(201, json.dumps(message.as_json()).encode())

        def do_GET(self) -> None:
            """List messages."""
            asked = {name: last[-1] for name, last in parse_qs(urlsplit(self.path).query).items()}
            if not self._is_known():
                return
            with twilio.lock:
                twilio.lists.append(asked)
                found = [
                    one.as_json()
                    for one in reversed(twilio.messages)
                    if one.fields["To"] == asked.get("To", one.fields["To"])
                    and one.fields.get("From") == asked.get("From", one.fields.get("From"))
                ]
            if twilio.is_away:
                self._fail(20500)
                return
            page = {"messages": found, "next_page_uri": None, "page": 0, "page_size": 50}
            self._answer(200, json.dumps(page).encode())

        def _is_known(self) -> bool:
            sign_in = base64.b64encode(f"{ACCOUNT}:{TOKEN}".encode()).decode()
            is_right = self.headers["Authorization"] == f"Basic {sign_in}"
            if not is_right or urlsplit(self.path).path != PATH:
                self._fail(20003)
                return False
            return True

        def _fail(self, code: int) -> None:
            status = STATUSES.get(code, 400)
            told = {"code": code, "message": "No", "more_info": "", "status": status}
            self._answer(status, json.dumps(told).encode())

        def _answer(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Keep quiet."""

    return Handler
