"""A process that opens cases, for tests that need real processes.

Arguments: the database, the conversation, the first turn, how many turns. Prints each case.
"""

import sys
import time
import zlib
from datetime import UTC, datetime

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


def main() -> None:
    url, conversation, first, count = sys.argv[1:5]
    book = book_at(url)
    for turn in range(int(first), int(first) + int(count)):
        case = book.open(draft(conversation, str(turn)))
        print(case.id, case.turn, flush=True)
    if "wait" in sys.argv:
        time.sleep(60)


if __name__ == "__main__":
    main()
