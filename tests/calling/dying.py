"""A desk that takes a call, killed at one point of its work.

Arguments: the database, a file for what is told, how many minutes its clock is ahead, and the
seam: `<function>:<before|after>:<which call>`, or `none` to go on to the end.
"""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

from countyline.calling.book import CallBook
from countyline.calling.model import Event, Heard
from countyline.calling.written import said_json
from countyline.database.engine import open_engine
from countyline.desk.book import ConversationBook
from tests import seams
from tests.calling.scene import heard, keys, office, said
from tests.nursery import Child

ROOT = Path(__file__).resolve().parents[2]
SEAMS: dict[str, tuple[type, str]] = {
    "take": (CallBook, "take"),
    "answer": (ConversationBook, "answer"),
    "finish": (CallBook, "finish"),
}
REPORTS: tuple[Heard, ...] = (
    heard(Event.START, key="1"),
    said("is the recorder open", 0.5, "is the record open", key="2"),
    keys("9", key="3"),
    keys("0", key="4"),
    keys("1", key="5"),
)


def start(url: str, told: Path, minutes: int, seam: str) -> Child:
    """Start this file as a process of its own."""
    return seams.start("tests.calling.dying", url, str(told), str(minutes), seam)


async def work(url: str, told: Path, minutes: int) -> None:
    engine = open_engine(url)
    ahead = timedelta(minutes=minutes)

    def clock() -> datetime:
        return datetime.now(UTC) + ahead

    async with office(engine, clock=clock, name=f"desk-{minutes}", is_watching=True) as desk:
        if engine.dialect.name == "sqlite":
            desk.house.book.be_the_only_one()
        for report in REPORTS:
            line = [report.key, said_json(await desk.take(report))]
            with told.open("a", encoding="utf-8") as file:
                file.write(json.dumps(line) + "\n")
    engine.dispose()


def main(url: str, told: str, minutes: str, seam: str) -> None:
    if seam != "none":
        seams.die_at(seam, SEAMS)
    asyncio.run(work(url, Path(told), int(minutes)))
