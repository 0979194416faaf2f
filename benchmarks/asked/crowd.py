"""A database with many messages, as a county's desk would have it after some busy weeks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Engine, insert, text

from benchmarks.asked.questions import Labeled
from countyline.database.engine import writing
from countyline.desk.schema import conversations, inbox, outbox, turns

DAYS = 28
_EACH = 4
_AT_ONCE = 500
_UNANSWERED_EVERY = 20
_CHANNELS = ("web", "sms", "voice")
_TOPICS = ("status", "hours", "location", "contact", "how_to_pay", "deadlines", "receipts")
_SUBJECTS = ("recorder_of_deeds", "assessment", "collection", "parks", "county")
_ANSWER = "The office is closed today. The county expects it to open again later. As of April 3."


@dataclass(frozen=True)
class Crowd:
    """So many messages in four weeks up to a moment, which is aware; every 20th found nothing.

    Those are the questions given; each third has a number at its end, for many wordings.
    """

    count: int
    until: datetime
    unanswered: Sequence[Labeled]

    def talk(self, engine: Engine) -> None:
        """Write the messages with their answers."""
        for first in range(0, self.count // _EACH, _AT_ONCE):
            numbers = range(first, min(first + _AT_ONCE, self.count // _EACH))
            messages = [_EACH * one + part for one in numbers for part in range(_EACH)]
            with writing(engine) as connection:
                connection.execute(insert(conversations), list(map(self._conversation, numbers)))
                connection.execute(insert(inbox), list(map(self._asked, messages)))
                connection.execute(insert(turns), list(map(self._turn, messages)))
                connection.execute(insert(outbox), list(map(self._answered, messages)))
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            # As databases do by themselves before long.
            connection.execute(text("ANALYZE"))

    def _question(self, number: int) -> Labeled | None:
        if number % _UNANSWERED_EVERY:
            return None
        return self.unanswered[number // _UNANSWERED_EVERY % len(self.unanswered)]

    def _at(self, number: int) -> datetime:
        return self.until - timedelta(days=DAYS) * (1 - number / self.count)

    def _conversation(self, number: int) -> dict[str, Any]:
        return {
            "id": f"c{number:08}", "channel": _CHANNELS[number % 3], "owner": "bot",
            "last_seq": 2 * _EACH, "opened_at": self._at(_EACH * number), "last_at": self.until,
        }  # fmt: skip

    def _asked(self, number: int) -> dict[str, Any]:
        asked = self._question(number)
        words = "is the recorder of deeds open on friday"
        if asked is not None:
            # Two of three come in the very words of somebody else.
            again = number // _UNANSWERED_EVERY % 3 == 0
            words = f"{asked.question.text} {number % 100}" if again else asked.question.text
        return {
            "id": number + 1, "conversation": f"c{number // _EACH:08}",
            "seq": 2 * (number % _EACH) + 1, "key": f"m{number % _EACH}", "text": words,
            "capped": False, "received_at": self._at(number),
        }  # fmt: skip

    def _turn(self, number: int) -> dict[str, Any]:
        return {
            "message": number + 1, "conversation": f"c{number // _EACH:08}", "attempts": 1,
            "outcome": "answered", "answered_at": self._at(number),
        }  # fmt: skip

    def _answered(self, number: int) -> dict[str, Any]:
        asked, at = self._question(number), self._at(number)
        topic, subject = _TOPICS[number % 7], _SUBJECTS[number % 5]
        topics, subjects = [topic], [subject]
        if asked is not None:
            topics = [asked.question.topic] if asked.question.topic else []
            subjects = list(asked.question.subjects)
        answer = {
            "kind": "answer", "topic": topics[0] if topics else None, "topics": topics,
            "subjects": subjects, "facts": [f"offices.{subject}.closure"],
            "certainty": "confirmed" if asked is None else "unknown",
            "as_of": "2024-04-03T08:00:00-05:00", "revision": 1,
            "sources": [{"title": "County news release", "url": "https://www.jacksongov.org",
                         "published": "2024-04-02"}],
            "language": "en" if asked is None else asked.question.language, "choices": [],
            "case": None, "degraded": False, "replay": False,
        }  # fmt: skip
        return {
            "conversation": f"c{number // _EACH:08}", "seq": 2 * (number % _EACH) + 2,
            "turn": number + 1, "author": "bot", "text": _ANSWER, "language": answer["language"],
            "answer": answer, "card": {"paragraphs": [_ANSWER], "source": "As of April 3."},
            "basis": {"question": {"text": _ANSWER, "parts": [answer]}}, "written_at": at,
            "delivered_at": at,
        }  # fmt: skip
