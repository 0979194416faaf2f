"""A desk that takes texts and sends the answers, killed at one point of its work.

Arguments: the database, Twilio's address, how many minutes its clock is ahead, how many texts to
take, and the seam: `<function>:<before|after>:<which call>`, or `none` to go on to the end.
"""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select

from countyline.database.engine import open_engine, reading
from countyline.desk.book import ConversationBook
from countyline.settings import PROJECT_ROOT
from countyline.texting.book import TextBook
from countyline.texting.collecting import Collector
from countyline.texting.queue import TextQueue
from countyline.texting.schema import texts
from countyline.texting.twilio_sender import TwilioSender
from countyline.texting.words import load_words
from tests import seams
from tests.nursery import Child
from tests.texting.scene import office, text

ROOT = Path(__file__).resolve().parents[2]
NUMBERS = [f"+1816555010{number}" for number in range(1, 4)]
SEAMS: dict[str, tuple[type, str]] = {
    "take": (TextBook, "take"),
    "answer": (ConversationBook, "answer"),
    "collect": (Collector, "collect_all"),
    "begin": (TextQueue, "take"),
    "send": (TwilioSender, "send"),
    "accepted": (TextQueue, "accepted"),
    "doubt": (TextQueue, "in_doubt"),
    "look": (TwilioSender, "sent_before"),
    "not_found": (TextQueue, "not_found"),
}


class TwilioOf:
    """What `office` needs to know of a Twilio that another process plays."""

    def __init__(self, url: str) -> None:
        self.url = url


def start(url: str, api: str, minutes: int, count: int, seam: str) -> Child:
    """Start this file as a process of its own."""
    return seams.start("tests.texting.dying", url, api, str(minutes), str(count), seam)


async def work(url: str, api: str, minutes: int, count: int) -> None:
    engine = open_engine(url)
    ahead = timedelta(minutes=minutes)

    def clock() -> datetime:
        return datetime.now(UTC) + ahead

    def is_done() -> bool:
        with reading(engine) as connection:
            states = list(connection.scalars(select(texts.c.state)))
        return len(states) == count and set(states) == {"accepted"}

    words = load_words(PROJECT_ROOT / "data")
    twilio: Any = TwilioOf(api)
    async with office(
        engine, twilio, words, clock=clock, name=f"desk-{minutes}", is_watching=True
    ) as desk:
        if engine.dialect.name == "sqlite":
            desk.house.book.be_the_only_one()
            desk.queue.doubt_all()
        # Twilio posts again what was not acknowledged.
        for number in range(count):
            await desk.take(
                text("is it open", sid=f"SM{number:08}", theirs=NUMBERS[number % len(NUMBERS)])
            )
        deadline = time.monotonic() + 60
        while not is_done():
            assert time.monotonic() < deadline, "not all texts were sent"
            await desk.send()
            await asyncio.sleep(0.02)
    engine.dispose()


def main(url: str, api: str, minutes: str, count: str, seam: str) -> None:
    if seam != "none":
        seams.die_at(seam, SEAMS)
    asyncio.run(work(url, api, int(minutes), int(count)))

