"""A small mail server that fails in whatever way a test wants."""

from __future__ import annotations

import socket
import ssl
import threading
from contextlib import suppress
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from pathlib import Path

PATIENCE = 20.0


@dataclass
class Behavior:
    """What the server does, by the command that it answers; the rest succeeds.

    `answers` has a reply for a command (`CONNECT` for the greeting, `.` for the end of a mail).
    `drops` closes the connection instead; `hangs` says nothing any more; `drips` says one letter
    after the other, for ever.
    """

    answers: dict[str, str] = field(default_factory=dict)
    drops: str | None = None
    hangs: str | None = None
    drips: str | None = None
    certificate: Path | None = None
    offers: tuple[str, ...] = ()


class SmtpServer:
    """Listens on a port of its own until the end of the test."""

    def __init__(self) -> None:
        self.behavior = Behavior()
        self.mails: list[Message] = []
        self.said: list[str] = []
        self.got_mail = threading.Event()
        self.goes_on = threading.Event()
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        self._open: list[socket.socket] = []
        self._threads: list[threading.Thread] = []

    def __enter__(self) -> SmtpServer:
        self._start(self._accept)
        return self

    def __exit__(self, *_: object) -> None:
        self.goes_on.set()
        for one in (self._listening, *self._open):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()
        for thread in self._threads:
            thread.join(PATIENCE)

    def _start(self, call: object, *args: object) -> None:
        thread = threading.Thread(target=call, args=args, daemon=True)  # type: ignore[arg-type]
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self._listening.accept()
                self._open.append(connection)
                self._start(self._serve, connection)

    def _serve(self, connection: socket.socket) -> None:
        with suppress(OSError, ValueError, _Dropped):
            _Session(self, connection).run()
        connection.close()


class _Dropped(Exception):
    pass


class _Session:
    def __init__(self, server: SmtpServer, connection: socket.socket) -> None:
        self._server = server
        self._behavior = server.behavior
        self._connection = connection
        self._rest = b""

    def run(self) -> None:
        self._answer("CONNECT", "220 mail.example.gov")
        while line := self._line():
            command = line.split()[0].upper()
            self._server.said.append(line)
            if command == "EHLO":
                offers = [*self._behavior.offers]
                if self._behavior.certificate and not self._is_tls:
                    offers.append("STARTTLS")
                lines = ["mail.example.gov", *offers]
                reply = [f"250-{one}" for one in lines[:-1]] + [f"250 {lines[-1]}"]
                self._answer(command, "\r\n".join(reply))
            elif command == "STARTTLS":
                self._answer(command, "220 go on")
                self._speak_tls()
            elif command == "DATA":
                self._answer(command, "354 go on")
                if command not in self._behavior.answers:
                    self._take_mail()
            elif command == "AUTH":
                self._answer(command, "235 welcome")
            elif command == "QUIT":
                self._answer(command, "221 goodbye")
                return
            else:
                self._answer(line if line in self._behavior.answers else command, "250 ok")

    @property
    def _is_tls(self) -> bool:
        return isinstance(self._connection, ssl.SSLSocket)

    def _speak_tls(self) -> None:
        assert self._behavior.certificate is not None
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self._behavior.certificate)
        self._connection = context.wrap_socket(self._connection, server_side=True)
        self._server._open.append(self._connection)

    def _take_mail(self) -> None:
        lines = []
        while (line := self._line()) != ".":
            lines.append(line[1:] if line.startswith(".") else line)
        self._server.mails.append(message_from_bytes("\r\n".join(lines).encode()))
        self._server.got_mail.set()
        self._answer(".", "250 taken")

    def _answer(self, command: str, usual: str) -> None:
        if self._behavior.drops == command:
            raise _Dropped
        if self._behavior.hangs == command:
            self._server.goes_on.wait(PATIENCE)
            raise _Dropped
        if self._behavior.drips == command:
            while not self._server.goes_on.wait(0.01):
                self._connection.sendall(b"2")
            raise _Dropped
        reply = self._behavior.answers.get(command, usual)
        self._connection.sendall(f"{reply}\r\n".encode())

    def _line(self) -> str:
        while b"\r\n" not in self._rest:
            more = self._connection.recv(4096)
            if not more:
                raise _Dropped
            self._rest += more
        line, _, self._rest = self._rest.partition(b"\r\n")
        return line.decode("utf-8", "replace") or " "
