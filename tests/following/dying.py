"""A desk that tells later, killed at one point of its work.

Arguments: the database, and the seam as `tests.seams` has it, or `none` to go on to the end.
"""

from __future__ import annotations

from datetime import UTC, datetime

from countyline.database.engine import open_engine
from countyline.desk.book import ConversationBook
from countyline.following import corrections, watches
from tests import seams
from tests.desk.scene import Clock
from tests.following.scene import RECORDER, County
from tests.nursery import Child

SEAMS: seams.Seams = {
    "say": (ConversationBook, "say_in"),
    "tell": (watches.Watches, "tell"),
    "send": (corrections.CorrectionSender, "send"),
}
NOON = datetime(2024, 4, 3, 17, tzinfo=UTC)


def start(url: str, seam: str) -> Child:
    """Start this file as a process of its own."""
    return seams.start("tests.following.dying", url, seam)


def main(url: str, seam: str) -> None:
    if seam != "none":
        seams.die_at(seam, SEAMS)
    engine, clock = open_engine(url), Clock()
    clock.now = NOON
    county = County(engine, clock)
    county.news.standing[RECORDER] = 3
    while county.watches.due() or county.sender.due():
        county.tell()
        county.send()
    engine.dispose()
