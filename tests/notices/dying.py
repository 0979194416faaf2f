"""A desk's worker that is killed, for the tests of what it leaves behind.

Arguments: the database, how many minutes its clock is ahead, `mail` or `webhook`, and the port
or the address.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import ParamSpec, TypeVar

from countyline.database import open_engine
from countyline.notices.book import NoticeBook
from countyline.notices.mail import MailSender
from countyline.notices.model import Notice, Sender, Way
from countyline.notices.webhook import WebhookSender
from countyline.notices.worker import NoticeWorker, Patience
from countyline.settings import StaffMail, StaffWebhook
from tests.nursery import Child, nursery

PUBLIC = "https://chat.example.gov"

_Arguments = ParamSpec("_Arguments")
_Result = TypeVar("_Result")


class BesideTheLoop:
    """Runs what waits for the database as the desk's threads do."""

    async def write(
        self,
        call: Callable[_Arguments, _Result],
        *args: _Arguments.args,
        **kwargs: _Arguments.kwargs,
    ) -> _Result:
        return await asyncio.to_thread(call, *args, **kwargs)

    read = write


def start(url: str, minutes: int, way: Way, where: str) -> Child:
    """Start this file as a process of its own."""
    return nursery().start("tests.notices.dying", url, str(minutes), way.value, where)


def sender_to(way: Way, where: str) -> Sender[Notice]:
    if way is Way.WEBHOOK:
        return WebhookSender(StaffWebhook(where, b"k" * 32), PUBLIC)
    to = ("clerk@example.gov",)
    mail = StaffMail(to, "desk@example.gov", "127.0.0.1", int(where), None, None, starttls=False)
    return MailSender(mail, PUBLIC)


def main(url: str, minutes: str, way: str, where: str) -> None:
    engine = open_engine(url)
    ahead = timedelta(minutes=int(minutes))

    def clock() -> datetime:
        return datetime.now(UTC) + ahead

    worker = NoticeWorker(
        book=NoticeBook(engine, clock),
        threads=BesideTheLoop(),
        senders={Way(way): sender_to(Way(way), where)},
        patience=Patience(None, None),
        hours=lambda: None,
        clock=clock,
    )
    asyncio.run(worker.look())
