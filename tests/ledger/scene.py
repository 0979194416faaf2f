"""Conversations with a desk, and what stands in the ledger of them."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import Engine, text

from countyline.database.engine import reading, writing
from countyline.desk.book import ConversationBook
from countyline.desk.model import Inbound, Reply
from countyline.ledger.asking import LedgerEntry, Wanted, entries
from countyline.ledger.sealing import Sealer
from countyline.ledger.verifying import Verdict, verify
from tests.desk.scene import Clock

GUARDED = ("ledger", "ledger_contents")
GUARDS = [(table, deed) for table in GUARDED for deed in ("update", "delete")]


def record(**more: Any) -> dict[str, Any]:
    """A record of an answer."""
    return {
        "kind": "answer",
        "topic": "status",
        "topics": ["status"],
        "subjects": ["recorder_of_deeds"],
        "facts": ["offices.recorder_of_deeds.closure"],
        "certainty": "confirmed",
        "as_of": "2024-04-03T08:00:00-05:00",
        "revision": 1,
        "sources": [{"title": "News", "url": None, "published": "2024-04-02"}],
        "language": "en",
        "choices": [],
        "case": None,
        "degraded": False,
        "replay": False,
        **more,
    }


def reply(words: str, basis: Mapping[str, Any] | None = None, **more: Any) -> Reply:
    return Reply(
        text=words,
        language=more.get("language", "en"),
        answer=record(**more),
        card=None,
        context=None,
        headline=False,
        basis=basis,
    )


@dataclass
class Office:
    """A desk that talks, and its ledger."""

    engine: Engine
    clock: Clock
    offset: timedelta = timedelta(0)
    book: ConversationBook = field(init=False)
    sealer: Sealer = field(init=False)
    replies: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.book = ConversationBook(self.engine, "a", self.clock)
        self.sealer = self.another_sealer()

    def another_sealer(self) -> Sealer:
        return Sealer(self.engine, self.clock, lambda: self.offset)

    def begin(self, channel: str = "web") -> str:
        return self.book.begin(channel, None)[0]

    def ask(
        self,
        question: str = "is it open",
        told: Reply | str = "It is closed.",
        *,
        conversation: str | None = None,
        channel: str = "web",
    ) -> str:
        """Ask, and be answered; give the conversation."""
        conversation = conversation or self.begin(channel)
        answer = told if isinstance(told, Reply) else reply(told)
        self.replies.append(answer.text)
        key = f"m{len(self.replies)}"
        inbound = Inbound(conversation=conversation, key=key, text=question)
        turn = self.book.accept(inbound).turn
        assert turn is not None
        self.book.answer(turn, answer)
        return conversation

    def seal(self, most: int = 64) -> int:
        """Seal until nothing is left; give how many entries."""
        count = 0
        while sealed := self.sealer.seal(most):
            count += sealed
        return count

    def entries(self, **wanted: Any) -> list[LedgerEntry]:
        return list(entries(self.engine, Wanted(**wanted)))

    def texts(self, **wanted: Any) -> list[str]:
        return [entry.text for entry in self.entries(**wanted)]

    def verify(self, **more: Any) -> Verdict:
        return verify(self.engine, self.clock(), **more)

    def tamper(self, statement: str, **values: Any) -> None:
        """Change the database as whoever owns it can: without what guards the ledger."""
        if self.engine.dialect.name == "sqlite":
            self._tamper_with_file(statement, values)
            return
        with writing(self.engine) as connection:
            for table in GUARDED:
                connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER ALL"))
            connection.execute(text(statement), values)
            for table in GUARDED:
                connection.execute(text(f"ALTER TABLE {table} ENABLE TRIGGER ALL"))

    def _tamper_with_file(self, statement: str, values: Mapping[str, Any]) -> None:
        # Foreign keys are off in a connection that does not ask for them.
        with closing(sqlite3.connect(str(self.engine.url.database))) as file, file:
            for table, deed in GUARDS:
                file.execute(f"DROP TRIGGER IF EXISTS {table}_refuses_{deed}")
            file.execute(statement, values)

    def scalar(self, query: str) -> Any:
        with reading(self.engine) as connection:
            return connection.execute(text(query)).scalar()
