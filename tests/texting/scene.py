"""What the tests of texts share: texts that come, a desk that answers them, and the worker."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Engine, select

from benchmarks.texting.fake_twilio import ACCOUNT, TOKEN, FakeTwilio
from countyline.database.engine import reading
from countyline.desk.limits import Limit
from countyline.settings import Sms
from countyline.texting.book import Taken, TextBook
from countyline.texting.brain import TextingBrain
from countyline.texting.collecting import Collector
from countyline.texting.model import CHANNEL, InboundText
from countyline.texting.queue import TextQueue
from countyline.texting.schema import text_threads, texts
from countyline.texting.sentences import Sentences
from countyline.texting.twilio_sender import TwilioSender
from countyline.texting.words import Words
from countyline.texting.worker import Pauses, Rates, TextWorker
from tests.desk.scene import Brain, House, house

OURS = "+18165550100"
THEIRS = "+18165550123"
PUBLIC_URL = "https://chat.county.example"
AT_ONCE = Pauses(timedelta(0), timedelta(0), timedelta(0))
_sids = itertools.count(1)


def text(body: str = "is the recorder open friday", **changed: Any) -> InboundText:
    fields = {"sid": f"SM{next(_sids):032x}", "ours": OURS, "theirs": THEIRS, "body": body}
    return InboundText(**{**fields, **changed})


def account(api: str, **changed: Any) -> Sms:
    fields: dict[str, Any] = {
        "account_sid": ACCOUNT,
        "auth_token": TOKEN,
        "messaging_service_sid": None,
        "phone_number": OURS,
        "api": api,
        "countries": ("+1",),
        "rate": "10000/second",
        "rate_number": "10000/second",
        "follows_up": True,
    }
    return Sms(**{**fields, **changed})


async def nothing_left(_: str) -> bool:
    return False


@dataclass
class Office:
    """A desk that takes texts, and what it is made of."""

    house: House
    brain: Brain
    book: TextBook
    queue: TextQueue
    collector: Collector
    worker: TextWorker

    async def take(self, inbound: InboundText) -> Taken | None:
        """Take a text as the channel does."""
        taken: list[Taken | None] = []

        def keep() -> Any:
            taken.append(self.book.take(inbound))
            found = taken[-1]
            if found is None or found.conversation is None or found.accepted is None:
                return None
            return found.conversation, found.accepted

        await self.house.desk.take(CHANNEL, keep)
        return taken[-1]

    async def say(self, body: str, **changed: Any) -> Taken:
        """Take a text, and wait until it is answered."""
        taken = await self.take(text(body, **changed))
        assert taken is not None
        await self.house.rest()
        return taken

    async def send(self) -> None:
        """Send what is due."""
        await self.worker.look()
        await self.worker.settle()


@asynccontextmanager
async def office(
    engine: Engine,
    twilio: FakeTwilio,
    words: Words,
    *,
    brain: Brain | None = None,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    pauses: Pauses = AT_ONCE,
    read_seconds: float = 5.0,
    name: str = "a",
    in_service: Callable[[], int | None] = lambda: None,
    is_watching: bool = False,
    **changed: Any,
) -> AsyncIterator[Office]:
    thinks = brain or Brain()
    sentences = Sentences(words, lambda: {"en": "Jackson County", "es": "Condado de Jackson"})
    wrapped = TextingBrain(
        thinks, words, sentences, nothing_left, in_service=in_service, clock=clock
    )
    sms = account(twilio.url, **changed)
    async with house(
        engine,
        wrapped,  # type: ignore[arg-type]  # It stands before the brain that the house expects.
        clock=clock,
        name=name,
        is_watching=is_watching,
    ) as desk:
        queue = TextQueue(engine, clock)
        collector = Collector(engine, words, clock, follows_up=sms.follows_up)
        worker = TextWorker(
            queue=queue,
            collector=collector,
            sender=TwilioSender(sms, PUBLIC_URL, read_seconds),
            threads=desk.threads,
            rates=Rates(Limit.read("all", sms.rate), Limit.read("one", sms.rate_number)),
            metrics=desk.metrics,
            is_alone=engine.dialect.name == "sqlite",
            pauses=pauses,
        )
        texts_in = TextBook(desk.book, words, sentences, sms.countries, clock)
        try:
            yield Office(desk, thinks, texts_in, queue, collector, worker)
        finally:
            await worker.end()


def states(engine: Engine) -> list[str]:
    with reading(engine) as connection:
        return list(connection.scalars(select(texts.c.state).order_by(texts.c.id)))


def rows(engine: Engine) -> list[Any]:
    with reading(engine) as connection:
        return list(connection.execute(select(texts).order_by(texts.c.id)))


def threads_in(engine: Engine) -> list[Any]:
    with reading(engine) as connection:
        return list(connection.execute(select(text_threads).order_by(text_threads.c.opened_at)))
