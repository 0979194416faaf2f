"""A desk that answers and seals, killed at one point of its work.

Arguments: the database, how many messages to answer, and the seam, written
`<function>:<before|after>:<which call>`, or `none` to go on to the end.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from countyline.database.engine import open_engine
from countyline.desk.book import ConversationBook
from countyline.desk.model import Inbound
from countyline.ledger import sealing
from countyline.ledger.sealing import Sealer
from tests import seams
from tests.ledger.scene import reply
from tests.nursery import Child

ROOT = Path(__file__).resolve().parents[2]
SEAMS: dict[str, tuple[Any, str]] = {
    "answer": (ConversationBook, "answer"),
    "delivered": (ConversationBook, "delivered"),
    "prepare": (Sealer, "prepare"),
    "append": (Sealer, "append"),
    # Within the transaction.
    "head": (sealing, "head_of"),
    "link": (sealing, "next_link"),
}


def start(url: str, count: int, seam: str) -> Child:
    """Start this file as a process of its own."""
    return seams.start("tests.ledger.dying", url, str(count), seam)


def work(url: str, count: int) -> None:
    engine = open_engine(url)
    # Each start counts as a new desk, and all before it as gone.
    book = ConversationBook(engine, f"desk-{os.getpid()}", lambda: datetime.now(UTC))
    book.be_the_only_one()
    sealer = Sealer(engine, lambda: datetime.now(UTC), lambda: timedelta(0))
    for number in range(count):
        conversation, _ = book.begin("web", None)
        turn = book.accept(Inbound(conversation=conversation, key="m", text="is it open")).turn
        assert turn is not None
        book.answer(turn, reply(f"Answer {number} of {os.getpid()}."))
        sealer.seal(most=2)
        book.delivered({conversation: 2})
    while sealer.seal(most=2):
        pass


def main(url: str, count: str, seam: str) -> None:
    if seam != "none":
        seams.die_at(seam, SEAMS)
    work(url, int(count))
