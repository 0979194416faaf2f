"""A process that opens cases, for tests that need real processes.

Arguments: the database, the conversation, how many turns, and the file that it writes each case
to once it is open; then it waits to be killed, or `goes` as it should.
"""

import time
import zlib
from datetime import UTC, datetime
from pathlib import Path

from countyline.cases import CaseBook, CaseDraft, Reason


def draft(conversation: str, turn: str, question: str = "is the recorder open") -> CaseDraft:
    """What is another matter at each turn, so that each gets a case of its own."""
    topic = f"topic {zlib.crc32(turn.encode('utf-8', 'surrogatepass'))}"
    return CaseDraft(
        conversation=conversation,
        turn=turn,
        reason=Reason.NOTHING_PUBLISHED,
        topic=topic,
        named_topic=topic,
        subjects=("recorder_of_deeds",),
        language="en",
        channel="rest",
        question=question,
    )


def book_at(url: str) -> CaseBook:
    return CaseBook(url, clock=lambda: datetime.now(UTC))


def main(url: str, conversation: str, count: str, told: str, then: str) -> None:
    book = book_at(url)
    with Path(told).open("a", encoding="utf-8") as file:
        for turn in range(int(count)):
            case = book.open(draft(conversation, str(turn)))
            print(case.id, case.turn, file=file, flush=True)
    if then == "waits":
        time.sleep(60)
