"""Sends e-mail by SMTP, with TLS that is verified and an end to every waiting."""

from __future__ import annotations

import asyncio
import smtplib
import socket
import ssl
import threading
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import Any

from countyline.notices.model import Notice, NotSent, Outcome, Sent, one_line
from countyline.notices.wording import Envelope, as_mail
from countyline.settings import SMTP_PORT_WITH_TLS, StaffMail

STEP_SECONDS = 10.0
"""How long the server may take for one answer."""

WHOLE_SECONDS = 30.0
"""How long all of it may take: a server may say a letter now and then."""


class MailSender:
    """Tells staff by e-mail: everything that is due in one, and not more than one a minute."""

    most = 50
    pause = timedelta(minutes=1)

    def __init__(
        self,
        mail: StaffMail,
        public_url: str,
        step_seconds: float = STEP_SECONDS,
        whole_seconds: float = WHOLE_SECONDS,
    ) -> None:
        self._mail = mail
        self._step_seconds = step_seconds
        self._whole_seconds = whole_seconds
        self.envelope = Envelope(mail.sender, mail.to, public_url)
        self.address = " ".join((mail.host, str(mail.port), *mail.to))

    async def send(self, notices: Sequence[Notice], now: datetime, /) -> Outcome:
        """Send the notices in one e-mail."""
        return await self.send_mail(as_mail(notices, self.envelope, now))

    async def send_mail(self, message: EmailMessage) -> Outcome:
        """Hand an e-mail to the server."""
        line = _Line(self._whole_seconds)
        try:
            return await asyncio.to_thread(self._send, message, line)
        except asyncio.CancelledError:
            # The thread would keep the process from ending.
            line.cut()
            raise

    def _send(self, message: EmailMessage, line: _Line) -> Outcome:
        try:
            with line, self._connected(line) as server:
                if self._mail.starttls:
                    server.starttls(context=ssl.create_default_context())
                if self._mail.username is not None and self._mail.password is not None:
                    server.login(self._mail.username, self._mail.password)
                refused = server.send_message(message)
        except (OSError, smtplib.SMTPException, ValueError) as error:
            return NotSent("it took too long" if line.is_cut else _why(error))
        # Somebody got it; sending it to all again would reach nobody else.
        return Sent(f"{len(refused)} of the addresses were refused" if refused else None)

    def _connected(self, line: _Line) -> smtplib.SMTP:
        # Without a name of ours, smtplib asks the county's name server, which may be down.
        name = self._mail.sender.rpartition("@")[2]
        where = (self._mail.host, self._mail.port, name, self._step_seconds)
        if self._mail.port == SMTP_PORT_WITH_TLS:
            return _SmtpTls(line, *where, context=ssl.create_default_context())
        return _Smtp(line, *where)


class _Line:
    """A connection that is cut when all of it takes too long, or nobody waits any more."""

    def __init__(self, seconds: float) -> None:
        self._timer = threading.Timer(seconds, self.cut)
        self._timer.daemon = True
        self._socket: socket.socket | None = None
        self.is_cut = False

    def __enter__(self) -> _Line:
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()

    def uses(self, connection: socket.socket) -> None:
        self._socket = connection
        if self.is_cut:
            self.cut()

    def cut(self) -> None:
        self.is_cut = True
        if self._socket is not None:
            with suppress(OSError):
                # Of the bare socket: that of TLS would say goodbye first.
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)


class _Smtp(smtplib.SMTP):
    """SMTP over a line that can be cut, from its first reply on."""

    def __init__(self, line: _Line, *where: Any, **how: Any) -> None:
        self._line = line
        super().__init__(*where, **how)

    def getreply(self) -> tuple[int, bytes]:
        if self.sock is not None:
            self._line.uses(self.sock)
        return super().getreply()


class _SmtpTls(_Smtp, smtplib.SMTP_SSL):
    """The same with TLS from the start."""


def _why(error: Exception) -> str:
    """Say in one line why, in the server's words where it has some."""
    match error:
        case smtplib.SMTPAuthenticationError():
            why = f"the server refused the sign-in ({error.smtp_code})"
        case smtplib.SMTPResponseException(smtp_error=bytes() as said):
            why = f"the server said: {error.smtp_code} {said.decode('utf-8', 'replace')}"
        case smtplib.SMTPRecipientsRefused():
            why = "the server refused every address"
        case TimeoutError() | smtplib.SMTPServerDisconnected(__context__=TimeoutError()):
            why = "the server did not answer in time"
        case smtplib.SMTPNotSupportedError():
            why = str(error)
        case ssl.SSLError():
            why = f"TLS failed: {getattr(error, 'verify_message', '') or error.reason}"
        case _:
            why = f"there is no connection to the server ({type(error).__name__})"
    return one_line(why)
